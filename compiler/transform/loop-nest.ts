/**
 * Translates a counted loop of the program, with the loops in it, into data (ir/loop-nest.ts).
 *
 * The body is translated as scalar functions are: variables are values, conditions become selections. Elements that
 * it reads are parameters; those that it writes are statements of the nest. A variable that an iteration hands to
 * the next is a fold along that loop. What has no place in this throws `Unsupported`, and the loop stays what it is.
 */
import type * as TypeScript from 'typescript';
import type { Code, ElementAccess, Initial, Loop, LoopNest, Source, Statement } from '../ir/loop-nest';
import { type Affine, constantData } from '../ir/scalar-function';
import type { LibraryTypes } from '../source/library';
import { type Bound, type CountedLoop, type Header, headerOf } from './loop-header';
import { combinationOf } from './loop-recurrences';
import { LoopSurroundings, TYPED_ARRAYS } from './loop-surroundings';
import { isAssignedIn, touchesElements } from './loop-syntax';
import { Body } from './scalar-body';
import { boundOf } from './scalar-bounds';
import { reaches, TooLarge, type Value } from './scalar-code';
import type { ReadForm, Surroundings } from './scalar-expressions';
import { Linear } from './scalar-reads';
import { type Key, Unsupported } from './scalar-scope';

export interface LiftedLoop {
  readonly nest: LoopNest;
  /** What the nest's arrays, scalars and results are in the program; `undefined`: what a method gives. */
  readonly arrays: readonly (TypeScript.Expression | undefined)[];
  readonly scalars: readonly Bound[];
  readonly results: readonly (TypeScript.Identifier | undefined)[];
  /** First value and bound of each loop that is always run. */
  readonly spans: readonly (readonly [Bound, Bound])[];
}

export interface KeptLoop {
  /** The construct, and where it stands. */
  readonly why: string;
}

/** A variable, of which each iteration along `folded` makes `next` of `state`. */
interface Recurrence {
  readonly loops: readonly number[];
  readonly folded: readonly number[];
  readonly state: Value;
  readonly next: Value;
  readonly initial: Value;
  readonly time: number;
}

type Timed<T> = T & { readonly time: number };

export interface LoopSettings {
  /** Sums and products of floating point numbers may be computed in another order. */
  readonly reassociate: boolean;
}

export class NestTranslation extends LoopSurroundings implements Surroundings {
  private readonly loops: Loop[] = [];
  /** Loops around the current place, outermost first; and the index along each loop. */
  protected stack: readonly number[] = [];
  protected readonly indices: Value[] = [];
  /** The loops' variables, which only their heads change. */
  private readonly counted = new Set<Key>();
  private readonly spans: [Bound, Bound][] = [];
  protected accesses: ElementAccess[] = [];
  private readonly elements = new Map<Value, number>();
  private readonly elementBounds = new Map<Value, number | undefined>();
  /** Reads since the last write, by what they read. */
  private known = new Map<string, Value>();
  private readonly recurrences = new Map<Value, Recurrence>();
  private readonly folds = new Map<Value, Timed<Statement>>();
  protected statements: Timed<Statement>[] = [];
  protected clock = 0;
  protected readonly body: Body;
  private readonly linear = new Linear(this.indices, () => [...this.given.values()].map((g) => g.value));

  constructor(
    ts: typeof TypeScript,
    program: TypeScript.Program,
    types: LibraryTypes,
    loop: CountedLoop | TypeScript.CallExpression,
    private readonly settings: LoopSettings,
  ) {
    super(ts, program, types, loop);
    this.body = new Body(ts, this.code, this.scope, this);
  }

  result(): LiftedLoop | KeptLoop {
    try {
      return this.translate();
    } catch (error) {
      if (error instanceof TooLarge) return { why: `a loop too large to be lifted at ${this.place(this.loop)}` };
      if (error instanceof Unsupported) {
        return { why: `${error.what ?? this.shown(error.node)} at ${this.place(error.node)}` };
      }
      throw error;
    }
  }

  private translate(): LiftedLoop {
    const { code, scope } = this;
    this.body.outermost(this.loop, () => {
      for (const [symbol, { before }] of this.outer) scope.set(symbol, before);
      this.begins();
    });
    const results: (TypeScript.Identifier | undefined)[] = [];
    const chosen = new Map<Value, { result: number; initial: number; index: Affine }>();
    const reductions: [TypeScript.Identifier | undefined, Value, Recurrence][] = [];
    for (const [key, { name, before }] of this.variables()) {
      const value = scope.get(key)!;
      if (value === before) continue;
      const recurrence = this.recurrences.get(value);
      if (recurrence === undefined) {
        throw new Unsupported(name ?? this.loop, `${named(name)}, which keeps something of the loop,`);
      }
      reductions.push([name, before, recurrence]);
    }
    // What an iteration that is chosen by `if (x < m)` leaves in another variable: a position.
    const positions = reductions.filter((r) => {
      const leader = this.leaderOf(r[2], reductions);
      if (leader === undefined) return false;
      const index = this.linear.of(r[2].next.operands![1]!)!;
      chosen.set(leader.state, { result: results.push(r[0]) - 1, initial: this.placeOf(r[1]), index });
      return true;
    });
    for (const r of reductions) {
      if (positions.includes(r)) continue;
      const [name, before, { loops, state, next, time }] = r;
      const combination = combinationOf(next, state, code, (v) => this.bound(v), this.settings.reassociate);
      if (combination === undefined) {
        throw new Unsupported(name ?? this.loop, `${named(name)}, which depends on the order of the iterations,`);
      }
      const position = chosen.get(state);
      this.statements.push({
        kind: 'reduce',
        loops,
        combiner: combination.combiner,
        value: this.codeOf(combination.value),
        initial: this.placeOf(before),
        result: results.push(name) - 1,
        time,
        ...(position && { position }),
      });
    }
    if (this.statements.length === 0) throw new Unsupported(this.loop, 'a loop without effect on arrays');
    const given = [...this.given.values()];
    const sorted = [...this.statements].sort((a, b) => a.time - b.time);
    const placeIn = <S extends Initial>(s: S): S =>
      s.kind === 'temporary' ? { ...s, statement: sorted.indexOf(this.statements[s.statement]!) } : s;
    const coded = (c: Code): Code => ({ ...c, sources: c.sources.map(placeIn) });
    const statements = sorted.map(({ time: _, ...s }): Statement => {
      if (s.kind === 'fold') return { ...s, initial: placeIn(s.initial), next: coded(s.next) };
      return { ...s, value: coded(s.value) };
    });
    return {
      nest: {
        loops: this.loops,
        arrays: this.arrays.size,
        scalars: given.map((g) => g.value.kind),
        accesses: this.accesses,
        statements,
        results: results.length,
        weight: statements.reduce((n, s) => n + weightOf(s.kind === 'fold' ? s.next : s.value), 0),
      },
      arrays: [...this.arrays.values()],
      scalars: given.map((g) => g.node),
      results,
      spans: this.spans,
    };
  }

  protected begins(): void {
    this.nested(this.loop as CountedLoop);
  }

  /** Variables that the nest gives new values; without a name: what a method gives. */
  protected variables(): Iterable<readonly [Key, { readonly name?: TypeScript.Identifier; readonly before: Value }]> {
    return this.outer;
  }

  /** The `m` of `if (x < m) { m = x; k = i; }`, of a `k`. */
  private leaderOf(k: Recurrence, all: readonly (readonly [unknown, unknown, Recurrence])[]): Recurrence | undefined {
    const { next, state } = k;
    if (next.op !== 'select' || next.operands![2] !== state) return undefined;
    const [condition, index] = next.operands as [Value, Value];
    const affine = this.linear.of(index);
    if (affine === undefined) return undefined;
    return all.find(
      ([, , m]) => m.next.op === 'select' && m.next.operands![0] === condition && m.next.operands![2] === m.state,
    )?.[2];
  }

  private bound(value: Value): number | undefined {
    return boundOf(value, (leaf) => this.elementBounds.get(leaf));
  }

  /** Translates a loop of which the nest consists; `false`: it is part of the scalar code. */
  nested(node: CountedLoop): boolean {
    const { ts } = this;
    if (node !== this.loop && !touchesElements(ts, this.types, node)) return false;
    const header = headerOf(ts, node);
    if (header === undefined) throw new Unsupported(node, 'a loop that does not count');
    if (
      this.assigned.has(this.types.variable(header.variable)!) &&
      isAssignedIn(ts, this.types, header.variable, node.statement)
    ) {
      throw new Unsupported(node, `'${header.variable.text}', which the loop's body changes,`);
    }
    this.counted.add(this.types.variable(header.variable)!);
    this.along(header, (loop) => {
      this.scope.declare(header.variable, this.variableOf(node, loop, header));
      this.body.once(node.statement);
    });
    return true;
  }

  /** A loop of the nest. @param once translates an iteration */
  protected along(header: Omit<Header, 'variable'>, once: (loop: number) => void): void {
    const outer = this.stack;
    const loop = this.open(header);
    this.stack = [...outer, loop];
    const before = this.scope.snapshot();
    const iterate = (): void => this.scope.block(() => once(loop));
    const changed = this.changedBy(before, iterate);
    const states = changed.map((key) => this.code.opaque(before.get(key)!.kind));
    for (const [n, key] of changed.entries()) this.scope.set(key, states[n]!);
    const start = this.clock;
    iterate();
    const made = changed.map((key, n) => this.recur(loop, before.get(key)!, states[n]!, this.scope.get(key)!, start));
    this.scope.restore(before);
    for (const [n, key] of changed.entries()) this.scope.set(key, made[n]!);
    this.stack = outer;
  }

  /** Variables from before a loop that its iterations change. */
  private changedBy(before: ReadonlyMap<Key, Value>, iterate: () => void): Key[] {
    const unknown = new Map(
      [...before].map(([key, value]) => [key, this.mayChange(key) ? this.code.opaque(value.kind) : value] as const),
    );
    const { accesses, statements, clock } = this;
    const [loops, indices, spans] = [this.loops.length, this.indices.length, this.spans.length];
    const kept = { known: this.known, folds: new Map(this.folds), recurrences: new Map(this.recurrences) };
    this.accesses = [...accesses];
    this.statements = [...statements];
    this.known = new Map();
    let changed: Key[] = [];
    this.code.region(() => {
      this.scope.restore(unknown);
      iterate();
      changed = [...before.keys()].filter((key) => this.scope.get(key) !== unknown.get(key));
      return [];
    });
    this.scope.restore(before);
    this.accesses = accesses;
    this.statements = statements;
    this.known = kept.known;
    this.clock = clock;
    this.loops.length = loops;
    this.indices.length = indices;
    this.spans.length = spans;
    for (const map of ['folds', 'recurrences'] as const) {
      for (const key of [...this[map].keys()]) if (!kept[map].has(key)) this[map].delete(key);
    }
    return changed;
  }

  private mayChange(key: Key): boolean {
    return this.assigned.has(key as TypeScript.Symbol) && !this.counted.has(key);
  }

  /** What a variable is after a loop that changes it. */
  private recur(loop: number, initial: Value, state: Value, next: Value, start: number): Value {
    const inner = this.recurrences.get(next);
    const isContinued = inner !== undefined && inner.initial === state;
    const made: Recurrence = isContinued
      ? { ...inner, folded: [loop, ...inner.folded], initial }
      : { loops: this.stack, folded: [loop], state, next, initial, time: this.lastRead(next, start) };
    const value = this.code.opaque(initial.kind);
    this.recurrences.set(value, made);
    return value;
  }

  /** A time after the last read of an element that a value depends on. */
  private lastRead(value: Value, start: number): number {
    let last = start;
    for (const leaf of leavesOf(value)) {
      const access = this.elements.get(leaf);
      if (access !== undefined) last = Math.max(last, this.accesses[access]!.time);
      const inner = this.recurrences.get(leaf);
      if (inner !== undefined) last = Math.max(last, inner.time);
    }
    return last + 0.5;
  }

  private open({ from, to, until, step }: Omit<Header, 'variable'>): number {
    const number = this.loops.length;
    const parent = this.stack.at(-1) ?? -1;
    const bound = (b: Bound): number => this.placeOf(this.giveBound(b));
    this.loops.push({ parent, from: bound(from), to: bound(to), step, until });
    this.indices.push(this.code.opaque('number'));
    this.spans.push(step > 0 ? [from, to] : [to, from]);
    return number;
  }

  /** What an iteration's variable is: a number that the loop counts, or an element. */
  private variableOf(node: CountedLoop, loop: number, { from, step }: Header): Value {
    const { code } = this;
    const index = this.indices[loop]!;
    if (this.ts.isForOfStatement(node)) return this.read(node.expression, node.expression, [index], 'flat');
    const scaled = step === 1 ? index : code.apply('mul', index, code.constant(step));
    const first = from.kind === 'expression' ? this.unwrap(from.node) : undefined;
    if (first !== undefined && this.ts.isNumericLiteral(first)) {
      const value = Number(first.text);
      return value === 0 ? scaled : code.apply('add', code.constant(value), scaled);
    }
    return code.apply('add', this.giveBound(from), scaled);
  }

  protected affine(node: TypeScript.Expression, index: readonly Value[]): Affine[] {
    return index.map((i) => {
      const affine = this.linear.of(i);
      if (affine === undefined)
        throw new Unsupported(node, `${this.shown(node)}, whose index isn't linear in the loops' variables,`);
      return affine;
    });
  }

  read(node: TypeScript.Expression, array: TypeScript.Expression, index: readonly Value[], form: ReadForm): Value {
    const { text, place } = this.array(node, array);
    const affine = this.affine(node, index);
    const key = `${text} ${form} ${JSON.stringify(affine)}`;
    const seen = this.known.get(key);
    if (seen !== undefined && this.accesses[this.elements.get(seen)!]!.loops.every((l) => this.stack.includes(l)))
      return seen;
    const value = this.code.opaque('number');
    const access = { array: place, index: affine, flat: form === 'flat', loops: this.stack, time: ++this.clock };
    this.elements.set(value, this.accesses.push(access) - 1);
    const bounds = this.typedArray(this.unwrap(array))?.map((name) => TYPED_ARRAYS[name]) ?? [];
    if (bounds.length > 0 && bounds.every((b) => b !== undefined))
      this.elementBounds.set(value, Math.max(...(bounds as number[])));
    this.known.set(key, value);
    return value;
  }

  write(
    node: TypeScript.Expression,
    array: TypeScript.Expression,
    index: readonly Value[],
    form: ReadForm,
    value: Value,
  ): void {
    const { code, scope, stack } = this;
    if (this.isInsideScalarLoop(node))
      throw new Unsupported(node, 'a write to an array inside a loop that does not count');
    const old = this.read(node, array, index, form);
    const at = this.accesses[this.elements.get(old)!]!;
    const axes = new Set(at.index.flatMap((a) => a.map(([, axis]) => axis)));
    const missing = stack.filter((l) => !axes.has(l));
    const kept = code.select(scope.active, value, old);
    const time = ++this.clock;
    const target = this.accesses.push({ ...at, loops: stack, time }) - 1;
    if (missing.length === 0)
      this.statements.push({ kind: 'store', loops: stack, target, value: this.codeOf(kept), time });
    else {
      if (!reaches(kept, old)) throw new Unsupported(node, `${this.shown(node)}, which several iterations write,`);
      const others = [...leavesOf(kept)].some(
        (leaf) =>
          leaf !== old && this.elements.has(leaf) && this.accesses[this.elements.get(leaf)!]!.array === at.array,
      );
      if (others) throw new Unsupported(node, `${this.shown(node)}, which depends on its neighbours,`);
      const initial = this.accesses.push({ ...at, loops: stack.filter((l) => axes.has(l)) }) - 1;
      this.statements.push({
        kind: 'fold',
        loops: stack,
        folded: missing,
        initial: { kind: 'element', access: initial },
        next: this.codeOf(kept, old),
        target,
        time,
      });
    }
    this.known = new Map();
  }

  /** Whether a place is inside a loop that isn't one of the nest's, or in a function that is called. */
  private isInsideScalarLoop(node: TypeScript.Node): boolean {
    const { ts } = this;
    for (let n: TypeScript.Node = node; n !== this.loop; n = n.parent) {
      // What a method calls for each element is the nest's own body.
      if (ts.isSourceFile(n) || (ts.isFunctionLike(n) && n.parent !== this.loop)) return true;
      if (ts.isWhileStatement(n) || ts.isDoStatement(n) || ts.isForInStatement(n) || ts.isForOfStatement(n))
        return true;
    }
    return false;
  }

  /** A value as code of an iteration. @param state what a fold made so far: the first parameter */
  protected codeOf(value: Value, state?: Value): Code {
    const sources: Source[] = [];
    const [elements, positions, given]: [Value[], Value[], Value[]] = [[], [], []];
    for (const leaf of leavesOf(value)) {
      if (leaf === state) continue;
      if (this.indices.includes(leaf)) positions.push(leaf);
      else if (this.placeOf(leaf) >= 0) given.push(leaf);
      else {
        elements.push(leaf);
        sources.push(this.sourceOf(leaf));
      }
    }
    const first = state === undefined ? [] : [state];
    return {
      function: this.code.finish([...first, ...elements, ...positions, ...given], value),
      sources,
      indices: positions.map((p) => this.indices.indexOf(p)),
      scalars: given.map((g) => this.placeOf(g)),
    };
  }

  private sourceOf(leaf: Value): Source {
    const access = this.elements.get(leaf);
    if (access !== undefined) return { kind: 'element', access };
    const fold = this.fold(leaf);
    if (fold === undefined) throw new Unsupported(this.loop, 'a value that one iteration hands to the next');
    return { kind: 'temporary', statement: this.statements.indexOf(fold) };
  }

  private initialOf(value: Value): Initial {
    if (typeof value.constant === 'number') return { kind: 'constant', value: constantData(value.constant) };
    const scalar = this.placeOf(value);
    return scalar >= 0 ? { kind: 'scalar', scalar } : this.sourceOf(value);
  }

  /** The statement that computes a variable which a loop has changed. */
  private fold(value: Value): Timed<Statement> | undefined {
    const known = this.folds.get(value);
    if (known !== undefined) return known;
    const recurrence = this.recurrences.get(value);
    if (recurrence === undefined || recurrence.state.kind !== 'number') return undefined;
    const { loops, folded, state, next, initial, time } = recurrence;
    const made: Timed<Statement> = {
      kind: 'fold',
      loops,
      folded,
      initial: this.initialOf(initial),
      next: this.codeOf(next, state),
      time,
    };
    this.statements.push(made);
    this.folds.set(value, made);
    return made;
  }
}

const named = (name: TypeScript.Identifier | undefined): string =>
  name === undefined ? 'the result' : `'${name.text}'`;

/** What a value is computed from and isn't computed: parameters, as far as a function is concerned. */
function leavesOf(value: Value): Set<Value> {
  const leaves = new Set<Value>();
  const seen = new Set<Value>();
  const inner = new Set<Value>();
  const pending = [value];
  for (let v = pending.pop(); v !== undefined; v = pending.pop()) {
    if (seen.has(v)) continue;
    seen.add(v);
    if (v.operands !== undefined) pending.push(...v.operands);
    else if (v.loop !== undefined) {
      const { initial, state, condition, body } = v.loop;
      for (const s of state) inner.add(s);
      pending.push(...initial, ...condition.results, ...body.results);
    } else if (v.constant === undefined) leaves.add(v);
  }
  for (const s of inner) leaves.delete(s);
  return leaves;
}

/** Instructions, where functions count for what they cost. */
function weightOf({ function: f, sources }: Code): number {
  let n = sources.length;
  for (const [op] of f.code as readonly (readonly [string, ...unknown[]])[])
    n += op === 'loop' ? 64 : (WEIGHTS[op] ?? 1);
  return n;
}
const WEIGHTS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'exp expm1 log log2 log10 log1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh cbrt pow atan2 hypot rem'
      .split(' ')
      .map((op) => [op, 12]),
  ),
  div: 4,
  sqrt: 4,
};
