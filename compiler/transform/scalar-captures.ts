/**
 * What a piece of scalar code finds around itself: names that it reads where it is handed over, functions that it
 * calls, and what to call a construct that has no translation.
 */
import type * as TypeScript from 'typescript';
import type { LibraryTypes } from '../source/library';
import { operatorOf } from '../source/operators';
import { ScalarCode, type Value } from './scalar-code';
import { Scope, Unsupported } from './scalar-scope';

export type Captured = TypeScript.Identifier | TypeScript.PropertyAccessExpression;

export class Captures {
  protected readonly checker: TypeScript.TypeChecker;
  protected readonly code = new ScalarCode();
  protected readonly scope: Scope;
  protected readonly captures = new Map<string, { readonly node: Captured; readonly value: Value }>();

  constructor(
    protected readonly ts: typeof TypeScript,
    program: TypeScript.Program,
    protected readonly types: LibraryTypes,
    /** The code, or what names it: where captured variables will be read. */
    protected readonly site: TypeScript.Node,
  ) {
    this.checker = program.getTypeChecker();
    this.scope = new Scope(this.code, types, ts.TypeFlags, this.checker);
  }

  protected place(node: TypeScript.Node): string {
    const file = node.getSourceFile();
    const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
    const elsewhere = file === this.site.getSourceFile() ? '' : `${file.fileName.replace(/.*\//, '')}:`;
    return `${elsewhere}${line + 1}:${character + 1}`;
  }

  /** A construct as it was written, in a few words. */
  protected shown(node: TypeScript.Node): string {
    const file = node.getSourceFile();
    const text = file.text.slice(node.getStart(file), node.end).replace(/\s+/g, ' ');
    return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;
  }

  isGlobal(node: TypeScript.Node, name: string): boolean {
    return this.types.isGlobal(node, name);
  }

  unwrap(node: TypeScript.Expression): TypeScript.Expression {
    return this.types.unwrap(node);
  }

  isArray(node: TypeScript.Expression): boolean {
    return this.types.isArray(node);
  }

  protected symbol(name: TypeScript.Identifier): TypeScript.Symbol | undefined {
    const symbol = this.types.variable(name);
    return symbol !== undefined && symbol.flags & this.ts.SymbolFlags.Alias
      ? this.checker.getAliasedSymbol(symbol)
      : symbol;
  }

  callee(node: TypeScript.Expression): TypeScript.FunctionLikeDeclaration | undefined {
    const { ts } = this;
    const name = ts.isPropertyAccessExpression(node) ? node.name : node;
    if (!ts.isIdentifier(name)) return undefined;
    for (const declaration of this.symbol(name)?.declarations ?? []) {
      if (ts.isFunctionDeclaration(declaration) && declaration.body !== undefined) return declaration;
      const isMember = ts.isPropertyAssignment(declaration) || ts.isMethodDeclaration(declaration);
      if (isMember && !isFixedMember(ts, this.types, declaration)) return undefined;
      if (ts.isMethodDeclaration(declaration)) return declaration;
      if (!ts.isPropertyAssignment(declaration)) {
        if (!ts.isVariableDeclaration(declaration) || !this.isConst(declaration)) continue;
      }
      if (!declaration.initializer) continue;
      const value = this.unwrap(declaration.initializer);
      if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return value;
    }
    return undefined;
  }

  protected isConst(declaration: TypeScript.VariableDeclaration): boolean {
    const { NodeFlags } = this.ts;
    return (declaration.parent.flags & NodeFlags.BlockScoped) === NodeFlags.Const;
  }

  capture(node: Captured): Value {
    const { ts, code, checker } = this;
    if (ts.isPropertyAccessExpression(node)) {
      const member = checker.getSymbolAtLocation(node.name)?.valueDeclaration;
      const value = member && ts.isEnumMember(member) ? checker.getConstantValue(member) : undefined;
      if (typeof value === 'number') return code.constant(value);
    }
    const literal = ts.isIdentifier(node) ? this.literal(node) : undefined;
    if (literal !== undefined) return code.constant(literal);
    const kind = this.scope.kindOf(node);
    if (kind === undefined) throw new Unsupported(node);
    this.checkVisible(node);
    const text = this.text(node);
    let known = this.captures.get(text);
    if (known === undefined) {
      known = { node, value: code.opaque(kind) };
      this.captures.set(text, known);
    }
    return known.value;
  }

  /** That what an expression reads can be read where the function is handed over. */
  protected checkVisible(node: TypeScript.Expression): asserts node is Captured {
    const root = this.root(node);
    if (root === undefined) throw new Unsupported(node);
    if (!this.isVisible(root))
      throw new Unsupported(node, `'${root.getText()}', which has another meaning at the call,`);
  }

  protected text(node: Captured): string {
    if (!this.ts.isPropertyAccessExpression(node)) return node.getText();
    return `${this.text(this.unwrap(node.expression) as Captured)}.${node.name.text}`;
  }

  /** The variable at the start of a chain of properties of which none runs code. */
  protected root(node: TypeScript.Expression): TypeScript.Expression | undefined {
    const { ts, checker } = this;
    const { SymbolFlags } = ts;
    if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword) return node;
    if (!ts.isPropertyAccessExpression(node) || node.flags & ts.NodeFlags.OptionalChain) return undefined;
    if (!ts.isIdentifier(node.name)) return undefined;
    const symbol = checker.getSymbolAtLocation(node.name);
    const plain = SymbolFlags.Property | SymbolFlags.Variable | SymbolFlags.Alias;
    if (symbol === undefined || !(symbol.flags & plain) || symbol.flags & SymbolFlags.Accessor) return undefined;
    return this.root(this.unwrap(node.expression));
  }

  /** Whether a name, or `this`, means at the site what it means where the function stands. */
  protected isVisible(name: TypeScript.Expression): boolean {
    const { ts } = this;
    if (!ts.isIdentifier(name)) return this.owner(name) === this.owner(this.site);
    const checker = this.checker as unknown as {
      resolveName(name: string, at: TypeScript.Node, meaning: number, globals: boolean): TypeScript.Symbol | undefined;
    };
    const there = checker.resolveName(name.text, this.site, this.ts.SymbolFlags.Value, false);
    return there !== undefined && there === this.types.variable(name);
  }

  /** What decides the meaning of `this` at a place. */
  protected owner(node: TypeScript.Node): TypeScript.Node | undefined {
    const { ts } = this;
    return ts.findAncestor(
      node.parent,
      (n) => (ts.isFunctionLike(n) && !ts.isArrowFunction(n)) || ts.isClassElement(n),
    );
  }

  /** The value of a constant that was written as a literal, before the function is handed over. */
  protected literal(name: TypeScript.Identifier): number | boolean | undefined {
    const { ts } = this;
    const declaration = this.symbol(name)?.valueDeclaration;
    if (declaration === undefined || !ts.isVariableDeclaration(declaration) || !this.isConst(declaration))
      return undefined;
    const sameFile = declaration.getSourceFile() === this.site.getSourceFile();
    if (!declaration.initializer || (sameFile && declaration.end > this.site.pos)) return undefined;
    const value = this.unwrap(declaration.initializer);
    if (ts.isNumericLiteral(value)) return Number(value.text);
    if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) {
      return value.kind === ts.SyntaxKind.TrueKeyword;
    }
    const operand = ts.isCallExpression(value)
      ? operatorOf(value)?.operator === ts.SyntaxKind.MinusToken && operatorOf(value)?.form === 'unary'
        ? value.arguments[0]
        : undefined
      : ts.isPrefixUnaryExpression(value) && value.operator === ts.SyntaxKind.MinusToken
        ? value.operand
        : undefined;
    return operand !== undefined && ts.isNumericLiteral(operand) ? -Number(operand.text) : undefined;
  }
}

/**
 * Whether a member of an object literal is what it was written as for ever: the object is a `const`'s, of which the
 * file does nothing but read and call members.
 */
function isFixedMember(
  ts: typeof TypeScript,
  types: LibraryTypes,
  member: TypeScript.PropertyAssignment | TypeScript.MethodDeclaration,
): boolean {
  const object = member.parent;
  if (!ts.isObjectLiteralExpression(object)) return false;
  let outer: TypeScript.Node = object;
  while (ts.isExpression(outer.parent) && types.unwrap(outer.parent) === object) outer = outer.parent;
  const declaration = outer.parent;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false;
  if ((declaration.parent.flags & ts.NodeFlags.BlockScoped) !== ts.NodeFlags.Const) return false;
  const variable = types.variable(declaration.name);
  const isExported = ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export;
  const isRead = (node: TypeScript.Node): boolean => {
    if (ts.isIdentifier(node) && node !== declaration.name && node.text === (declaration.name as typeof node).text) {
      if (types.variable(node) === variable && !isMemberRead(ts, node)) return false;
    }
    return ts.forEachChild(node, (child) => !isRead(child) || undefined) !== true;
  };
  return !isExported && isRead(declaration.getSourceFile());
}

/** `o.f` in a place that doesn't write it. */
function isMemberRead(ts: typeof TypeScript, node: TypeScript.Identifier): boolean {
  const access = node.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== node) return false;
  const { parent } = access;
  if (ts.isDeleteExpression(parent) || ts.isPostfixUnaryExpression(parent) || ts.isPrefixUnaryExpression(parent)) {
    return false;
  }
  if (ts.isBinaryExpression(parent) && parent.left === access) {
    const { kind } = parent.operatorToken;
    return kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment;
  }
  return ts.isCallExpression(parent) || ts.isBinaryExpression(parent) || ts.isVariableDeclaration(parent);
}

/** `() => [k, p.dt]`: reads what is captured. Names stay what they were, so that imports are found. */
export function captureExpression(
  ts: typeof TypeScript,
  factory: TypeScript.NodeFactory,
  captures: readonly Captured[],
): TypeScript.Expression | undefined {
  if (captures.length === 0) return undefined;
  const copy = (node: TypeScript.Expression): TypeScript.Expression => {
    if (node.kind === ts.SyntaxKind.ThisKeyword) return factory.createThis();
    if (ts.isIdentifier(node)) return ts.setOriginalNode(factory.createIdentifier(node.text), node);
    if (!ts.isPropertyAccessExpression(node)) return copy((node as TypeScript.ParenthesizedExpression).expression);
    return factory.createPropertyAccessExpression(copy(node.expression), node.name.text);
  };
  const arrow = factory.createToken(ts.SyntaxKind.EqualsGreaterThanToken);
  const values = factory.createArrayLiteralExpression(captures.map(copy));
  return factory.createArrowFunction(undefined, undefined, [], undefined, arrow, values);
}
