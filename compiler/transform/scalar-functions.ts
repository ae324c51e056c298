/**
 * Finds the functions that a file gives to `np.vectorize`, `a.map` and `np.fromfunction`, and translates them to
 * data, which the emitted code hands over with the function:
 *
 *     np.vectorize((x) => x * k)   →   np.vectorize($f((x) => x * k, '{…}', () => [k]))
 *
 * A function that has no translation stays what it is; the emitted code says why: `$nf(f, 'a string at 3:9')`.
 */
import type * as TypeScript from 'typescript';
import type { ArrayRead, Fold, ScalarFunction } from '../ir/scalar-function';
import type { LibraryTypes } from '../source/library';
import { Body } from './scalar-body';
import { type Captured, Captures } from './scalar-captures';
import { TooLarge, type Value } from './scalar-code';
import type { ReadForm, Surroundings } from './scalar-expressions';
import { foldOf } from './scalar-folds';
import { Linear } from './scalar-reads';
import { Unsupported } from './scalar-scope';

export interface Translated {
  readonly function: ScalarFunction;
  /**
   * What it captures, read where the function is handed over: numbers and booleans, which are its parameters after its
   * own, then the arrays of `reads`.
   */
  readonly captures: readonly Captured[];
  /** What the last parameters are given. */
  readonly reads: readonly ArrayRead[];
  /** Of a combiner: the function is what is folded. */
  readonly fold?: Fold;
}

export interface Untranslated {
  /** The construct, and where it stands. */
  readonly why: string;
}

/** By the argument that the function is. */
export type ScalarFunctions = ReadonlyMap<TypeScript.Node, Translated | Untranslated>;

/** What takes a function of elements as its first argument. */
const TAKERS: ReadonlyMap<string, Taker> = new Map([
  ['vectorize', {}],
  ['map', { indicesFrom: 1 }],
  ['fromfunction', { indicesFrom: 0 }],
  ['reduce', { indicesFrom: 2, combines: true }],
]);

interface Taker {
  /** The parameter that is the index along axis 0. */
  readonly indicesFrom?: number;
  /** The first parameter is what came of the elements before. */
  readonly combines?: boolean;
}

export function planScalarFunctions(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  file: TypeScript.SourceFile,
  types: LibraryTypes,
): ScalarFunctions {
  const found = new Map<TypeScript.Node, Translated | Untranslated>();
  const visit = (node: TypeScript.Node): void => {
    if (ts.isCallExpression(node) && node.arguments.length > 0) {
      const name = types.call(node)?.name;
      const taker = name === undefined ? undefined : TAKERS.get(name);
      const argument = types.unwrap(node.arguments[0]!);
      if (taker !== undefined && !ts.isSpreadElement(argument)) {
        found.set(argument, new Translation(ts, program, types, argument, taker).result());
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

class Translation extends Captures implements Surroundings {
  private readonly arrays = new Map<string, Captured>();
  private readonly reads: { readonly value: Value; readonly read: ArrayRead }[] = [];
  /** The parameters that are indices, by axis. */
  private axes: readonly Value[] = [];
  private readonly linear: () => Linear = () =>
    new Linear(this.axes, () => [...this.captures.values()].map((c) => c.value));

  constructor(
    ts: typeof TypeScript,
    program: TypeScript.Program,
    types: LibraryTypes,
    protected override readonly site: TypeScript.Expression,
    private readonly taker: Taker,
  ) {
    super(ts, program, types, site);
  }

  result(): Translated | Untranslated {
    try {
      return this.translate();
    } catch (error) {
      if (error instanceof TooLarge) return { why: `a function too large to be a kernel at ${this.place(this.site)}` };
      if (error instanceof Unsupported) {
        return { why: `${error.what ?? this.shown(error.node)} at ${this.place(error.node)}` };
      }
      throw error;
    }
  }

  private translate(): Translated {
    const { ts, code } = this;
    const isFunction = ts.isArrowFunction(this.site) || ts.isFunctionExpression(this.site);
    const f = isFunction ? this.site : this.callee(this.site);
    if (f === undefined) throw new Unsupported(this.site, 'a function that is known only at run time');
    for (const p of f.parameters) if (p.initializer) throw new Unsupported(p, 'a parameter with a default');
    const { indicesFrom, combines = false } = this.taker;
    const parameters = f.parameters.map(({ name }, n) =>
      code.opaque(combines && n === 0 ? (this.scope.kindOf(name) ?? 'number') : 'number'),
    );
    if (indicesFrom !== undefined) this.axes = parameters.slice(indicesFrom);
    const result = new Body(ts, code, this.scope, this).expressions.enter(f, this.site, parameters);
    const own = combines ? parameters.slice(1) : parameters;
    const folded = combines && own.length > 0 ? foldOf(result, parameters[0]!, own[0]!) : undefined;
    if (combines && folded === undefined) {
      throw new Unsupported(f, 'a combiner that may depend on the order of the elements');
    }
    const captured = [...this.captures.values()];
    const rest = [...captured, ...this.reads].map((c) => c.value);
    return {
      function: code.finish([...own, ...rest], folded?.value ?? result),
      captures: [...captured.map((c) => c.node), ...this.arrays.values()],
      reads: this.reads.map((r) => r.read),
      ...(folded !== undefined && { fold: folded.fold }),
    };
  }

  read(node: TypeScript.Expression, array: TypeScript.Expression, index: readonly Value[], form: ReadForm): Value {
    const { ts, checker } = this;
    const target = this.unwrap(array);
    if (!this.types.isArray(target)) {
      const element = checker.getIndexInfoOfType(checker.getTypeAtLocation(target), ts.IndexKind.Number)?.type;
      if (element === undefined || !(element.flags & ts.TypeFlags.NumberLike)) throw new Unsupported(node);
    }
    this.checkVisible(target);
    const linear = this.linear();
    const conditions = linear.conditions(this.scope.active);
    const affine = index.map((i) => linear.of(i) ?? this.refuse(node));
    const text = this.text(target);
    if (!this.arrays.has(text)) this.arrays.set(text, target);
    const value = this.code.opaque('number');
    const place = [...this.arrays.keys()].indexOf(text);
    this.reads.push({ value, read: { array: place, index: affine, flat: form === 'flat', ...conditions } });
    return value;
  }

  private refuse(node: TypeScript.Expression): never {
    throw new Unsupported(node, `${this.shown(node)}, whose index isn't linear in the position,`);
  }
}
