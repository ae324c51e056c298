/**
 * How an elementwise operation is computed in the host, found by operation, params and types: a loop of JavaScript
 * made of the operation's scalar code where that gives the same bits, else, and where it is used much, the kernel that
 * tasks run.
 */
import { fail } from '../../compiler/errors';
import { DTYPES, type DType, type HostArray, isBig, isComplex } from '../../compiler/ir/dtype';
import type { Params } from '../../compiler/ir/graph';
import { BUILTIN } from '../../compiler/ops/builtin';
import { convertElement, loadElement, storeElement } from '../../compiler/ops/element';
import type { Element, ElementwiseOperation, Signature } from '../../compiler/ops/operation';
import type { Argument } from '../trace/tracer';
import { recall } from './recent';
import { compileScript, ScriptBuilder, Unwritable } from './script';
import { Warmth } from './warmth';

/**
 * `count` elements along the last axis, from flat positions on, by strides:
 * (count, out, at, stride, then for each operand array, at, stride), with a scalar's value in place of an array. For
 * code that asks for positions, the index along all axes comes last.
 */
export type Loop = (count: number, ...rest: unknown[]) => void;

export interface Script {
  readonly loop: Loop;
  readonly indexed: boolean;
}

export class Route {
  /** By the target's type, and for code that asks for positions by rank; null: there is none. */
  private readonly scripts = new Map<string, Script | null>();
  private usual: Script | null | undefined;
  readonly output: DType;
  readonly warmth = new Warmth();
  private identity: boolean | undefined;

  constructor(
    readonly operation: ElementwiseOperation,
    readonly params: Params,
    readonly types: readonly DType[],
    readonly signature: Signature,
    /** Operands that are scalars. */
    private readonly scalars: readonly boolean[],
  ) {
    this.output = signature.output;
  }

  /** Whether it is the route of an operation on these operands. */
  isFor(args: readonly Argument[], params: Params = NO_PARAMS): boolean {
    const { scalars, types } = this;
    if (args.length !== types.length) return false;
    for (let k = 0; k < args.length; k++) {
      const a = args[k] as Argument;
      if (a.dtype !== types[k] || 'value' in a !== scalars[k]) return false;
    }
    return sameParams(this.params, params);
  }

  /** The code asks for positions, or may: it can't be run on a line of elements. */
  get isPositional(): boolean {
    return this.operation.positional?.(this.params) === true;
  }

  /** The loop by the operation's reference: slow, where there are no kernels. Its index counts along the last axis. */
  interpreted(target: DType): Loop {
    const { operation, params, scalars, signature, types } = this;
    return (count, ...rest) => {
      const [out, start, step] = rest as [HostArray, number, number];
      const index = rest[3 + 3 * types.length] as number[];
      const position = index === undefined ? [] : [...index];
      for (let k = 0; k < count; k++) {
        const operands = types.map((t, a) => {
          const [data, at, stride] = rest.slice(3 + 3 * a) as [HostArray, number, number];
          const element = scalars[a] ? (data as unknown as Element) : loadElement(data, t, at + k * stride);
          return convertElement(element, t, signature.inputs[a] as DType);
        });
        if (position.length > 0) position[position.length - 1] = k;
        const value = operation.reference(operands, signature, params, position);
        storeElement(out, target, start + k * step, convertElement(value, signature.output, target));
      }
    };
  }

  /** The loop that writes into a type, for targets of a rank. */
  script(target: DType, rank: number): Script | null {
    const usual = this.usual;
    if (usual !== undefined && target === this.output && usual?.indexed !== true) return usual;
    const key = `${target} ${rank}`;
    let script = this.scripts.get(key);
    if (script === undefined) {
      script = this.write(target, rank);
      this.scripts.set(key, script);
      if (target === this.output) this.usual = script;
    }
    return script;
  }

  private write(target: DType, rank: number): Script | null {
    try {
      return this.text(target, rank);
    } catch (error) {
      if (error instanceof Unwritable) return null;
      throw error;
    }
  }

  private text(target: DType, rank: number): Script {
    const { operation, signature, types } = this;
    const isNarrow = GENERATORS.has(operation.name) && (!isBig(this.output) || COUNTERS.has(operation.name));
    const narrow = isNarrow && !types.some(isBig) && !signature.inputs.some(isBig);
    const b = new ScriptBuilder(narrow, (axis) => (axis === rank - 1 ? 'k' : `x[${axis}]`), true);
    const names = types.map((_, k) => `a${k}, i${k}, s${k}`);
    const loaded = types.map((t, k) => {
      const value = this.scalars[k] ? b.passed(t, `a${k}`) : b.load(t, `a${k}`, `i${k}`);
      return b.convert(value, signature.inputs[k] as DType);
    });
    if (this.isPlainCopy(target)) b.lines = [elementCopy(isComplex(target) ? 2 : 1)];
    else {
      const value = operation.emit(b, loaded, signature, this.params);
      b.store(b.convert(b.convert(value, signature.output), target), 'o', 'at');
    }
    const steps = types.map((_, k) => (this.scalars[k] ? '' : `i${k} += s${k};`)).join(' ');
    const loop = compileScript<Loop>(
      `return (n, o, at, so${names.map((n) => `, ${n}`).join('')}, x) => {
${this.isPlainCopy(target) ? blockCopy(isComplex(target) ? 2 : 1) : ''}
${(b.constants ?? []).join('\n')}
for (let k = 0; k < n; k++) {
${b.lines.join('\n')}
at += so; ${steps}
}
};`,
    );
    return { loop, indexed: b.indexed };
  }

  /** Whether elements are written as they are: `TypedArray.set` moves a line of them faster than any kernel. */
  isPlainCopy(target: DType): boolean {
    return target === this.output && this.isIdentity;
  }

  /** The operation gives its operand: so do copies, also of float16, and conjugates of real numbers. */
  private get isIdentity(): boolean {
    this.identity ??= !this.scalars[0] && this.types[0] === this.output && this.givesOperand();
    return this.identity;
  }

  private givesOperand(): boolean {
    const { operation, params, signature, types } = this;
    if (operation.name === 'copy') return true;
    if (types.length !== 1 || signature.inputs[0] !== types[0] || this.isPositional) return false;
    const b = new ScriptBuilder();
    const operand = b.passed(types[0] as DType, 'a0');
    try {
      return operation.emit(b, [operand], signature, params) === operand;
    } catch (error) {
      if (error instanceof Unwritable) return false;
      throw error;
    }
  }
}

/** Elements from which one call for all of them is faster than a loop. */
const BLOCK_COPY = 48;

/** Elements of so many numbers each that lie one after the other are copied at once. */
const blockCopy = (width: number): string =>
  `if (n >= ${BLOCK_COPY} && so === 1 && s0 === 1) {
o.set(a0.subarray(${width} * i0, ${width} * (i0 + n)), ${width} * at);
return;
}`;

/** An element as it is in memory: as a number, a NaN of float16 would lose its sign. */
const elementCopy = (width: number): string =>
  width === 1 ? 'o[at] = a0[i0];' : 'o[2 * at] = a0[2 * i0]; o[2 * at + 1] = a0[2 * i0 + 1];';

/** Operations whose positions are the only 64-bit integers in them, unless operands or results are. */
const GENERATORS = new Set(['iota', 'flat', 'eye', 'tri', 'arange', 'linspace']);
/** Results of these are positions. */
const COUNTERS = new Set(['iota', 'flat']);

/** Routes of an operation without params: of one operand, and of two, by which of them is a scalar. */
interface Known {
  readonly unary: Map<DType, Route>;
  readonly binary: readonly Map<DType, Map<DType, Route>>[];
}

const known = new Map<string, Known>();
/** Of operations with params, or of other operands. */
const others = new Map<string, Route[]>();
/** Routes kept of an operation; a program with more is not in a loop. */
const MAX_ROUTES = 512;

const NO_PARAMS: Params = {};

/** Whether params are the same. */
export function sameParams(a: Params, b: Params): boolean {
  if (a === b) return true;
  let count = 0;
  for (const name in a) {
    if (a[name] !== b[name] && String(a[name]) !== String(b[name])) return false;
    count++;
  }
  for (const _ in b) count--;
  return count === 0;
}

/** The route of an operation on operands. @throws LGT3003, LGT4003 where it isn't defined for their types */
export function routeOf(op: string, args: readonly Argument[], params: Params | undefined): Route {
  if (params === undefined) {
    let k = known.get(op);
    if (k === undefined) {
      k = { unary: new Map(), binary: [new Map(), new Map(), new Map(), new Map()] };
      known.set(op, k);
    }
    const [a, b] = args as [Argument | undefined, Argument | undefined];
    if (args.length === 1 && a !== undefined && !('value' in a)) {
      const t = a.buffer.dtype;
      let route = k.unary.get(t);
      if (route === undefined) {
        route = makeRoute(op, args, NO_PARAMS);
        k.unary.set(t, route);
      }
      return route;
    }
    if (args.length === 2 && a !== undefined && b !== undefined) {
      const [sa, sb] = ['value' in a, 'value' in b];
      const first = k.binary[(sa ? 1 : 0) + (sb ? 2 : 0)] as Map<DType, Map<DType, Route>>;
      let second = first.get(a.dtype);
      if (second === undefined) {
        second = new Map();
        first.set(a.dtype, second);
      }
      let route = second.get(b.dtype);
      if (route === undefined) {
        route = makeRoute(op, args, NO_PARAMS);
        second.set(b.dtype, route);
      }
      return route;
    }
  }
  return recall(
    others,
    op,
    MAX_ROUTES,
    (route) => route.isFor(args, params),
    () => makeRoute(op, args, params ?? NO_PARAMS),
  );
}

function makeRoute(op: string, args: readonly Argument[], params: Params): Route {
  const operation = BUILTIN.get(op);
  if (operation.kind !== 'elementwise') return fail('LGT3003', `'${op}' is not an elementwise operation`);
  const types = args.map((a) => a.dtype);
  const signature =
    operation.resolve(types, params) ?? notDefined(op, types, (type) => operation.resolve(types.map(type), params));
  return new Route(
    operation,
    params,
    types,
    signature,
    args.map((a) => 'value' in a),
  );
}

/**
 * The error for types that an operation lacks: names those that it has.
 * @throws LGT4003
 */
export function notDefined(op: string, types: readonly DType[], defined: (type: () => DType) => unknown): never {
  const others = (Object.keys(DTYPES) as DType[]).filter((d) => defined(() => d));
  const instead = others.length > 0 ? `; it takes ${others.join(', ')}: convert with astype()` : '';
  return fail('LGT4003', `'${op}' is not defined for ${types.join(' and ') || 'these types'}${instead}`);
}
