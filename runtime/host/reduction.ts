/**
 * Reductions in the host, in the one order of all reductions. Scripts of JavaScript do one block of it; larger operands are
 * the kernels'.
 */
import { type DType, type HostArray, isBig, isComplex } from '../../compiler/ir/dtype';
import { BLOCK, CHUNK, LANES, usesLanes } from '../../compiler/ir/reduction-order';
import type { ReductionOperation, ReductionSignature } from '../../compiler/ops/operation';
import type { Scalar } from '../../compiler/ops/scalar-builder';
import { Buffer } from '../core/buffer';
import { View } from '../core/view';
import { noteHost } from '../profile/lines';
import { allocate } from './allocation';
import { FRONT } from './front';
import { hotReduction } from './here';
import { contentsAtHand } from './memory';
import { type Code, compileScript, ScriptBuilder, Unwritable } from './script';
import { isHostSize } from './setting';

/**
 * For each kept place k < nk, the reduction of the elements at K[k] + R[r], r < nr, into out[k]; in lanes, or one
 * after the other.
 */
type Reducer = (
  data: unknown,
  out: unknown,
  K: Int32Array,
  nk: number,
  R: Int32Array,
  nr: number,
  lanes: boolean,
) => void;

/** By operation and the operand's type; null: JavaScript can't, or not to the bit. */
const reducers = new Map<ReductionOperation, Map<DType, Reducer | null>>();

/** Reductions whose 64-bit integers are sums and positions of few elements, which numbers hold. */
const NARROW = new Set(['sum', 'count_nonzero', 'argmin', 'argmax']);

function reducerOf(op: ReductionOperation, from: DType, signature: ReductionSignature): Reducer | null {
  let byType = reducers.get(op);
  if (byType === undefined) {
    byType = new Map();
    reducers.set(op, byType);
  }
  let reducer = byType.get(from);
  if (reducer === undefined) {
    try {
      reducer = write(op, from, signature);
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
      reducer = null;
    }
    byType.set(from, reducer);
  }
  return reducer;
}

/**
 * Reductions in which a state combined with that of nothing is the state itself, to the bit: empty lanes are left out.
 */
const NEUTRAL = new Set(['sum', 'prod', 'min', 'max', 'nanmin', 'nanmax', 'any', 'all', 'argmin', 'argmax']);

/** Names that hold a state: one for each field, two for a complex one. */
const partsOf = (state: readonly DType[], name: string): Code[] =>
  state.map((dtype, f) => ({
    dtype,
    text: `${name}${f}`,
    ...(isComplex(dtype) && { im: `${name}${f}i` }),
  }));

const flatten = (state: readonly Scalar[]): string[] =>
  state.flatMap((s) => {
    const { text, im } = s as Code;
    return im === undefined ? [text] : [text, im];
  });

function write(op: ReductionOperation, from: DType, signature: ReductionSignature): Reducer {
  const narrow = NARROW.has(op.name) && (!isBig(from) || op.name === 'count_nonzero');
  const b = new ScriptBuilder(narrow);
  /** The statements that a function writes. */
  const lines = (f: () => void): string => {
    const before = b.lines;
    b.lines = [];
    f();
    const text = b.lines.join('\n');
    b.lines = before;
    return text;
  };
  const set = (to: readonly string[], value: readonly Scalar[]): void => {
    const texts = flatten(value);
    // All are computed before one is overwritten.
    const names = texts.map((t, i) => {
      b.lines.push(`const n${i} = ${t};`);
      return `n${i}`;
    });
    to.forEach((t, i) => {
      b.lines.push(`${t} = ${names[i]};`);
    });
  };
  const { state } = signature;
  const s = partsOf(state, 's');
  const names = flatten(s);
  const at = (array: string, place: string): Code[] =>
    state.map((dtype, f) => ({
      dtype,
      text: `${array}${f}[${place}]`,
      ...(isComplex(dtype) && { im: `${array}${f}i[${place}]` }),
    }));
  const none = (to: readonly string[]): string => lines(() => set(to, op.identity(b, signature)));
  const combine = (to: readonly string[], left: readonly Code[], right: readonly Code[]): string =>
    `{\n${lines(() => set(to, op.combine(b, left, right, signature)))}\n}`;
  const element = (to: readonly string[], left: readonly Code[]): string =>
    lines(() => {
      const value = b.convert(b.load(from, 'data', 'p'), signature.input);
      const index: Code = { dtype: 'int64', text: narrow ? 'r' : 'BigInt(r)' };
      set(to, op.combine(b, left, op.lift(b, value, index, signature), signature));
    });
  const finish = lines(() => {
    const result = op.finish(b, s, signature) as Code;
    b.store(result, 'out', 'k');
  });
  const array = (t: DType): string => (isBig(t) && !narrow ? 'new Array' : 'new Float64Array');
  const arrays = (name: string, length: number): string =>
    state
      .flatMap((t, f) =>
        [`${name}${f}`, ...(isComplex(t) ? [`${name}${f}i`] : [])].map((n) => `${n} = ${array(t)}(${length})`),
      )
      .join(', ');
  const isNeutral = (NEUTRAL.has(op.name) || op.name === 'count_nonzero') && !state.some(isComplex);
  const width = isNeutral ? `nr < ${LANES / 2} ? 1 << (32 - Math.clz32(nr - 1)) : ${LANES}` : `${LANES}`;
  const text = `
const ${arrays('L', LANES)}, ${arrays('C', 2 + Math.ceil(Math.log2(BLOCK / CHUNK)))};
return (data, out, K, nk, R, nr, lanes) => {
  for (let k = 0; k < nk; k++) {
    const base = K[k];
    let ${names.join(', ')};
    if (lanes) {
      const used = ${width};
      let top = 0, count = 0;
      for (let start = 0; start < nr; start += ${CHUNK}) {
        {
${none(names)}
        }
        for (let l = 0; l < used; l++) {
${flatten(at('L', 'l'))
  .map((t, i) => `${t} = ${names[i]};`)
  .join('\n')}
        }
        const end = Math.min(nr, start + ${CHUNK});
        for (let r = start; r < end; r++) {
          const l = r & ${LANES - 1};
          const p = base + R[r];
${element(flatten(at('L', 'l')), at('L', 'l'))}
        }
        for (let width = used >> 1; width >= 1; width >>= 1)
          for (let l = 0; l < width; l++) ${combine(flatten(at('L', 'l')), at('L', 'l'), at('L', 'l + width'))}
${flatten(at('L', '0'))
  .map((t, i) => `${names[i]} = ${t};`)
  .join('\n')}
        for (let m = count; m & 1; m >>= 1) {
          top--;
          ${combine(names, at('C', 'top'), s)}
        }
${flatten(at('C', 'top'))
  .map((t, i) => `${t} = ${names[i]};`)
  .join('\n')}
        top++;
        count++;
      }
      top--;
${flatten(at('C', 'top'))
  .map((t, i) => `${names[i]} = ${t};`)
  .join('\n')}
      while (top > 0) {
        top--;
        ${combine(names, at('C', 'top'), s)}
      }
    } else {
      {
${none(names)}
      }
      for (let r = 0; r < nr; r++) {
        const p = base + R[r];
${element(names, s)}
      }
    }
${finish}
  }
};`;
  return compileScript<Reducer>(text);
}

/** 0, 1, 2… */
const ASCENDING = Int32Array.from({ length: BLOCK }, (_, i) => i);
const ORIGIN = new Int32Array(1);
/** Memory for positions of kept and of reduced elements. */
const [KEPT, REDUCED] = [new Int32Array(BLOCK), new Int32Array(BLOCK)];

/** Flat positions, from 0, of the elements along some axes of a view, in C order: the first entries of a list. */
export function places(view: View, axes: readonly number[], memory?: Int32Array): Int32Array {
  let count = 1;
  for (const d of axes) count *= view.shape[d] as number;
  const out = memory !== undefined && memory.length >= count ? memory : new Int32Array(count);
  out[0] = 0;
  let filled = 1;
  for (const d of axes) {
    const extent = view.shape[d] as number;
    const stride = view.strides[d] as number;
    for (let i = filled - 1; i >= 0; i--) {
      const start = out[i] as number;
      for (let k = extent - 1; k >= 0; k--) out[i * extent + k] = start + k * stride;
    }
    filled *= extent;
  }
  return out;
}

/** Whether each line along some axes has an element at its front that is true, or isn't: then so is the result. */
function areDecided(truth: boolean, view: View, data: HostArray, axes: readonly number[]): boolean {
  const { dtype, offset, shape, size, strides } = view;
  // Entries of the others aren't the elements themselves.
  if (size === 0 || axes.length === 0 || dtype === 'float16' || isComplex(dtype)) return false;
  const along = axes.reduce((a, b) => ((shape[b] as number) > (shape[a] as number) ? b : a));
  const step = strides[along] as number;
  const reach = step * Math.min(shape[along] as number, FRONT);
  const zero = isBig(dtype) ? 0n : 0;
  const isDecided = (start: number): boolean => {
    for (let i = start; i !== start + reach; i += step) if ((data[i] !== zero) === truth) return true;
    return false;
  };
  if (!isDecided(offset)) return false;
  const kept: number[] = [];
  let results = 1;
  for (let d = 0; d < shape.length; d++) {
    if (axes.includes(d)) continue;
    kept.push(d);
    results *= shape[d] as number;
  }
  const K = places(view, kept, KEPT);
  for (let k = 1; k < results; k++) if (!isDecided(offset + (K[k] as number))) return false;
  return true;
}

/** Reduces a view that the host has, if it is small, or decided at once. @returns undefined where it is the tasks' to compute */
export function reduceInHost(
  op: ReductionOperation,
  signature: ReductionSignature,
  source: View,
  axes: readonly number[],
  keepdims: boolean,
): View | undefined {
  const isSmall = isHostSize(source.size);
  // Of a large one an element at the front may decide.
  if (!isSmall && op.decisive === undefined) return undefined;
  const data = contentsAtHand(source.buffer);
  if (data === undefined || source.buffer.size > 2 ** 31) return undefined;
  const reducer = reducerOf(op, source.dtype, signature);
  if (reducer === null) return undefined;
  const { decisive } = op;
  const isDecided = decisive !== undefined && areDecided(decisive, source, data, axes);
  if (!isDecided && !(isSmall && source.buffer.mirror !== undefined)) return undefined;
  const kernel = isDecided ? undefined : hotReduction(op, signature.output, source, axes);
  if (kernel === undefined && !isDecided && source.size > BLOCK) return undefined;
  noteHost(op.name);
  const { shape } = source;
  const extents: number[] = [];
  for (let d = 0; d < shape.length; d++) {
    if (!axes.includes(d)) extents.push(shape[d] as number);
    else if (keepdims) extents.push(1);
  }
  const buffer = new Buffer(signature.output, extents);
  const out = buffer.own(allocate(signature.output, buffer.size));
  if (isDecided) out.fill(Number(decisive) as never);
  else if (kernel !== undefined) kernel(data, out);
  else if (axes.length === shape.length && source.contiguous) {
    ORIGIN[0] = source.offset;
    reducer(data, out, ORIGIN, 1, ASCENDING, source.size, true);
  } else {
    const kept: number[] = [];
    const reduced: number[] = [];
    for (let d = 0; d < shape.length; d++) (axes.includes(d) ? reduced : kept).push(d);
    const results = buffer.size;
    const K = places(source, kept, KEPT);
    const R = places(source, reduced, REDUCED);
    for (let k = 0; k < results; k++) K[k] = (K[k] as number) + source.offset;
    reducer(data, out, K, results, R, results === 0 ? 0 : source.size / results, usesLanes(shape, axes));
  }
  return View.whole(buffer);
}
