/** Steps that make views: slices with any step, permuted, reshaped, broadcast and flipped arrays. */
import type { Arg } from './program';
import { type State, sizeOf, type Var } from './state';

const ref = (v: Var): Arg => ({ ref: v.name });

/** Number of elements of Python's range(start, stop, step) over an axis, given as slice text. */
export function sliceCount(spec: string, extent: number): number {
  const [first, second, third] = spec.split(':');
  const step = third ? Number(third) : 1;
  const clip = (x: number, low: number, high: number) => Math.min(Math.max(x < 0 ? x + extent : x, low), high);
  const [low, high] = step > 0 ? [0, extent] : [-1, extent - 1];
  const start = first ? clip(Number(first), low, high) : step > 0 ? 0 : extent - 1;
  const stop = second ? clip(Number(second), low, high) : step > 0 ? extent : -1;
  return Math.max(0, Math.ceil((stop - start) / step));
}

function axisSlice(state: State, extent: number): string {
  const { random } = state;
  const end = (x: number) => (random.chance(0.5) ? x : x - extent);
  const kind = random.weighted({ all: 4, window: 6, step: 3, back: 3, general: 3, index: 1.5 });
  if (extent === 0 || kind === 'all') return ':';
  if (kind === 'index') return String(random.int(-extent, extent - 1));
  // Windows of one size at different places: what stencils are made of.
  if (kind === 'window') return extent > 2 ? random.pick(['1:-1', ':-2', '2:', ':-1', '1:']) : ':';
  if (kind === 'step') return `${random.pick(['', '0', '1'])}::${random.int(1, 3)}`;
  if (kind === 'back') return random.chance(0.6) ? '::-1' : `::-${random.int(2, 3)}`;
  const [a, b] = [random.int(0, extent - 1), random.int(0, extent)];
  if (random.chance(0.05)) return `${b}:${b}`;
  const [low, high] = a < b ? [a, b] : [b, a + 1];
  if (random.chance(0.3)) return `${high - 1}:${low === 0 ? '' : end(low - 1)}:-${random.int(1, 2)}`;
  return `${end(low) || ''}:${high === extent ? '' : end(high)}:${random.int(1, 2)}`;
}

export function slice(state: State, a: Var): Var {
  const specs: string[] = [];
  const shape: number[] = [];
  const axes = state.random.chance(0.8) ? a.shape.length : state.random.int(0, a.shape.length);
  a.shape.forEach((extent, axis) => {
    if (state.random.chance(0.06) && shape.length < 4) {
      specs.push('newaxis');
      shape.push(1);
    }
    const spec = axis < axes ? axisSlice(state, extent) : ':';
    specs.push(spec);
    if (spec.includes(':')) shape.push(sliceCount(spec, extent));
  });
  return state.make('slice', [ref(a), ...specs], { dtype: a.dtype, shape, view: a });
}

/** Shapes of the same size. */
function otherShapes(size: number): number[][] {
  const shapes: number[][] = [[size], [1, size], [size, 1]];
  for (const f of [2, 3, 4, 5, 7, 10])
    if (size % f === 0 && size > 0) shapes.push([f, size / f], [size / f, f], [f, 1, size / f]);
  return shapes;
}

/** NumPy gives views of evenly spaced elements only: whether these are is left to it, so no writes. */
function reshape(state: State, a: Var): Var {
  const shape = state.random.pick(otherShapes(sizeOf(a.shape)));
  const asked = state.random.chance(0.3) && sizeOf(a.shape) > 0 ? shape.map((e, d) => (d === 0 ? -1 : e)) : shape;
  return state.make('reshape', [ref(a), asked], { dtype: a.dtype, shape, view: a });
}

function diagonal(state: State, a: Var): Var {
  const { random } = state;
  const [axis1, axis2] = random.shuffled(a.shape.map((_, d) => d)).slice(0, 2);
  const offset = random.int(-1, 1);
  const [rows, columns] = [a.shape[axis1], a.shape[axis2]];
  const count = Math.max(0, offset >= 0 ? Math.min(rows, columns - offset) : Math.min(rows + offset, columns));
  const shape = [...a.shape.filter((_, d) => d !== axis1 && d !== axis2), count];
  return state.make('diagonal', [ref(a), offset, axis1, axis2], { dtype: a.dtype, shape, view: a, readOnly: true });
}

function broadcast(state: State, a: Var): Var {
  const { random } = state;
  const shape = a.shape.map((e) => (e === 1 ? random.int(1, 4) : e));
  if (shape.length < 3 && random.chance(0.6)) shape.unshift(random.int(1, 3));
  return state.make('broadcast_to', [ref(a), shape], { dtype: a.dtype, shape, view: a, readOnly: true });
}

export function view(state: State): void {
  const a = state.some();
  if (!a) return;
  const { random } = state;
  const rank = a.shape.length;
  const kind = random.weighted({
    slice: rank > 0 ? 8 : 0,
    transpose: rank > 1 ? 2 : 0,
    reshape: 1.5,
    ravel: 0.7,
    flip: rank > 0 ? 1 : 0,
    diagonal: rank > 1 ? 1 : 0,
    broadcast: sizeOf(a.shape) < 100 ? 1 : 0,
  });
  if (kind === 'slice') slice(state, a);
  else if (kind === 'reshape') reshape(state, a);
  else if (kind === 'diagonal') diagonal(state, a);
  else if (kind === 'broadcast') broadcast(state, a);
  else if (kind === 'ravel') state.make('ravel', [ref(a)], { dtype: a.dtype, shape: [sizeOf(a.shape)], view: a });
  else if (kind === 'flip') {
    const axis = random.chance(0.3) ? null : random.int(0, rank - 1);
    state.make('flip', axis === null ? [ref(a)] : [ref(a), axis], { dtype: a.dtype, shape: a.shape, view: a });
  } else {
    const axes = random.shuffled(a.shape.map((_, d) => d));
    const args = random.chance(0.4) ? [] : [axes];
    const order = args.length > 0 ? axes : a.shape.map((_, d) => rank - 1 - d);
    state.make('transpose', [ref(a), ...args], { dtype: a.dtype, shape: order.map((d) => a.shape[d]), view: a });
  }
}
