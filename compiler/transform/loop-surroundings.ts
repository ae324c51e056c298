/** What a loop finds around itself: arrays, numbers that stay as they are while it runs, variables that it changes. */
import type * as TypeScript from 'typescript';
import type { ScalarKind } from '../ir/scalar-function';
import type { LibraryTypes } from '../source/library';
import { type Bound, binaryOf, type CountedLoop } from './loop-header';
import { isAssignment } from './loop-syntax';
import { type Captured, Captures } from './scalar-captures';
import type { Value } from './scalar-code';
import { Unsupported } from './scalar-scope';

/** The typed arrays whose elements are numbers; how far from 0 those of integers may be. */
export const TYPED_ARRAYS: Readonly<Record<string, number | undefined>> = {
  Float64Array: undefined,
  Float32Array: undefined,
  Int8Array: 2 ** 7,
  Uint8Array: 2 ** 8,
  Uint8ClampedArray: 2 ** 8,
  Int16Array: 2 ** 15,
  Uint16Array: 2 ** 16,
  Int32Array: 2 ** 31,
  Uint32Array: 2 ** 32,
};

export class LoopSurroundings extends Captures {
  /** What is captured, as it stands in the program. */
  protected readonly given = new Map<string, { readonly node: Bound; readonly value: Value }>();
  /** The nest's arrays; one that the run time makes has no expression. */
  protected readonly arrays = new Map<string, TypeScript.Expression | undefined>();
  /** Variables that the nest assigns: those around it, with what they are before; none of them is captured. */
  protected readonly assigned: ReadonlySet<TypeScript.Symbol>;
  protected readonly outer = new Map<
    TypeScript.Symbol,
    { readonly name: TypeScript.Identifier; readonly before: Value }
  >();

  constructor(
    ts: typeof TypeScript,
    program: TypeScript.Program,
    types: LibraryTypes,
    /** The loop, or the call that is one. */
    protected readonly loop: CountedLoop | TypeScript.CallExpression,
  ) {
    super(ts, program, types, loop);
    this.assigned = this.assignments();
  }

  /** Variables that are assigned inside; those from outside become part of the nest's state. */
  protected assignments(): Set<TypeScript.Symbol> {
    const { ts } = this;
    const found = new Set<TypeScript.Symbol>();
    const note = (target: TypeScript.Expression): void => {
      const name = this.unwrap(target);
      const symbol = ts.isIdentifier(name) ? this.types.variable(name) : undefined;
      if (symbol === undefined || !ts.isIdentifier(name)) return;
      found.add(symbol);
      const declared = symbol.declarations?.[0];
      const isInside = declared !== undefined && declared.pos >= this.loop.pos && declared.end <= this.loop.end;
      if (isInside || this.outer.has(symbol)) return;
      const kind = this.scope.kindOf(name);
      // Its translation will say so where it stands.
      if (kind !== undefined)
        this.outer.set(symbol, { name, before: this.give(name.text, { kind: 'expression', node: name }, kind) });
    };
    const visit = (node: TypeScript.Node): void => {
      if (ts.isBinaryExpression(node) && isAssignment(ts, node.operatorToken.kind)) note(node.left);
      const isUpdate = ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node);
      const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
      if (isUpdate && (node.operator === PlusPlusToken || node.operator === MinusMinusToken)) note(node.operand);
      ts.forEachChild(node, visit);
    };
    visit(this.loop);
    return found;
  }

  protected give(key: string, node: Bound, kind: ScalarKind): Value {
    const known = this.given.get(key) ?? { node, value: this.code.opaque(kind) };
    this.given.set(key, known);
    return known.value;
  }

  protected placeOf(value: Value): number {
    return [...this.given.values()].findIndex((g) => g.value === value);
  }

  override capture(node: Captured): Value {
    const value = super.capture(node);
    if (value.constant !== undefined) return value;
    this.checkInvariant(node);
    return this.give(this.text(node), { kind: 'expression', node }, value.kind);
  }

  protected checkInvariant(node: Captured): void {
    const root = this.root(node)!;
    const symbol = this.ts.isIdentifier(root) ? this.types.variable(root) : undefined;
    if (symbol !== undefined && this.assigned.has(symbol)) {
      throw new Unsupported(node, `'${node.getText()}', which the loop changes,`);
    }
  }

  protected giveBound(bound: Bound): Value {
    if (bound.kind === 'zero') return this.give('zero', bound, 'number');
    if (bound.kind === 'length') {
      if (this.types.isArray(bound.of)) throw new Unsupported(bound.of, 'an iteration over rows');
      const { text } = this.array(bound.of, bound.of);
      return this.give(`length of ${text}`, bound, 'number');
    }
    if (bound.kind === 'truth') return this.give(String(bound.value), bound, 'boolean');
    this.checkBound(bound.node);
    return this.give(`bound ${bound.node.getText()}`, bound, 'number');
  }

  /** That a loop's bound is the same number at each of its iterations, and has no effect. */
  protected checkBound(expression: TypeScript.Expression): void {
    const { ts } = this;
    const node = this.unwrap(expression);
    if (ts.isNumericLiteral(node)) return;
    if (ts.isIdentifier(node) || ts.isPropertyAccessExpression(node)) {
      if (this.scope.kindOf(node) !== 'number') throw new Unsupported(node);
      this.checkVisible(node);
      this.checkInvariant(node);
      return;
    }
    const binary = binaryOf(ts, node);
    if (binary !== undefined && !isAssignment(ts, binary.operator)) {
      this.checkBound(binary.left);
      this.checkBound(binary.right);
      return;
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
      this.checkBound(node.operand);
      return;
    }
    const callee = ts.isCallExpression(node) ? this.unwrap(node.expression) : undefined;
    if (
      ts.isCallExpression(node) &&
      callee &&
      ts.isPropertyAccessExpression(callee) &&
      this.isGlobal(callee.expression, 'Math')
    ) {
      for (const argument of node.arguments) this.checkBound(argument);
      return;
    }
    throw new Unsupported(node, `the bound ${this.shown(node)}`);
  }

  /** The array that an expression names: which of the nest's, and its elements' bound. */
  protected array(node: TypeScript.Expression, array: TypeScript.Expression): { text: string; place: number } {
    const target = this.unwrap(array) as Captured;
    if (!this.types.isArray(target) && this.typedArray(target) === undefined) throw new Unsupported(node);
    this.checkVisible(target);
    this.checkInvariant(target);
    const text = this.text(target);
    if (!this.arrays.has(text)) this.arrays.set(text, target);
    return { text, place: [...this.arrays.keys()].indexOf(text) };
  }

  /** Names of the typed arrays that an expression may be. */
  protected typedArray(node: TypeScript.Expression): readonly string[] | undefined {
    return typedArrayNames(this.checker.getTypeAtLocation(node));
  }
}

/** Names of the typed arrays that a value of a type may be; undefined if it may be anything else. */
export function typedArrayNames(type: TypeScript.Type): readonly string[] | undefined {
  const parts = type.isUnion() ? type.types : [type];
  const names = parts.map((part) => part.getSymbol()?.name ?? '');
  const declared = parts.every((part) =>
    part.getSymbol()?.declarations?.every((d) => d.getSourceFile().isDeclarationFile),
  );
  return declared && names.every((name) => name in TYPED_ARRAYS) ? names : undefined;
}
