/**
 * Finds the functions that a file gives to `np.vectorize`, `a.map` and `np.fromfunction`, and translates them to
 * data, which the emitted code hands over with the function:
 *
 *     np.vectorize((x) => x * k)   →   np.vectorize($f((x) => x * k, '{…}', () => [k]))
 *
 * A function that has no translation stays what it is; the emitted code says why: `$nf(f, 'a string at 3:9')`.
 */
import type * as TypeScript from 'typescript';
import type { ScalarFunction } from '../ir/scalar-function';
import type { LibraryTypes } from '../source/library';
import { operatorOf } from '../source/operators';
import { Body } from './scalar-body';
import { ScalarCode, TooLarge, type Value } from './scalar-code';
import type { Surroundings } from './scalar-expressions';
import { Scope, Unsupported } from './scalar-scope';

type Captured = TypeScript.Identifier | TypeScript.PropertyAccessExpression;

export interface Translated {
  readonly function: ScalarFunction;
  /** What the last parameters are given: read where the function is handed over. */
  readonly captures: readonly Captured[];
}

export interface Untranslated {
  /** The construct, and where it stands. */
  readonly why: string;
}

/** By the argument that the function is. */
export type ScalarFunctions = ReadonlyMap<TypeScript.Node, Translated | Untranslated>;

/** What takes a function of elements, and whether its calls have such a function as first argument. */
const TAKERS = new Set(['vectorize', 'map', 'fromfunction']);

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
      const argument = types.unwrap(node.arguments[0]!);
      if (name !== undefined && TAKERS.has(name) && !ts.isSpreadElement(argument)) {
        found.set(argument, new Translation(ts, program, types, argument).result());
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

class Translation implements Surroundings {
  private readonly checker: TypeScript.TypeChecker;
  private readonly code = new ScalarCode();
  private readonly scope: Scope;
  private readonly captures = new Map<string, { readonly node: Captured; readonly value: Value }>();

  constructor(
    private readonly ts: typeof TypeScript,
    program: TypeScript.Program,
    private readonly types: LibraryTypes,
    /** The function, or what names it: where captured variables will be read. */
    private readonly site: TypeScript.Expression,
  ) {
    this.checker = program.getTypeChecker();
    this.scope = new Scope(this.code, types, ts.TypeFlags, this.checker);
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
    const parameters = f.parameters.map(() => code.opaque('number'));
    const result = new Body(ts, code, this.scope, this).expressions.enter(f, this.site, parameters);
    const captured = [...this.captures.values()];
    return {
      function: code.finish([...parameters, ...captured.map((c) => c.value)], result),
      captures: captured.map((c) => c.node),
    };
  }

  private place(node: TypeScript.Node): string {
    const file = node.getSourceFile();
    const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
    const elsewhere = file === this.site.getSourceFile() ? '' : `${file.fileName.replace(/.*\//, '')}:`;
    return `${elsewhere}${line + 1}:${character + 1}`;
  }

  /** A construct as it was written, in a few words. */
  private shown(node: TypeScript.Node): string {
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

  private symbol(name: TypeScript.Identifier): TypeScript.Symbol | undefined {
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
      if (!ts.isVariableDeclaration(declaration) || !declaration.initializer || !this.isConst(declaration)) continue;
      const value = this.unwrap(declaration.initializer);
      if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) return value;
    }
    return undefined;
  }

  private isConst(declaration: TypeScript.VariableDeclaration): boolean {
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
    const root = this.root(node);
    if (kind === undefined || root === undefined) throw new Unsupported(node);
    if (!this.isVisible(root))
      throw new Unsupported(node, `'${root.getText()}', which has another meaning at the call,`);
    const text = this.text(node);
    let known = this.captures.get(text);
    if (known === undefined) {
      known = { node, value: code.opaque(kind) };
      this.captures.set(text, known);
    }
    return known.value;
  }

  private text(node: Captured): string {
    if (!this.ts.isPropertyAccessExpression(node)) return node.getText();
    return `${this.text(this.unwrap(node.expression) as Captured)}.${node.name.text}`;
  }

  /** The variable at the start of a chain of properties of which none runs code. */
  private root(node: TypeScript.Expression): TypeScript.Expression | undefined {
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
  private isVisible(name: TypeScript.Expression): boolean {
    const { ts } = this;
    if (!ts.isIdentifier(name)) return this.owner(name) === this.owner(this.site);
    const checker = this.checker as unknown as {
      resolveName(name: string, at: TypeScript.Node, meaning: number, globals: boolean): TypeScript.Symbol | undefined;
    };
    const there = checker.resolveName(name.text, this.site, this.ts.SymbolFlags.Value, false);
    return there !== undefined && there === this.types.variable(name);
  }

  /** What decides the meaning of `this` at a place. */
  private owner(node: TypeScript.Node): TypeScript.Node | undefined {
    const { ts } = this;
    return ts.findAncestor(
      node.parent,
      (n) => (ts.isFunctionLike(n) && !ts.isArrowFunction(n)) || ts.isClassElement(n),
    );
  }

  /** The value of a constant that was written as a literal, before the function is handed over. */
  private literal(name: TypeScript.Identifier): number | boolean | undefined {
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
