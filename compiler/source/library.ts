/**
 * What the type checker knows about a piece of the user's source: is it a call into the array
 * library, is its value an array, may that value be released.
 *
 * Everything here errs on one side: what isn't certain is not the library's. The library's part of
 * the contract: an array that a call returns is always a handle of its own, even where it has the
 * memory of an argument.
 */
import type * as TypeScript from 'typescript';
import { type OperatorCall, operatorOf } from './operators';
import type { Library } from './package';

/**
 * `array`: an array of the library, or a union of that with scalars (a reduction's result).
 * `plain`: a scalar that can't hold on to an array. `other`: anything else, and any.
 */
export type ValueKind = 'array' | 'plain' | 'other';

export interface LibraryCall {
  readonly name: string;
  /** The value is an array, so a handle nobody else has. */
  readonly fresh: boolean;
  /** When the call is over, nothing has kept its receiver or arguments. */
  readonly consumes: boolean;
}

/** A function of the program, with its body. */
export type ProgramFunction = TypeScript.FunctionDeclaration | TypeScript.ArrowFunction | TypeScript.FunctionExpression;

const ARRAY_CLASSES = new Set(['NDArray', 'NDArrayCore']);
const PLAIN_CLASSES = new Set(['Complex']);

/** What JavaScript has for collections, and the names of theirs that call a function back after they returned. */
const COLLECTIONS = /^(Readonly)?(Array|Set|Map)$|^(Big)?(Int|Uint|Float)\d+(Clamped)?Array$|^ArrayConstructor$/;
const CALL_LATER = new Set(['fromAsync']);
const FOLDS = new Set(['reduce', 'reduceRight']);

/** Methods whose value is nested JavaScript arrays: copies. */
const COPIES = new Set(['toArray', 'tolist']);

/** What calls a function of the program with numbers alone, so that it can't keep an array. */
const OF_ELEMENTS = new Set(['map', 'reduce', 'fromfunction', 'Vectorized']);

/** Properties that are read without keeping the array. */
const INERT_PROPERTIES = new Set(['dtype', 'itemsize', 'nbytes', 'ndim', 'shape', 'size', 'strides']);

/** Properties whose value is a new view. */
const VIEW_PROPERTIES = new Set(['T', 'mT']);

export class LibraryTypes {
  private readonly calls = new Map<TypeScript.CallExpression, LibraryCall | undefined>();
  private readonly checker: TypeScript.TypeChecker;

  constructor(
    private readonly ts: typeof TypeScript,
    private readonly program: TypeScript.Program,
    private readonly library: Library,
  ) {
    this.checker = program.getTypeChecker();
  }

  /** A call of a library function or method, or undefined. Calls in an optional chain are left alone. */
  call(node: TypeScript.CallExpression): LibraryCall | undefined {
    if (!this.calls.has(node)) this.calls.set(node, this.describe(node));
    return this.calls.get(node);
  }

  private describe(node: TypeScript.CallExpression): LibraryCall | undefined {
    const { ts } = this;
    if (node.flags & ts.NodeFlags.OptionalChain) return undefined;
    const callee = this.unwrap(node.expression);
    const symbol = ts.isPropertyAccessExpression(callee)
      ? (this.method(callee) ?? this.function(callee.name) ?? this.vectorized(node, callee))
      : ts.isIdentifier(callee)
        ? (this.function(callee) ?? this.vectorized(node, callee))
        : this.vectorized(node, callee);
    if (symbol === undefined) return undefined;
    const declaration = this.checker.getResolvedSignature(node)?.declaration;
    if (declaration === undefined || !this.library.declares(declaration.getSourceFile().fileName)) return undefined;
    const operator = operatorOf(node);
    if (operator !== undefined && node.arguments.every((operand) => this.isPrimitive(operand))) return undefined;
    const name = symbol.name;
    const kind = this.kind(this.checker.getTypeAtLocation(node));
    const callsBack =
      !OF_ELEMENTS.has(name) &&
      node.arguments.some(
        (argument) => !ts.isSpreadElement(argument) && this.isFunction(this.checker.getTypeAtLocation(argument)),
      );
    return {
      name,
      fresh: kind === 'array' && !isInPlace(operator),
      consumes: !callsBack && (kind !== 'other' || COPIES.has(name)),
    };
  }

  /** A property of an array: does reading it give a new view, nothing that holds the array, or who knows. */
  property(node: TypeScript.PropertyAccessExpression): 'view' | 'inert' | 'data' | undefined {
    if (node.flags & this.ts.NodeFlags.OptionalChain || !this.isArray(node.expression)) return undefined;
    const name = node.name.text;
    if (VIEW_PROPERTIES.has(name)) return 'view';
    if (INERT_PROPERTIES.has(name)) return 'inert';
    return name === 'data' ? 'data' : undefined;
  }

  /** Whether an expression's value is an array (and never undefined). */
  isArray(node: TypeScript.Expression): boolean {
    return this.kind(this.checker.getTypeAtLocation(node)) === 'array';
  }

  /** Whether an expression's value is an array and can't be anything else, nor missing. */
  isSurelyArray(node: TypeScript.Expression): boolean {
    const type = this.checker.getTypeAtLocation(node);
    const parts = type.isUnion() ? type.types : [type];
    return parts.every((part) => !(part.flags & this.ts.TypeFlags.Any) && this.kind(part) === 'array');
  }

  /** Whether an expression's value is of the language's own scalar types. */
  isPrimitive(node: TypeScript.Expression): boolean {
    const type = this.checker.getTypeAtLocation(node);
    const primitive = (part: TypeScript.Type): boolean =>
      part.isUnion() ? part.types.every(primitive) : this.kind(part) === 'plain' && !this.hasClass(part, PLAIN_CLASSES);
    return primitive(type);
  }

  /** Whether an expression's value is a new handle: a call that makes one, or a choice between such. */
  isFresh(node: TypeScript.Expression): boolean {
    const { ts } = this;
    const inner = this.unwrap(node);
    if (ts.isCallExpression(inner)) return this.call(inner)?.fresh === true || this.callsMaker(inner);
    if (ts.isPropertyAccessExpression(inner)) return this.property(inner) === 'view';
    return ts.isConditionalExpression(inner) && this.isFresh(inner.whenTrue) && this.isFresh(inner.whenFalse);
  }

  /** Functions of the program, and whether each array that they give is a new handle that nobody else has. */
  private readonly makers = new Map<TypeScript.Node, boolean>();

  /** A call of a function of the program whose every `return` gives a new handle, or a fold by such a one. */
  callsMaker(call: TypeScript.CallExpression): boolean {
    if (!this.isArray(call)) return false;
    const f = this.callee(call) ?? this.foldedBy(call);
    return f !== undefined && this.isMaker(f);
  }

  /** Of `list.reduce(f, first)`: the function, if `first` is a new handle. */
  private foldedBy(call: TypeScript.CallExpression): ProgramFunction | undefined {
    const { ts } = this;
    const [f, first, ...others] = call.arguments.map((argument) => this.unwrap(argument));
    if (f === undefined || first === undefined || others.length > 0 || !this.isFresh(first)) return undefined;
    const callee = this.unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !FOLDS.has(callee.name.text)) return undefined;
    return this.isImmediate(f) ? f : undefined;
  }

  /** Whether nobody but this function has the array that a parameter is: what a fold has come to. */
  isAccumulator(parameter: TypeScript.ParameterDeclaration): boolean {
    const f = parameter.parent;
    if (f.parameters[0] !== parameter || !this.isImmediate(f)) return false;
    const call = this.wrapped(f).parent as TypeScript.CallExpression;
    return this.foldedBy(call) === f && this.isMaker(f);
  }

  /** A function that a method of the language's collections calls, never again when that returns, and not by parts. */
  isImmediate(f: TypeScript.Node): f is TypeScript.ArrowFunction | TypeScript.FunctionExpression {
    const { ts } = this;
    if (!ts.isArrowFunction(f) && !ts.isFunctionExpression(f)) return false;
    if (f.asteriskToken !== undefined || f.modifiers !== undefined) return false;
    const call = this.wrapped(f).parent;
    if (!ts.isCallExpression(call) || call.expression === this.wrapped(f)) return false;
    const declaration = this.checker.getResolvedSignature(call)?.declaration;
    if (declaration === undefined || !ts.isMethodSignature(declaration)) return false;
    const { parent, name } = declaration;
    return (
      ts.isInterfaceDeclaration(parent) &&
      COLLECTIONS.test(parent.name.text) &&
      !(ts.isIdentifier(name) && CALL_LATER.has(name.text)) &&
      this.program.isSourceFileDefaultLibrary(parent.getSourceFile())
    );
  }

  /** The function of the program that a call surely calls, and that is over when it returns. */
  callee(call: TypeScript.CallExpression): ProgramFunction | undefined {
    const { ts } = this;
    const callee = this.unwrap(call.expression);
    if (call.flags & ts.NodeFlags.OptionalChain || !ts.isIdentifier(callee)) return undefined;
    const symbol = this.variable(callee);
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    const [declaration, ...others] = target?.declarations ?? [];
    if (declaration === undefined || others.length > 0) return undefined;
    let f: TypeScript.Node = declaration;
    if (ts.isVariableDeclaration(declaration)) {
      const isConst = (declaration.parent.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
      if (!isConst || declaration.initializer === undefined) return undefined;
      f = this.unwrap(declaration.initializer);
    }
    if (!ts.isFunctionDeclaration(f) && !ts.isArrowFunction(f) && !ts.isFunctionExpression(f)) return undefined;
    const suspends = f.asteriskToken !== undefined || f.modifiers?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword);
    return f.body === undefined || suspends === true ? undefined : f;
  }

  private isMaker(f: ProgramFunction): boolean {
    const { ts } = this;
    const known = this.makers.get(f);
    if (known !== undefined) return known;
    // While it is looked at, of what calls itself.
    this.makers.set(f, false);
    let returns = 0;
    const areFresh = (node: TypeScript.Node): boolean => {
      if (ts.isReturnStatement(node)) {
        returns++;
        return node.expression !== undefined && this.isFresh(node.expression);
      }
      if (ts.isFunctionLike(node) || ts.isClassLike(node)) return true;
      return ts.forEachChild(node, (child) => !areFresh(child) || undefined) !== true;
    };
    const body = f.body as TypeScript.ConciseBody;
    const made = ts.isBlock(body) ? areFresh(body) && returns > 0 : this.isFresh(body);
    this.makers.set(f, made);
    return made;
  }

  /** Without parentheses and type annotations. */
  unwrap(node: TypeScript.Expression): TypeScript.Expression {
    const { OuterExpressionKinds, skipOuterExpressions } = this.ts as unknown as {
      OuterExpressionKinds: { All: number };
      skipOuterExpressions(node: TypeScript.Expression, kinds: number): TypeScript.Expression;
    };
    return skipOuterExpressions(node, OuterExpressionKinds.All);
  }

  /** An expression with its parentheses and type annotations. */
  wrapped(node: TypeScript.Expression): TypeScript.Expression {
    let outer = node;
    while (this.ts.isExpression(outer.parent) && this.unwrap(outer.parent) === this.unwrap(node)) outer = outer.parent;
    return outer;
  }

  /** A global of the language or of node, e.g. `console`. */
  isGlobal(node: TypeScript.Node, name: string): boolean {
    if (!this.ts.isIdentifier(node) || node.text !== name) return false;
    const declarations = this.checker.getSymbolAtLocation(node)?.declarations ?? [];
    return declarations.length > 0 && declarations.every((d) => d.getSourceFile().isDeclarationFile);
  }

  /** The variable that an identifier reads or writes. */
  variable(node: TypeScript.Identifier): TypeScript.Symbol | undefined {
    const { parent } = node;
    if (this.ts.isShorthandPropertyAssignment(parent)) return this.checker.getShorthandAssignmentValueSymbol(parent);
    if (this.ts.isExportSpecifier(parent)) return this.checker.getExportSpecifierLocalTargetSymbol(parent);
    return this.checker.getSymbolAtLocation(node);
  }

  kind(type: TypeScript.Type): ValueKind {
    const { TypeFlags } = this.ts;
    if (type.isUnion()) {
      const kinds = type.types.map((part) => this.kind(part));
      return kinds.includes('other') ? 'other' : kinds.includes('array') ? 'array' : 'plain';
    }
    if (type.flags & PLAIN(TypeFlags)) return 'plain';
    if (type.flags & TypeFlags.Instantiable) {
      const constraint = this.checker.getBaseConstraintOfType(type);
      return constraint === undefined || constraint === type ? 'other' : this.kind(constraint);
    }
    if (this.hasClass(type, ARRAY_CLASSES)) return 'array';
    return this.hasClass(type, PLAIN_CLASSES) ? 'plain' : 'other';
  }

  private hasClass(type: TypeScript.Type, names: ReadonlySet<string>): boolean {
    const symbol = type.getSymbol();
    if (symbol === undefined || !type.isClassOrInterface()) {
      const target = (type as TypeScript.TypeReference).target as TypeScript.Type | undefined;
      return target !== undefined && target !== type && this.hasClass(target, names);
    }
    if (names.has(symbol.name) && this.declaresValue(symbol)) return true;
    return this.checker.getBaseTypes(type).some((base) => this.hasClass(base, names));
  }

  private isFunction(type: TypeScript.Type): boolean {
    if (type.isUnionOrIntersection()) return type.types.some((part) => this.isFunction(part));
    return type.getCallSignatures().length > 0;
  }

  /** A method of an array; those of a mapped type have no declaration of their own. */
  private method(callee: TypeScript.PropertyAccessExpression): TypeScript.Symbol | undefined {
    if (!this.isArray(callee.expression)) return undefined;
    const symbol = this.checker.getSymbolAtLocation(callee.name);
    const declarations = symbol?.declarations ?? [];
    return declarations.every((d) => this.library.declares(d.getSourceFile().fileName)) ? symbol : undefined;
  }

  /** A function that `vectorize` made. */
  private vectorized(call: TypeScript.CallExpression, callee: TypeScript.Expression): TypeScript.Symbol | undefined {
    const declaration = this.checker.getResolvedSignature(call)?.declaration;
    if (declaration === undefined || !this.library.declares(declaration.getSourceFile().fileName)) return undefined;
    const symbol = this.checker.getTypeAtLocation(callee).aliasSymbol;
    return symbol?.name === 'Vectorized' && this.declaresValue(symbol) ? symbol : undefined;
  }

  /** A function that the library exports, under whatever name. */
  private function(name: TypeScript.MemberName | TypeScript.Identifier): TypeScript.Symbol | undefined {
    const symbol = this.checker.getSymbolAtLocation(name);
    const target =
      symbol !== undefined && symbol.flags & this.ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    return target !== undefined && this.declaresValue(target) ? target : undefined;
  }

  /** Declared by the library, as something that exists at run time and not as a parameter of its types. */
  private declaresValue(symbol: TypeScript.Symbol): boolean {
    const { ts } = this;
    const declarations = symbol.declarations ?? [];
    return (
      declarations.length > 0 &&
      declarations.every(
        (d) =>
          this.library.declares(d.getSourceFile().fileName) && !ts.isParameter(d) && !ts.isTypeLiteralNode(d.parent),
      )
    );
  }
}

/** Gives the handle that it was given. */
const isInPlace = (operator: OperatorCall | undefined): boolean =>
  operator?.form === 'assignment' || operator?.form === 'index_assign';

const PLAIN = (flags: typeof TypeScript.TypeFlags): number =>
  flags.StringLike |
  flags.NumberLike |
  flags.BigIntLike |
  flags.BooleanLike |
  flags.VoidLike |
  flags.Null |
  flags.Never;
