/** Steps that combine elements: reductions, running sums, sorts, contractions. */
import * as b from './bounds';
import type { Arg, DType } from './program';
import { type State, sizeOf, type Var } from './state';
import { resultType } from './types';

const ref = (v: Var): Arg => ({ ref: v.name });

type Reduction =
  | 'sum'
  | 'prod'
  | 'mean'
  | 'var'
  | 'std'
  | 'min'
  | 'max'
  | 'nanmin'
  | 'nanmax'
  | 'any'
  | 'all'
  | 'argmin'
  | 'argmax'
  | 'count_nonzero';

const WEIGHTS: Readonly<Record<Reduction, number>> = {
  sum: 5,
  mean: 2,
  max: 2,
  min: 2,
  nanmin: 0.5,
  nanmax: 0.5,
  var: 1,
  std: 1,
  prod: 0.7,
  any: 1,
  all: 1,
  argmin: 1,
  argmax: 1,
  count_nonzero: 1,
};

/** Bounds of the result and whether it may differ; undefined: no one right result. */
function outcome(op: Reduction, a: Var, n: number, t: DType): { bounds: b.Bounds; may?: 'sign' | 'round' } | undefined {
  const own = a.memory.bounds;
  const rounds = (exact: boolean) => (exact ? {} : ({ may: 'round' } as const));
  switch (op) {
    case 'sum':
      if (!b.isInt(t) && !(own.finite && own.max * n < 1e30)) return undefined;
      return { bounds: b.inType({ ...own, max: own.max * n }, t), ...rounds(b.sumsExactly(own, n, t)) };
    case 'mean':
      if (!(own.finite && own.max * n < 1e30) || n === 0) return undefined;
      return {
        bounds: { max: own.max, integral: false, finite: true },
        ...rounds(b.sumsExactly(own, n, t) && !b.isComplex(a.dtype)),
      };
    case 'var':
    case 'std':
      if (!(own.finite && own.max < 1e6) || n === 0) return undefined;
      return { bounds: { max: own.max ** 2 + 1, integral: false, finite: true }, may: 'round' };
    case 'prod': {
      const most = own.max ** n;
      if (!b.isInt(t) && !(own.finite && most < 1e30)) return undefined;
      const exact = b.isInt(t) || (own.integral && most < b.exactUpTo(t) && !b.isComplex(t));
      return { bounds: b.inType({ ...own, max: Math.max(1, most) }, t), ...rounds(exact) };
    }
    case 'nanmin':
    case 'nanmax':
    case 'min':
    case 'max':
      return n === 0 ? undefined : { bounds: own, ...(b.isFloat(a.dtype) && { may: 'sign' }) };
    case 'argmin':
    case 'argmax':
      return n === 0 ? undefined : { bounds: { max: n, integral: true, finite: true } };
    default:
      return { bounds: { max: Math.max(1, n), integral: true, finite: true } };
  }
}

const KINDS: Partial<Record<Reduction, string>> = {
  sum: 'buifc',
  mean: 'buifc',
  any: 'buifc',
  all: 'buifc',
  prod: 'buif',
};

function reduction(state: State): void {
  const { random } = state;
  const op = random.weighted(WEIGHTS);
  const a = state.some((v) => (KINDS[op] ?? 'uif').includes(b.kindOf(v.dtype)));
  if (!a) return;
  const rank = a.shape.length;
  const single = op === 'argmin' || op === 'argmax' || op === 'count_nonzero';
  const choice = rank === 0 ? 'all' : random.weighted({ all: 2, one: 4, several: single || rank < 2 ? 0 : 2 });
  const axes =
    choice === 'all'
      ? a.shape.map((_, d) => d)
      : random.shuffled(a.shape.map((_, d) => d)).slice(0, choice === 'one' ? 1 : 2);
  const keepdims = random.chance(0.35) && op !== 'count_nonzero';
  const spelled = axes.map((d) => (random.chance(0.3) ? d - rank : d));
  const axis: Arg = choice === 'all' ? null : choice === 'one' ? spelled[0] : spelled;
  const n = axes.reduce((count, d) => count * a.shape[d], 1);
  const t = resultType(op, [a.dtype], [0]);
  const made = t && outcome(op, a, n, t);
  if (!t || !made) return;
  const shape = a.shape.flatMap((e, d) => (axes.includes(d) ? (keepdims ? [1] : []) : [e]));
  // As numpy-ts: where no axis is left, a JavaScript value.
  const scalar = shape.length === 0;
  const middle: Arg[] = op === 'var' || op === 'std' ? [0] : [];
  const args: Arg[] = [ref(a), axis, ...middle, ...(keepdims ? [true] : [])];
  state.make(op, args, { dtype: t, shape, scalar, ...made });
}

function scan(state: State): void {
  const a = state.some((v) => v.shape.length > 0);
  if (!a) return;
  const axis = state.random.chance(0.3) ? null : state.random.int(0, a.shape.length - 1);
  const n = axis === null ? sizeOf(a.shape) : a.shape[axis];
  const product = state.random.chance(0.2) && n < 30;
  const op = product ? 'cumprod' : 'cumsum';
  const t = resultType(op, [a.dtype], [0]);
  const made = t && !(product && b.isComplex(t)) && outcome(product ? 'prod' : 'sum', a, n, t);
  if (!t || !made) return;
  const args: Arg[] = axis === null ? [ref(a)] : [ref(a), axis];
  state.make(op, args, { dtype: t, shape: axis === null ? [n] : a.shape, ...made });
}

function sort(state: State): void {
  const { random } = state;
  const a = state.some((v) => v.shape.length > 0 && !b.isComplex(v.dtype));
  if (!a) return;
  const op = random.pick(['sort', 'sort', 'argsort']);
  const axis = random.chance(0.4) ? -1 : random.int(0, a.shape.length - 1);
  const t = resultType(op, [a.dtype]);
  if (!t) return;
  const args: Arg[] = axis === -1 ? [ref(a)] : [ref(a), axis];
  const n = a.shape[axis === -1 ? a.shape.length - 1 : axis];
  const bounds = op === 'sort' ? a.memory.bounds : { max: n, integral: true, finite: true };
  state.make(op, args, {
    dtype: t,
    shape: a.shape,
    bounds,
    ...(op === 'sort' && b.isFloat(a.dtype) && { may: 'sign' }),
  });
}

/** Matrix products of whatever fits: a · its transpose, or two arrays of agreeing extents. */
function contraction(state: State): void {
  const a = state.some(
    (v) => (v.shape.length === 1 || v.shape.length === 2) && sizeOf(v.shape) > 0 && v.dtype !== 'bool',
  );
  if (!a || a.shape[0] > 200) return;
  const k = a.shape[a.shape.length - 1];
  const inner = (v: Var) => v.shape[Math.max(0, v.shape.length - 2)];
  const found = state.some(
    (v) =>
      v.dtype === a.dtype &&
      (v.shape.length === 1 || v.shape.length === 2) &&
      inner(v) === k &&
      sizeOf(v.shape) <= 20_000,
  );
  const shape = [...a.shape].reverse();
  const c = found ?? state.make('transpose', [ref(a)], { dtype: a.dtype, shape, view: a });
  if (inner(c) !== k) return;
  const result = [...a.shape.slice(0, -1), ...c.shape.filter((_, d) => d !== Math.max(0, c.shape.length - 2))];
  const op = state.random.pick(['dot', 'matmul']);
  const t = resultType(op, [a.dtype, c.dtype].slice(0, 2) as DType[]) ?? a.dtype;
  const [p, q] = [a.memory.bounds, c.memory.bounds];
  if (!b.isInt(t) && !(p.finite && q.finite && p.max * q.max * k < 1e30)) return;
  const product = { max: 2 * p.max * q.max, integral: p.integral && q.integral, finite: true };
  const exact = b.sumsExactly(product, k, t);
  const bounds = b.inType({ ...product, max: product.max * k }, t);
  state.make(op, [ref(a), ref(c)], {
    dtype: t,
    shape: result,
    bounds,
    scalar: result.length === 0,
    ...(!exact && { may: 'round' }),
  });
}

export function reduce(state: State): void {
  const kind = state.random.weighted({ reduction: 10, scan: 1.5, sort: 1.5, contraction: 1.5 });
  if (kind === 'scan') scan(state);
  else if (kind === 'sort') sort(state);
  else if (kind === 'contraction') contraction(state);
  else reduction(state);
}
