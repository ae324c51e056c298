/** Random programs. A seed and nothing else decides what a program is. */
import * as b from './bounds';
import { BINARY, type Elementwise, UNARY } from './operations';
import { type Arg, type DType, literal, type Program } from './program';
import { reduce } from './reductions';
import { State, sizeOf, type Var } from './state';
import { resultType } from './types';
import { slice, view } from './views';
import { write } from './writes';

const ref = (v: Var): Arg => ({ ref: v.name });

const TYPES: Readonly<Record<DType, number>> = {
  float64: 10,
  float32: 4,
  int32: 3,
  int64: 3,
  bool: 2,
  complex128: 2,
  int8: 1,
  uint8: 1,
  int16: 1,
  uint16: 1,
  uint32: 1,
  uint64: 1,
  complex64: 1,
};

const SMALL = [[6], [12], [5, 7], [4, 6], [8, 8], [3, 4, 5], [2, 3, 2, 4], [1], [7, 1]];
/** Enough for several blocks of a reduction, several vectors of a loop and parts for two processors. */
const LARGE = [[9001], [40, 300], [130, 70], [3, 5000], [20000], [17, 31, 23]];
const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 1e-310, 1e300];

function element(state: State, t: DType, style: string): number {
  const { random } = state;
  if (t === 'bool') return random.int(0, 1);
  if (b.isInt(t)) return random.int(b.kindOf(t) === 'u' ? 0 : -9, 9);
  if (style === 'special' && random.chance(0.3)) return random.pick(SPECIAL);
  if (style === 'whole') return random.int(-9, 9);
  return random.int(-99, 99) / 10;
}

/** A new array with literal elements, or for large ones an arithmetic pattern. */
function data(state: State, shape: readonly number[], t: DType): Var {
  const { random } = state;
  const style = b.isFloat(t) ? random.weighted({ whole: 5, tenths: 4, special: 1.5 }) : 'whole';
  const n = sizeOf(shape) * (b.isComplex(t) ? 2 : 1);
  if (sizeOf(shape) > 200) {
    const modulus = random.pick([7, 13, 101]);
    const shift = b.kindOf(t) === 'u' || t === 'bool' ? 0 : -(modulus >> 1);
    const divisor = b.isFloat(t) && style !== 'whole' ? random.pick([8, 10]) : 1;
    const bounds = b.inType({ max: modulus, integral: divisor === 1, finite: true }, t);
    const args: Arg[] = [[...shape], t, random.pick([1, 5, 37]), modulus, shift, divisor];
    return state.make('pattern', args, { dtype: t, shape, bounds });
  }
  const values = Array.from({ length: n }, () => element(state, t, style));
  const usual = values.filter((x) => Number.isFinite(x));
  const bounds = b.inType(
    {
      max: Math.max(0, ...usual.map(Math.abs)),
      integral: usual.every(Number.isInteger),
      finite: usual.length === values.length,
    },
    t,
  );
  return state.make('data', [values.map(literal), [...shape], t], { dtype: t, shape, bounds });
}

/** `undefined` where these operands have no one right result. */
function may(op: Elementwise, t: DType): 'sign' | 'round' | undefined {
  if (op.may === 'sign') return b.isFloat(t) ? 'sign' : undefined;
  if (op.may === 'round') return b.isInt(t) && op.intScalarOnly ? undefined : 'round';
  return op.roundsFor?.includes(b.kindOf(t)) ? 'round' : undefined;
}

function unary(state: State, base: Var | undefined = state.some()): Var | undefined {
  if (!base) return undefined;
  const bounds = base.memory.bounds;
  const fitting = Object.entries(UNARY).filter(
    ([, op]) => op.kinds.includes(b.kindOf(base.dtype)) && (op.when?.(bounds) ?? true),
  );
  const [name, op] = state.random.pick(fitting);
  const dtype = resultType(name, [base.dtype]);
  if (!dtype) return undefined;
  const isView = (name === 'real' || name === 'imag') && b.isComplex(base.dtype);
  return state.make(name, [ref(base)], {
    dtype,
    shape: base.shape,
    ...(isView
      ? { view: base, readOnly: true }
      : { bounds: b.inType(op.bounds(bounds), dtype), may: may(op, base.dtype) }),
  });
}

function broadcastShape(x: readonly number[], y: readonly number[]): number[] | undefined {
  const shape: number[] = [];
  for (let k = 1; k <= Math.max(x.length, y.length); k++) {
    const [p, q] = [x[x.length - k] ?? 1, y[y.length - k] ?? 1];
    if (p !== q && p !== 1 && q !== 1) return undefined;
    shape.unshift(p === 1 ? q : p);
  }
  return shape;
}

const fits = (a: Var) => (v: Var) => {
  const shape = broadcastShape(a.shape, v.shape);
  return shape !== undefined && sizeOf(shape) <= 40_000;
};

/** An array that goes with this one: there already, another view of it, or new. */
function partner(state: State, a: Var): Var {
  const { random } = state;
  const found = random.chance(0.75) ? state.some((v) => v !== a && fits(a)(v)) : undefined;
  if (found) return found;
  if (random.chance(0.3) && a.shape.length > 0)
    return state.make('flip', [ref(a), 0], { dtype: a.dtype, shape: a.shape, view: a });
  const shape = a.shape.slice(random.int(0, a.shape.length)).map((e) => (random.chance(0.2) ? 1 : e));
  return data(state, shape, random.chance(0.7) ? a.dtype : random.weighted(TYPES));
}

function scalarFor(state: State, op: Elementwise, t: DType): number | undefined {
  const { random } = state;
  if (t === 'bool') return undefined;
  if (op.scalars) return random.pick(op.scalars.filter((x) => Number.isInteger(x) || !b.isInt(t)));
  const negative = b.kindOf(t) === 'u' ? 1 : -1;
  const whole = random.pick([1, 2, 3, 5, 7]) * (random.chance(0.3) ? negative : 1);
  return b.isInt(t) || random.chance(0.5) ? whole : whole / random.pick([2, 4, 10]);
}

function binary(state: State, a: Var | undefined = state.some()): Var | undefined {
  if (!a) return undefined;
  const { random } = state;
  const op = random.chance(0.4)
    ? random.pick(['add', 'subtract', 'multiply', 'divide'])
    : random.pick(Object.keys(BINARY).filter((name) => BINARY[name].kinds.includes(b.kindOf(a.dtype))));
  const rule = BINARY[op];
  if (!rule.kinds.includes(b.kindOf(a.dtype))) return undefined;
  const complexToo = rule.kinds.includes('c');
  const intScalar = rule.scalarOnly || (b.isInt(a.dtype) && (rule.intScalarOnly || rule.divides) && op !== 'divide');
  const own = a.memory.bounds;

  const computed = state.scalars.filter((s) => s.dtype === 'float64');
  if (a.dtype === 'float64' && computed.length > 0 && !rule.scalars && random.chance(0.3)) {
    const s = random.pick(computed);
    const dtype = resultType(op, [a.dtype], [2]);
    if (!dtype || !(rule.when?.(own, s.memory.bounds) ?? true)) return undefined;
    const bounds = b.inType(rule.bounds(own, s.memory.bounds), dtype);
    return state.make(op, [ref(a), ref(s)], { dtype, shape: a.shape, bounds, may: may(rule, a.dtype) });
  }
  if (intScalar || random.chance(0.35)) {
    const x = scalarFor(state, rule, a.dtype);
    if (x === undefined || x === 0 || (!complexToo && b.isComplex(a.dtype))) return undefined;
    const other = { max: Math.abs(x), integral: Number.isInteger(x), finite: true };
    const dtype = resultType(op, [a.dtype], [x]);
    if (!dtype || !(rule.when?.(own, other) ?? true)) return undefined;
    const bounds = b.inType(rule.bounds(own, other), dtype);
    return state.make(op, [ref(a), x], { dtype, shape: a.shape, bounds, may: may(rule, a.dtype) });
  }
  const c = partner(state, a);
  const kinds = [b.kindOf(a.dtype), b.kindOf(c.dtype)];
  const mixedBool =
    kinds.includes('b') && !(kinds[0] === 'b' && kinds[1] === 'b') && rule.kinds.includes('b') === false;
  if (!kinds.every((k) => rule.kinds.includes(k)) || mixedBool) return undefined;
  if (rule.sameType && a.dtype !== c.dtype) return undefined;
  if (kinds.some((k) => k === 'i' || k === 'u') && (rule.intScalarOnly || (rule.divides && op !== 'divide')))
    return undefined;
  const shape = broadcastShape(a.shape, c.shape);
  const dtype = resultType(op, [a.dtype, c.dtype]);
  if (!shape || sizeOf(shape) > 40_000 || !dtype || !(rule.when?.(own, c.memory.bounds) ?? true)) return undefined;
  const worst = kinds.includes('c') ? 'complex128' : kinds.includes('f') ? 'float64' : a.dtype;
  const bounds = b.inType(rule.bounds(own, c.memory.bounds), dtype);
  return state.make(op, [ref(a), ref(c)], { dtype, shape, bounds, may: may(rule, worst) });
}

function ternary(state: State): void {
  const { random } = state;
  const a = state.some((v) => v.dtype !== 'bool');
  if (!a) return;
  if (random.chance(0.3) && !b.isComplex(a.dtype)) {
    const [low, high] = [b.kindOf(a.dtype) === 'u' ? 1 : -3, 5];
    const bounds = { ...a.memory.bounds, max: 5 };
    state.make('clip', [ref(a), low, high], { dtype: a.dtype, shape: a.shape, bounds: b.inType(bounds, a.dtype) });
    return;
  }
  const c = state.some((v) => v.dtype === a.dtype && fits(a)(v)) ?? a;
  const shape = broadcastShape(a.shape, c.shape);
  if (!shape) return;
  const mask = state.some((v) => v.dtype === 'bool' && broadcastShape(shape, v.shape)?.join() === shape.join());
  const condition = mask ?? data(state, shape, 'bool');
  state.make('where', [ref(condition), ref(a), ref(c)], {
    dtype: a.dtype,
    shape,
    bounds: b.join(a.memory.bounds, c.memory.bounds),
  });
}

function astype(state: State): void {
  const a = state.some();
  if (!a) return;
  const to = state.random.weighted(TYPES);
  if (!b.converts(a.memory.bounds, a.dtype, to)) return;
  const bounds =
    b.isInt(a.dtype) || b.isFloat(to) || b.isComplex(to) ? a.memory.bounds : { ...a.memory.bounds, integral: true };
  state.make('astype', [ref(a), to], { dtype: to, shape: a.shape, bounds: b.inType(bounds, to) });
}

function joined(state: State): void {
  const a = state.some();
  if (!a || a.shape.length === 0 || sizeOf(a.shape) > 15_000) return;
  const c = state.some((v) => v.dtype === a.dtype && v.shape.join() === a.shape.join()) ?? a;
  const stacked = state.random.chance(0.4) && a.shape.length < 4;
  const axis = state.random.int(0, stacked ? a.shape.length : a.shape.length - 1);
  const shape = stacked
    ? [...a.shape.slice(0, axis), 2, ...a.shape.slice(axis)]
    : a.shape.map((e, d) => (d === axis ? 2 * e : e));
  const bounds = b.join(a.memory.bounds, c.memory.bounds);
  state.make(stacked ? 'stack' : 'concatenate', [[ref(a), ref(c)], axis], { dtype: a.dtype, shape, bounds });
}

/** Some elementwise steps in a row, each on the last one's result. */
function chain(state: State): void {
  let last = state.some();
  for (let k = state.random.int(2, 4); k > 0; k--)
    last = (state.random.chance(0.3) ? unary : binary)(state, last) ?? last;
}

/** A step as in a Jacobi iteration, in place or not. */
function stencil(state: State): void {
  const a = state.some((v) => v.dtype.startsWith('float') && v.shape.length > 0 && v.shape.every((e) => e > 2));
  if (!a) return;
  const window = (specs: string[]) =>
    state.make('slice', [ref(a), ...specs], { dtype: a.dtype, shape: a.shape.map((e) => e - 2), view: a });
  const center = window(a.shape.map(() => '1:-1'));
  let sum: Var | undefined;
  for (const axis of a.shape.keys())
    for (const side of [':-2', '2:']) {
      const next = window(a.shape.map((_, d) => (d === axis ? side : '1:-1')));
      const bounds = sum && b.inType(BINARY.add.bounds(sum.memory.bounds, next.memory.bounds), a.dtype);
      sum = sum ? state.make('add', [ref(sum), ref(next)], { dtype: a.dtype, shape: next.shape, bounds }) : next;
    }
  const max = Math.max(1, sum!.memory.bounds.max);
  const bounds = { max, integral: false, finite: sum!.memory.bounds.finite };
  const mean = state.make('multiply', [ref(sum!), 0.25], { dtype: a.dtype, shape: center.shape, bounds });
  if (!state.writable(center)) return;
  state.act('copyto', [ref(center), ref(mean)]);
  state.wrote(center, bounds);
}

function dispose(state: State): void {
  const v = state.some((x) => !x.memory.frozen);
  if (!v || state.arrays.length < 3) return;
  state.act('dispose', [ref(v)]);
  state.forget(v);
}

export function generate(seed: number): Program {
  const state = new State(seed);
  const { random } = state;
  const shape = random.pick(random.chance(0.15) ? LARGE : SMALL);
  const type = random.weighted(TYPES);
  data(state, shape, type);
  if (random.chance(0.6)) data(state, shape, random.chance(0.6) ? type : random.weighted(TYPES));
  const length = random.int(4, 16);
  for (let tries = 0; tries < 60 && state.steps.length < length; tries++) {
    const kind = random.weighted({
      view: 4,
      slice: 1,
      binary: 6,
      unary: 5,
      chain: 2,
      ternary: 1.5,
      astype: 1,
      reduce: 5,
      joined: 0.7,
      write: 4,
      stencil: 0.5,
      dispose: 1.5,
      read: 0.7,
    });
    const a = state.some();
    if (kind === 'slice' && a) slice(state, a);
    else if (kind === 'read' && a) state.act('read', [ref(a)]);
    else if (kind === 'view') view(state);
    else if (kind === 'binary') binary(state);
    else if (kind === 'unary') unary(state);
    else if (kind === 'chain') chain(state);
    else if (kind === 'ternary') ternary(state);
    else if (kind === 'astype') astype(state);
    else if (kind === 'reduce') reduce(state);
    else if (kind === 'joined') joined(state);
    else if (kind === 'write') write(state, broadcastShape);
    else if (kind === 'stencil') stencil(state);
    else if (kind === 'dispose') dispose(state);
  }
  return state.program();
}
