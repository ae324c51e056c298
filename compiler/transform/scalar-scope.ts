/** What is known of variables at a place of a scalar function: the value that each has there. */
import type * as TypeScript from 'typescript';
import type { ScalarKind } from '../ir/scalar-function';
import type { LibraryTypes } from '../source/library';
import type { ScalarCode, Value } from './scalar-code';

/** A variable, or a flag of the translation. */
export type Key = TypeScript.Symbol | object;

/** A construct that has no translation: the function stays JavaScript. */
export class Unsupported extends Error {
  /** @param what how people call it; absent: by its text. */
  constructor(
    readonly node: TypeScript.Node,
    readonly what?: string,
  ) {
    super(what);
  }
}

export class Scope {
  private values: Map<Key, Value> = new Map();
  private declared: Key[] = [];
  private readonly flagOf = new Map<Key, Key>();
  /** Whether control is here, of what the innermost loop's iteration (or the function) may have skipped. */
  active: Value;

  constructor(
    private readonly code: ScalarCode,
    private readonly types: LibraryTypes,
    private readonly flags: typeof TypeScript.TypeFlags,
    private readonly checker: TypeScript.TypeChecker,
  ) {
    this.active = code.constant(true);
  }

  get(key: Key): Value | undefined {
    return this.values.get(key);
  }

  set(key: Key, value: Value): void {
    this.values.set(key, value);
  }

  /** Says that a key's value is looked at only where a flag is true. */
  guard(key: Key, flag: Key): void {
    this.flagOf.set(key, flag);
  }

  delete(key: Key): void {
    this.values.delete(key);
  }

  symbol(name: TypeScript.Identifier): TypeScript.Symbol | undefined {
    return this.types.variable(name);
  }

  /** A new variable, until the block ends. */
  declare(name: TypeScript.Identifier, value: Value): void {
    const symbol = this.symbol(name);
    if (symbol === undefined) throw new Unsupported(name);
    this.declared.push(symbol);
    this.values.set(symbol, value);
  }

  block<T>(inside: () => T): T {
    const outer = this.declared;
    this.declared = [];
    const result = inside();
    for (const key of this.declared) this.values.delete(key);
    this.declared = outer;
    return result;
  }

  snapshot(): Map<Key, Value> {
    return new Map(this.values);
  }

  restore(values: ReadonlyMap<Key, Value>): void {
    this.values = new Map(values);
  }

  /** Translates both branches; every variable then has the value of the one taken. */
  choose(condition: Value, yes: () => void, no: () => void = () => {}): void {
    if (condition.constant !== undefined) {
      (condition.constant ? yes : no)();
      return;
    }
    const before = this.snapshot();
    const active = this.active;
    this.active = this.code.and(active, condition);
    yes();
    const taken = this.values;
    this.restore(before);
    this.active = this.code.and(active, this.code.not(condition));
    no();
    this.active = active;
    const merged = new Map(this.values);
    for (const [key, value] of taken) {
      const other = this.values.get(key);
      const flag = this.flagOf.get(key);
      const isIdle = (values: ReadonlyMap<Key, Value>): boolean =>
        flag !== undefined && values.get(flag)?.constant === false;
      // What a branch alone has set isn't looked at where the other one was taken.
      if (other === undefined || isIdle(this.values)) merged.set(key, value);
      else if (!isIdle(taken)) merged.set(key, this.code.select(condition, value, other));
    }
    this.values = merged;
  }

  /** What a type says of a value, if it is a number or a boolean. */
  kindOf(node: TypeScript.Node): ScalarKind | undefined {
    const { flags } = this;
    const type = this.checker.getTypeAtLocation(node);
    const parts = type.isUnion() ? type.types : [type];
    if (parts.every((part) => part.flags & flags.NumberLike)) return 'number';
    return parts.every((part) => part.flags & flags.BooleanLike) ? 'boolean' : undefined;
  }
}
