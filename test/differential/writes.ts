/** Steps that write: copies into views (overlapping ones included), fills, single elements. */
import * as b from './bounds';
import type { Arg, DType } from './program';
import { type State, sizeOf, type Var } from './state';
import { slice } from './views';

const ref = (v: Var): Arg => ({ ref: v.name });

type Broadcast = (x: readonly number[], y: readonly number[]) => number[] | undefined;

function value(state: State, t: DType): number {
  const whole = state.random.int(b.kindOf(t) === 'u' ? 0 : -9, 9);
  if (t === 'bool') return whole & 1;
  return b.isInt(t) || state.random.chance(0.5) ? whole : whole / 8;
}

/** What can be written into an array: broadcasts to its shape, and converts to its type. */
function sourceFor(state: State, target: Var, broadcast: Broadcast): Var | undefined {
  const fits = (v: Var) =>
    broadcast(v.shape, target.shape)?.join() === target.shape.join() &&
    v.shape.length <= target.shape.length &&
    b.converts(v.memory.bounds, v.dtype, target.dtype);
  const { random } = state;
  // Another view of the same memory, so that source and target overlap.
  if (random.chance(0.25) && target.shape.length > 0) {
    const axis = random.int(0, target.shape.length - 1);
    return state.make('flip', [ref(target), axis], { dtype: target.dtype, shape: target.shape, view: target });
  }
  return state.some((v) => v !== target && v.memory === target.memory && fits(v)) ?? state.some(fits);
}

/** Two windows of one array, one element apart: `a[1:] = a[:-1]`. */
function shift(state: State, a: Var): void {
  const axis = state.random.int(0, a.shape.length - 1);
  const shape = a.shape.map((e, d) => (d === axis ? e - 1 : e));
  const window = (spec: string) =>
    state.make('slice', [ref(a), ...a.shape.map((_, d) => (d === axis ? spec : ':'))], {
      dtype: a.dtype,
      shape,
      view: a,
    });
  const pair = [window('1:'), window(':-1')];
  const [target, source] = state.random.chance(0.5) ? pair : [pair[1], pair[0]];
  state.act('copyto', [ref(target), ref(source)]);
}

export function write(state: State, broadcast: Broadcast): void {
  const { random } = state;
  let target = state.some(state.writable);
  if (!target) return;
  if (target.shape.length > 0 && random.chance(0.5)) target = slice(state, target);
  const [t, n] = [target.dtype, sizeOf(target.shape)];
  if (n === 0) return;
  const kind = random.weighted({ copyto: 6, fill: 2, shift: 1.5, iset: 1, set: 1, setitem: 1 });
  const long = target.shape.length > 0 && target.shape.every((e) => e > 1);
  if (kind === 'copyto') {
    const source = sourceFor(state, target, broadcast);
    if (!source) return;
    state.act('copyto', [ref(target), ref(source)]);
    state.wrote(target, b.inType(source.memory.bounds, t));
    return;
  }
  if (kind === 'shift') {
    if (long) shift(state, target);
    return;
  }
  const x = value(state, t);
  if (kind === 'fill') state.act('fill', [ref(target), x]);
  else if (b.isComplex(t)) return;
  else if (kind === 'iset') state.act('iset', [ref(target), random.int(0, n - 1), x]);
  else if (kind === 'set' && target.shape.length > 0)
    state.act('set', [ref(target), target.shape.map((e) => random.int(0, e - 1)), x]);
  else if (kind === 'setitem' && target.shape.length > 0)
    state.act('setitem', [ref(target), random.int(0, target.shape[0] - 1), x]);
  else return;
  state.wrote(target, { max: Math.abs(x), integral: Number.isInteger(x), finite: true });
}
