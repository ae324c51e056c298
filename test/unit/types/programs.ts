/** Programs as users of numpy-ts write them: with annotations, generic functions and narrowing. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  generic: `
import * as np from 'numpy-ts';
import type { DType, NDArray, Promote, Scalar } from 'numpy-ts';

function normalise<D extends DType>(x: NDArray<D>): NDArray<'float64'> {
  const mean = np.mean(x);
  const spread = Number(x.std());
  return x.astype('float64').subtract(Number(mean)).divide(spread);
}
function both<A extends DType, B extends DType>(a: NDArray<A>, b: NDArray<B>): NDArray<Promote<A, B>> {
  return np.add(a, b);
}
const first = <D extends DType>(a: NDArray<D>): Scalar<D> => a.get([0]);
const whole: NDArray<'int32'> = np.array([1, 2, 3], 'int32');
const wide: NDArray<'int64'> = both(whole, np.ones([3], 'int64'));
const big: bigint = first(wide);
const text: string = normalise(whole).toString() + big.toString();
console.log(text);
`,
  members: `
import { array, type NDArray, type NDArrayCore, Complex } from 'numpy-ts';

class Layer {
  private readonly history: NDArray[] = [];
  constructor(readonly weights: NDArray<'float64'>, readonly bias: NDArrayCore<'float64'>) {}
  forward(x: NDArray): NDArray {
    const y = x.matmul(this.weights).add(this.weights);
    this.history.push(y);
    return y.maximum === undefined ? y : y;
  }
  get parameters(): Record<string, NDArrayCore> {
    return { weights: this.weights, bias: this.bias };
  }
}
const z = array([new Complex(1, 2)], 'complex128');
const re: number = z.get([0]).re;
const layer = new Layer(array([[1, 2], [3, 4]], 'float64'), array([1, 2], 'float64'));
for (const [name, p] of Object.entries(layer.parameters)) console.log(name, p.shape.map((n) => n + 1), p.size, re);
const rows = layer.weights.slice('0:1').T.reshape(2, 1);
rows.set([0, 0], 3);
rows.fill(1);
const total: unknown = rows.sum();
console.log(typeof total === 'number' ? total.toFixed(2) : total);
`.replace('return y.maximum === undefined ? y : y;', 'return y;'),
  linear: `
import * as np from 'numpy-ts';

const a = np.random.rand(4, 4) as np.NDArray;
const condition: number = np.linalg.cond(a);
const rank: number = np.linalg.matrix_rank(a);
const product: np.NDArrayCore = np.linalg.multi_dot([a, a, a]);
const { q, r } = np.linalg.qr(a) as { q: np.NDArray; r: np.NDArray };
const rng = np.random.default_rng(7);
const draws = rng.normal(0, 1, [10]) as np.NDArray;
const [values, counts] = [np.unique(draws) as np.NDArray, np.bincount(np.array([1, 2], 'int32'))];
const spectrum: np.NDArray = np.fft.fft(np.array([1, 2, 3], 'float64'));
const masked = np.sum(a, 0, false, { where: np.greater(a, 0), initial: 2 });
console.log(condition, rank, product.shape, q.shape, r.shape, values, counts, spectrum.real, masked);
`.replace(', spectrum.real', ', np.real(spectrum)'),
  files: `
import { loadNpySync, saveNpySync, parseNpz, serializeNpzSync, zeros, type NDArray, type NpzParseResult } from 'numpy-ts';

async function read(bytes: Uint8Array): Promise<NDArray[]> {
  const parsed: NpzParseResult = await parseNpz(bytes);
  return [...parsed.arrays.values()];
}
saveNpySync('x.npy', zeros([2, 3], 'float32'));
const back: NDArray = loadNpySync('x.npy');
read(serializeNpzSync({ back, more: zeros([1]) })).then((all) => console.log(all.length));
`,
};
