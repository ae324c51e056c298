/**
 * No function leaves an intermediate behind: after a call, the only memory that can still be asked for is its
 * result's. Otherwise values that nobody names would be stored, and kernels could not fuse over them.
 */
import { expect, test } from 'vitest';
import type { Buffer } from '../../../runtime/core/buffer';
import { ReferenceExecutor } from '../../../runtime/launch/reference';
import * as np from '../../../runtime/numpy/index';
import { onFirstUse, tracer } from '../../../runtime/trace/instance';
import { type Job, Tracer } from '../../../runtime/trace/tracer';

const seen = new Set<Buffer>();
class Watched extends ReferenceExecutor {
  override run(job: Job): void {
    for (const b of job.buffers) seen.add(b);
    super.run(job);
  }
}
onFirstUse(() => new Tracer(new Watched()));

const a = np.arange(1, 5);
const m = np.arange(12).reshape(3, 4).copy();
const t = np.arange(24).reshape(2, 3, 4).copy();
const i = np.array([3, 1, 2, 0], 'int32');
const k = np.array([1, 0, 1, 1], 'bool');
const n = np.array([1, Number.NaN, 3, 4]);
const c = np.array([new np.Complex(1, 2), new np.Complex(3, -1)]);
const mT = m.T;
const rows = np.array([1, 0, 1], 'bool');
const [big, bigger] = [np.ones([64, 64]), np.ones([2, 64, 64])];
const long = np.arange(2000).copy();
const greater = m.greater(3);
const inputs = [a, m, t, i, k, n, c, rows, big, bigger, long, greater].map((x) => x.handle.buffer);

const CALLS: (() => unknown)[] = [
  () => a.add(1),
  () => i.add(0.5),
  () => i.subtract(2.5),
  () => m.add(a),
  () => a.divmod(2),
  () => c.multiply(new np.Complex(0, 1)),
  () => np.modf(a),
  () => np.angle(c, true),
  () => np.iscomplex(c),
  () => np.clip(i, 0.5, 2),
  () => np.clip(a, null, 2),
  () => np.where(k, a, 0),
  () => np.select([k, k], [a, 1], 2),
  () => np.choose(k, [a, n]),
  () => np.isclose(a, n, 1, 1, true),
  () => np.isclose(i, i),
  () => np.array_equal(a, n, true),
  () => np.allclose(a, a),
  () => np.nan_to_num(n),
  () => np.nan_to_num(c),
  () => m.sum(0),
  () => m.sum(),
  () => m.sum([0, 1], true),
  () => m.sum([]),
  () => np.sum(m, 0, false, { where: k, dtype: 'float32', initial: 1 }),
  () => np.any(m, 0),
  () => m.ptp(1),
  () => m.mean(),
  () => i.mean(0, true),
  () => m.var(0),
  () => i.std(),
  () => c.var(0, 0, true),
  () => np.average(m, 1, a),
  () => np.average(i, undefined, i, false, true),
  () => m.argmax(1),
  () => np.argmin(a),
  () => np.count_nonzero(m, 0),
  () => np.nansum(n),
  () => np.nanmean(n, 0, true),
  () => np.nanstd(n),
  () => np.nanvar(c),
  () => np.nanmax(n),
  () => np.nanargmax(n),
  () => np.nancumsum(n),
  () => np.cumsum(m),
  () => np.cumsum(i, 0),
  () => np.diff(m, 2, 0),
  () => np.dot(a, a),
  () => np.dot(m, a),
  () => np.dot(m, mT),
  () => np.inner(m, m),
  () => np.matmul(t, mT),
  () => np.matmul(bigger, big),
  () => np.outer(i, a),
  () => np.vdot(c, c),
  () => np.trace(m),
  () => np.median(m, 0),
  () => np.quantile(i, 0.3, 0, true),
  () =>
    np.tensordot(t, t, [
      [0, 2],
      [0, 2],
    ]),
  () => np.vecdot(c, c),
  () => np.kron(m, i),
  () => np.sort(m, 0),
  () => np.argsort(i),
  () => np.concatenate([a, i]),
  () => np.concatenate([mT, a], null),
  () => np.stack([a, n], 1),
  () => np.vstack([a, m]),
  () => np.dstack([a, a]),
  () => np.column_stack([a, a]),
  () => np.tile(mT, [2, 1]),
  () => np.repeat(mT, 2),
  () => np.repeat(m, [1, 0, 2], 0),
  () => np.roll(mT, 1),
  () => np.roll(m, [1, 2], [0, 1]),
  () => np.pad(m, 1),
  () => np.flip(m),
  () => np.split(m, 3),
  () => mT.reshape(12),
  () => mT.ravel(),
  () => mT.flatten(),
  () => m.slice('::-1', '1:'),
  () => np.linspace(0, 9, 4, 'int32'),
  () => np.logspace(0, 1, 3),
  () => np.geomspace(1, 8, 4),
  () => np.arange(0, 3, 1, 'complex64'),
  () => np.diag(a),
  () => np.diag(m, 1),
  () => np.diagflat(m),
  () => np.tril(m),
  () => np.triu(t, 1),
  () => np.meshgrid(a, n),
  () => np.indices([2, 3]),
  () => np.array([a, n]),
  () => np.take(m, [0, 2], 1),
  () => np.compress(rows, m, 0),
  () => m.bindex(greater),
  () => np.nonzero(m),
  () => np.argwhere(m),
  () => np.fill_diagonal(m, 1),
  () => np.put(a, [0, 1], [5, 6]),
  () => np.putmask(a, k, 0),
  () => np.copyto(m, 5),
  () => m.toString(),
  () => long.toString(),
  () => mT.tobytes(),
  () => np.serializeNpy(mT),
];

const arraysOf = (value: unknown): np.NDArray[] =>
  Array.isArray(value) ? value.flatMap(arraysOf) : value instanceof np.NDArray ? [value] : [];

test.each(CALLS.map((f) => [String(f).replace(/__vite\w+__\./g, 'np.'), f] as const))('%s', (_, call) => {
  tracer().flush();
  seen.clear();
  const before = inputs.map((b) => b.handles);
  const results = arraysOf(call());
  tracer().flush();
  const own = new Set([...results.map((r) => r.handle.buffer), ...inputs]);
  const left = [...seen].filter((b) => b.handles > 0 && !own.has(b));
  expect(left.map((b) => `${b.dtype} (${b.shape.join(', ')})`)).toEqual([]);
  for (const r of results) r.dispose();
  expect(inputs.map((b) => b.handles)).toEqual(before);
  expect([...own].filter((b) => b.handles > 0 && !inputs.includes(b))).toEqual([]);
});
