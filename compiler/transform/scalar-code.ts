/**
 * Builds scalar functions (ir/scalar-function.ts): values are objects while a function is translated, and get
 * their numbers at the end, when what nobody uses is left out.
 */
import {
  constantData,
  INSTRUCTIONS,
  type Instruction,
  MAX_PARAMETERS,
  type Region,
  type ScalarFunction,
  type ScalarKind,
} from '../ir/scalar-function';

export interface Value {
  readonly kind: ScalarKind;
  /** Of an instruction. */
  readonly op?: string;
  readonly operands?: readonly Value[];
  readonly constant?: number | boolean;
  /** Of a loop's last state. */
  readonly loop?: Loop;
}

interface Loop {
  readonly initial: readonly Value[];
  readonly state: readonly Value[];
  readonly condition: RegionCode;
  readonly body: RegionCode;
  /** Whether the loop ends after this iteration, whatever its condition. */
  readonly exit: Value;
  readonly last: readonly Value[];
}

/** What a region computes, in order, and gives. */
export interface RegionCode {
  readonly items: readonly (Value | Loop)[];
  readonly results: readonly Value[];
}

/** Instructions that a translation makes at most: conditions on conditions grow fast. */
const BUDGET = 10_000;

export class TooLarge extends Error {}

export class ScalarCode {
  private items: (Value | Loop)[] = [];
  private readonly constants = new Map<string, Value>();
  private made = 0;

  /** A parameter, or an element of a loop's state. */
  opaque(kind: ScalarKind): Value {
    return { kind };
  }

  constant(value: number | boolean): Value {
    const key = String(constantData(value));
    let known = this.constants.get(key);
    if (known === undefined) {
      known = { kind: typeof value === 'boolean' ? 'boolean' : 'number', constant: value };
      this.constants.set(key, known);
    }
    return known;
  }

  apply(op: string, ...operands: Value[]): Value {
    const kind = INSTRUCTIONS.get(op)![1];
    return this.place({ kind, op, operands });
  }

  not(x: Value): Value {
    if (x.constant !== undefined) return this.constant(!x.constant);
    return x.op === 'not' ? x.operands![0]! : this.apply('not', x);
  }

  and(x: Value, y: Value): Value {
    if (x.constant !== undefined) return x.constant ? y : x;
    if (y.constant !== undefined) return y.constant ? x : y;
    if (x === y) return x;
    return areOpposite(x, y) ? this.constant(false) : this.apply('and', x, y);
  }

  or(x: Value, y: Value): Value {
    if (x.constant !== undefined) return x.constant ? x : y;
    if (y.constant !== undefined) return y.constant ? y : x;
    if (x === y) return x;
    return areOpposite(x, y) ? this.constant(true) : this.apply('or', x, y);
  }

  select(c: Value, x: Value, y: Value): Value {
    if (c.constant !== undefined) return c.constant ? x : y;
    if (x === y) return x;
    if (c.op === 'not') return this.select(c.operands![0]!, y, x);
    if (x.kind === 'boolean') {
      if (x === c || x.constant === true) return this.or(c, y);
      if (y === c || y.constant === false) return this.and(c, x);
      if (x.constant === false) return this.and(this.not(c), y);
      if (y.constant === true) return this.or(this.not(c), x);
    }
    if (y.op === 'select' && y.operands![0] === c) return this.select(c, x, y.operands![2]!);
    if (x.op === 'select' && x.operands![0] === c) return this.select(c, x.operands![1]!, y);
    return this.place({ kind: x.kind, op: 'select', operands: [c, x, y] });
  }

  private place(value: Value): Value {
    if (this.made++ > BUDGET) throw new TooLarge();
    this.items.push(value);
    return value;
  }

  /** What `make` computes, apart. */
  region(make: () => readonly Value[]): RegionCode {
    const outer = this.items;
    const items: (Value | Loop)[] = [];
    this.items = items;
    try {
      return { items, results: make() };
    } finally {
      this.items = outer;
    }
  }

  /** The last state of a loop whose regions read `state`. */
  loop(
    initial: readonly Value[],
    state: readonly Value[],
    condition: RegionCode,
    body: RegionCode,
    exit: Value,
  ): readonly Value[] {
    const last: Value[] = [];
    const loop: Loop = { initial, state, condition, body, exit, last };
    for (const { kind } of initial) last.push({ kind, loop });
    this.items.push(loop);
    return last;
  }

  /** The function of these parameters. */
  finish(parameters: readonly Value[], result: Value): ScalarFunction {
    if (parameters.length > MAX_PARAMETERS) throw new TooLarge();
    const looked = usedBy(result);
    const used = usedBy(result, looked);
    const numbers = new Map<Value, number>();
    for (const [n, p] of parameters.entries()) numbers.set(p, n);
    const code: Instruction[] = [];
    let next = parameters.length;
    for (const c of this.constants.values()) {
      if (!used.has(c)) continue;
      numbers.set(c, next++);
      code.push(['const', constantData(c.constant!)]);
    }
    const all = (values: readonly Value[]): number[] => values.map((v) => numbers.get(v)!);
    const region = ({ items, results }: RegionCode, state: readonly Value[], base: number): Region => {
      for (const [k, s] of state.entries()) numbers.set(s, base + k);
      return { code: emit(items, base + state.length), results: all(results) };
    };
    const emit = (items: readonly (Value | Loop)[], from: number): Instruction[] => {
      const out: Instruction[] = [];
      let at = from;
      for (const item of items) {
        if ('last' in item) {
          if (!item.last.some((v) => used.has(v))) continue;
          const { initial, state, condition, last } = item;
          const body = { items: item.body.items, results: nextState(item, looked) };
          out.push(['loop', all(initial), region(condition, state, at), region(body, state, at)]);
          for (const v of last) numbers.set(v, at++);
        } else if (used.has(item)) {
          out.push([item.op!, ...all(item.operands!)]);
          numbers.set(item, at++);
        }
      }
      return out;
    };
    code.push(...emit(this.items, next));
    return { parameters: parameters.map((p) => p.kind), code, result: numbers.get(result)! };
  }
}

const areOpposite = (x: Value, y: Value): boolean =>
  (x.op === 'not' && x.operands![0] === y) || (y.op === 'not' && y.operands![0] === x);

/** What a body gives. State that nobody looks at after the loop may have any value when it is left. */
function nextState({ body, last, exit }: Loop, looked: ReadonlySet<Value> | undefined): readonly Value[] {
  if (looked === undefined) return body.results;
  return body.results.map((result, n) => {
    let next = result;
    if (!looked.has(last[n]!))
      while (next.op === 'select' && implies(next.operands![0]!, exit)) next = next.operands![2]!;
    return next;
  });
}

function implies(x: Value, y: Value): boolean {
  if (x === y || y.constant === true) return true;
  if (x.op === 'or') return x.operands!.every((part) => implies(part, y));
  return y.op === 'or' && y.operands!.some((part) => implies(x, part));
}

/**
 * All that a value is computed from.
 * @param looked what is looked at, of the state of loops after them.
 */
function usedBy(result: Value, looked?: ReadonlySet<Value>): ReadonlySet<Value> {
  const used = new Set<Value>();
  const pending = [result];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    if (used.has(v)) continue;
    used.add(v);
    if (v.operands !== undefined) pending.push(...v.operands);
    if (v.loop !== undefined) {
      const { initial, condition } = v.loop;
      pending.push(...initial, ...condition.results, ...nextState(v.loop, looked));
    }
  }
  return used;
}

/** Whether `wanted` is among what a value is computed from. */
export function reaches(value: Value, wanted: Value): boolean {
  const seen = new Set<Value>();
  const pending = [value];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    if (v === wanted) return true;
    if (seen.has(v)) continue;
    seen.add(v);
    pending.push(...(v.operands ?? []));
    if (v.loop !== undefined) {
      const { initial, condition, body } = v.loop;
      pending.push(...initial, ...condition.results, ...body.results);
    }
  }
  return false;
}
