/**
 * Which typed arrays lifted loops have to themselves: variables whose arrays are made here and go nowhere else. The run
 * time keeps their contents where it likes, and brings them back to their memory where the program looks.
 *
 *     const t = $n(new Float64Array(n));   the memory of t is the run time's from here on
 *     …                                    lifted loops over t
 *     $o(t);                               before a statement that looks at t without a lifted loop
 *     console.log(t[0]);
 *     $d(t);                               after its last use: what it holds needn't be stored
 *
 * Uses of such a variable are lifted loops, its length, swaps with others of its kind, arguments of functions of this
 * file that use it in such ways only, and looks: statements beside its declaration that read or write elements. One
 * other use, and the array stays what it is.
 */
import type * as TypeScript from 'typescript';
import type { LibraryTypes } from '../source/library';
import type { Local } from './lifetimes';
import { TYPED_ARRAYS, typedArrayNames } from './loop-surroundings';
import type { LoopPlan } from './loops';

export interface OwnedArrays {
  /** Expressions that make such an array. */
  readonly made: ReadonlySet<TypeScript.Node>;
  /** Names of the arrays that a statement looks at. */
  readonly looks: ReadonlyMap<TypeScript.Statement, readonly string[]>;
  /** Names of the arrays that a lifted loop looks at where it isn't lifted. */
  readonly loops: ReadonlyMap<TypeScript.Node, readonly string[]>;
  /** Variables whose arrays end with their last use. */
  readonly locals: readonly Local[];
}

interface Candidate {
  readonly name: TypeScript.Identifier;
  /** The statements among which it is declared, and the function that they are of. */
  readonly block: TypeScript.Block | TypeScript.SourceFile;
  readonly owner: TypeScript.Node;
  readonly constant: boolean;
  /** Where it is declared; undefined of a parameter. */
  readonly first: TypeScript.Statement | undefined;
  /** Expressions whose value is an array that nobody else has. */
  readonly made: TypeScript.Expression[];
  readonly loops: Set<TypeScript.Node>;
  readonly looks: Set<TypeScript.Statement>;
  /** Statements of its block that use it in lifted loops or calls. */
  readonly works: Set<TypeScript.Statement>;
  /** Variables that its array may come to be of. */
  readonly flows: Set<TypeScript.Symbol>;
  /** Named by several variables, or used by other functions than its own. */
  isShared: boolean;
}

export function planOwnedArrays(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  file: TypeScript.SourceFile,
  types: LibraryTypes,
  loops: LoopPlan,
): OwnedArrays {
  const checker = program.getTypeChecker();
  const isLifted = (node: TypeScript.Node): boolean =>
    loops.methods.has(node) || (loops.lifted as ReadonlyMap<TypeScript.Node, unknown>).has(node);
  const candidates = new Map<TypeScript.Symbol, Candidate>();
  const names = new Set<string>();
  /** Lifted loops, and calls that lead to such, of other functions than the variable's: a call of anything may be one. */
  let reachesOut = false;
  if (!mentions('eval')) collect(file);
  if (candidates.size > 0) examine(file, undefined);
  settle();
  return result();

  function mentions(name: string): boolean {
    return (file as unknown as { identifiers: ReadonlyMap<string, string> }).identifiers.has(name);
  }

  // What may qualify.

  function collect(node: TypeScript.Node): void {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) add(node.name, variable(node, node.name));
    if (ts.isParameter(node) && ts.isIdentifier(node.name)) add(node.name, parameter(node, node.name));
    ts.forEachChild(node, collect);
  }

  function add(name: TypeScript.Identifier, candidate: Candidate | undefined): void {
    const symbol = candidate && types.variable(name);
    if (symbol === undefined) return;
    candidates.set(symbol, candidate!);
    names.add(name.text);
  }

  function variable(node: TypeScript.VariableDeclaration, name: TypeScript.Identifier): Candidate | undefined {
    const list = node.parent;
    const statement = list.parent;
    if (!ts.isVariableDeclarationList(list) || !ts.isVariableStatement(statement)) return undefined;
    const kind = list.flags & ts.NodeFlags.BlockScoped;
    if ((kind !== ts.NodeFlags.Const && kind !== ts.NodeFlags.Let) || (statement.modifiers?.length ?? 0) > 0)
      return undefined;
    const block = statement.parent;
    if (!(ts.isBlock(block) || ts.isSourceFile(block)) || node.initializer === undefined || !isTypedArray(name))
      return undefined;
    const isConstant = kind === ts.NodeFlags.Const;
    return candidate(name, block, isConstant, statement);
  }

  function parameter(node: TypeScript.ParameterDeclaration, name: TypeScript.Identifier): Candidate | undefined {
    const f = node.parent;
    if (node.dotDotDotToken || node.initializer || node.questionToken || (node.modifiers?.length ?? 0) > 0)
      return undefined;
    const isPlain = ts.isFunctionDeclaration(f) || ts.isArrowFunction(f) || ts.isFunctionExpression(f);
    if (!isPlain || f.body === undefined || !ts.isBlock(f.body) || !isTypedArray(name)) return undefined;
    if (mentions('arguments')) return undefined;
    return candidate(name, f.body, false, undefined);
  }

  function candidate(
    name: TypeScript.Identifier,
    block: TypeScript.Block | TypeScript.SourceFile,
    constant: boolean,
    first: TypeScript.Statement | undefined,
  ): Candidate {
    const parts = { made: [], loops: new Set<never>(), looks: new Set<never>(), works: new Set<never>() };
    return { name, block, owner: ownerOf(name), constant, first, ...parts, flows: new Set(), isShared: false };
  }

  function isTypedArray(node: TypeScript.Expression): boolean {
    return typedArrayNames(checker.getTypeAtLocation(node))?.length === 1;
  }

  // How each is used.

  /** @param lifted the lifted loop or call around the node */
  function examine(node: TypeScript.Node, lifted: TypeScript.Node | undefined): void {
    if (ts.isTypeNode(node)) return;
    const inside = lifted ?? (isLifted(node) ? node : undefined);
    if (ts.isIdentifier(node) && names.has(node.text)) {
      const symbol = types.variable(node);
      const found = symbol && candidates.get(symbol);
      if (found !== undefined && !use(symbol!, found, node, inside)) candidates.delete(symbol!);
    }
    ts.forEachChild(node, (child) => examine(child, inside));
  }

  /** Takes note of a use. @returns whether the variable may still qualify */
  function use(
    symbol: TypeScript.Symbol,
    of: Candidate,
    node: TypeScript.Identifier,
    lifted: TypeScript.Node | undefined,
  ): boolean {
    const outer = types.wrapped(node);
    const { parent } = outer;
    if (node === of.name)
      return of.first === undefined || given(of, (node.parent as TypeScript.VariableDeclaration).initializer!);
    if (lifted !== undefined) {
      of.loops.add(lifted);
      return works(of, node);
    }
    if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'length') return true;
    if (ts.isArrayLiteralExpression(parent)) return isSwap(symbol, of, parent);
    if (ts.isVariableDeclaration(parent) && parent.initializer === outer) return aliases(symbol, of, parent.name);
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      if (!ts.isExpressionStatement(parent.parent)) return false;
      if (parent.right === outer) return aliases(symbol, of, parent.left);
      of.isShared = true;
      return given(of, parent.right);
    }
    if (ts.isCallExpression(parent) && parent.expression !== outer && isPassed(of, parent, outer))
      return works(of, node);
    return isLook(outer) && looks(of, node);
  }

  /** Its value is a new array, or that of another candidate. */
  function given(of: Candidate, value: TypeScript.Expression): boolean {
    if (ts.isIdentifier(types.unwrap(value))) return true;
    if (!isNew(value)) return false;
    of.made.push(value);
    return true;
  }

  /** The other variable has to qualify too, and the two know each other's array. */
  function aliases(symbol: TypeScript.Symbol, of: Candidate, name: TypeScript.Node): boolean {
    const other = ts.isIdentifier(name) ? types.variable(name) : undefined;
    const target = other && candidates.get(other);
    if (target === undefined || target.owner !== of.owner) return false;
    of.flows.add(other!);
    target.flows.add(symbol);
    of.isShared = true;
    target.isShared = true;
    return true;
  }

  /** `[a, b] = [b, a];` */
  function isSwap(symbol: TypeScript.Symbol, of: Candidate, list: TypeScript.ArrayLiteralExpression): boolean {
    const swap = list.parent;
    if (!ts.isBinaryExpression(swap) || swap.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
    if (!ts.isExpressionStatement(swap.parent)) return false;
    const symbols = (side: TypeScript.Expression) =>
      ts.isArrayLiteralExpression(side)
        ? side.elements.map((e) => (ts.isIdentifier(e) ? types.variable(e) : undefined))
        : [];
    const [left, right] = [symbols(swap.left), symbols(swap.right)];
    const isPermuted = left.length === right.length && new Set(left).size === left.length;
    if (!isPermuted || left.some((s) => s === undefined || !right.includes(s))) return false;
    for (const other of left) {
      const target = candidates.get(other!);
      if (target === undefined || target.owner !== of.owner || target.block !== of.block) return false;
      if (other !== symbol) of.flows.add(other!);
    }
    return true;
  }

  function isPassed(of: Candidate, call: TypeScript.CallExpression, argument: TypeScript.Expression): boolean {
    const at = call.arguments.indexOf(argument);
    const f = types.call(call) === undefined && at >= 0 ? types.callee(call) : undefined;
    if (f === undefined || f.getSourceFile() !== file || call.arguments.some(ts.isSpreadElement)) return false;
    const name = f.parameters[at]?.name;
    const symbol = name && ts.isIdentifier(name) ? types.variable(name) : undefined;
    if (symbol === undefined || !candidates.has(symbol)) return false;
    of.flows.add(symbol);
    return true;
  }

  function works(of: Candidate, node: TypeScript.Node): boolean {
    const statement = statementOf(of, node);
    if (statement === undefined || ownerOf(node) !== of.owner) {
      of.isShared = true;
      reachesOut = true;
    } else of.works.add(statement);
    return true;
  }

  function looks(of: Candidate, node: TypeScript.Node): boolean {
    const statement = statementOf(of, node);
    if (statement === undefined || ownerOf(node) !== of.owner || statement === of.first) return false;
    of.looks.add(statement);
    return true;
  }

  /** The statement of its block that a node is in. */
  function statementOf(of: Candidate, node: TypeScript.Node): TypeScript.Statement | undefined {
    let at = node;
    while (at !== undefined && at.parent !== of.block) at = at.parent;
    return at as TypeScript.Statement | undefined;
  }

  /** Whether a use reads or writes elements and keeps nothing. */
  function isLook(node: TypeScript.Expression): boolean {
    const { parent } = node;
    if (ts.isElementAccessExpression(parent)) return parent.expression === node && isNumber(parent.argumentExpression);
    if (ts.isForOfStatement(parent)) return parent.expression === node;
    if (ts.isSpreadElement(parent)) return true;
    if (ts.isPropertyAccessExpression(parent)) {
      const call = parent.parent;
      if (!ts.isCallExpression(call) || call.expression !== parent) return false;
      if (CHANGES.has(parent.name.text)) return ts.isExpressionStatement(call.parent);
      return COPIES.has(parent.name.text);
    }
    if (!ts.isCallExpression(parent) || parent.expression === node) return false;
    const callee = parent.expression;
    if (!ts.isPropertyAccessExpression(callee)) return false;
    if (types.isGlobal(callee.expression, 'console')) return true;
    if (callee.name.text === 'set') return isTypedArray(callee.expression);
    return callee.name.text === 'from' && types.isGlobal(callee.expression, 'Array') && parent.arguments.length === 1;
  }

  /** `new Float64Array(n)`, also filled, and copies. */
  function isNew(node: TypeScript.Expression): boolean {
    const made = types.unwrap(node);
    if (ts.isNewExpression(made)) {
      const [first, ...others] = made.arguments ?? [];
      return others.length === 0 && first !== undefined && isNumber(first) && isClass(made.expression);
    }
    if (!ts.isCallExpression(made) || !ts.isPropertyAccessExpression(made.expression)) return false;
    const { expression, name } = made.expression;
    if (name.text === 'fill') return isNew(expression);
    if (name.text === 'slice' || name.text === 'map') return isTypedArray(expression);
    return (name.text === 'from' || name.text === 'of') && isClass(expression);
  }

  function isNumber(node: TypeScript.Expression): boolean {
    return (checker.getTypeAtLocation(node).flags & ts.TypeFlags.NumberLike) !== 0;
  }

  function isClass(node: TypeScript.Expression): boolean {
    return ts.isIdentifier(node) && node.text in TYPED_ARRAYS && types.isGlobal(node, node.text);
  }

  // Which do qualify.

  function settle(): void {
    for (const [symbol, c] of candidates) if (!isOrdered(c)) candidates.delete(symbol);
    for (let changed = true; changed; ) {
      changed = false;
      for (const [symbol, c] of candidates) {
        if ([...c.flows].every((s) => candidates.has(s))) continue;
        candidates.delete(symbol);
        changed = true;
      }
    }
    keepReached();
  }

  /** Whether no statement that looks can reach a lifted loop. */
  function isOrdered(c: Candidate): boolean {
    return [...c.looks].every((s) => !c.works.has(s) && !mayWork(s));
  }

  function mayWork(node: TypeScript.Node): boolean {
    if (isLifted(node) || ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier) return true;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      if (reachesOut && !isInert(node)) return true;
      if (node.arguments?.some((a) => isCandidate(a) && !isLook(a))) return true;
    }
    return ts.forEachChild(node, (child) => mayWork(child) || undefined) === true;
  }

  function isCandidate(node: TypeScript.Expression): boolean {
    const inner = types.unwrap(node);
    const symbol = ts.isIdentifier(inner) && names.has(inner.text) ? types.variable(inner) : undefined;
    return symbol !== undefined && candidates.has(symbol);
  }

  /** Calls of the language, that call nothing back. */
  function isInert({ expression, arguments: args }: TypeScript.CallExpression | TypeScript.NewExpression): boolean {
    if (args?.some((a) => ts.isFunctionLike(types.unwrap(a)) || (ts.isIdentifier(a) && isFunction(a)))) return false;
    const declarations = checker.getSymbolAtLocation(
      ts.isPropertyAccessExpression(expression) ? expression.name : expression,
    )?.declarations;
    return declarations?.every((d) => d.getSourceFile().isDeclarationFile) === true;
  }

  function isFunction(node: TypeScript.Expression): boolean {
    return checker.getTypeAtLocation(node).getCallSignatures().length > 0;
  }

  /** Variables that no array made here reaches, and those of arrays that reach no lifted loop, are none. */
  function keepReached(): void {
    const kept = new Set<TypeScript.Symbol>();
    for (const [symbol, c] of candidates) {
      const reached = reach(symbol);
      const isLooped = [...reached].some((s) => candidates.get(s)!.loops.size > 0);
      if (c.made.length > 0 && isLooped) for (const s of reached) kept.add(s);
    }
    for (const symbol of candidates.keys()) if (!kept.has(symbol)) candidates.delete(symbol);
  }

  /** Variables that a variable's array may come to be of, itself too. */
  function reach(symbol: TypeScript.Symbol): ReadonlySet<TypeScript.Symbol> {
    const reached = new Set([symbol]);
    for (const s of reached) for (const other of candidates.get(s)!.flows) reached.add(other);
    return reached;
  }

  function result(): OwnedArrays {
    const made = new Set<TypeScript.Node>();
    const looks = new Map<TypeScript.Statement, string[]>();
    const loops = new Map<TypeScript.Node, string[]>();
    const locals: Local[] = [];
    const put = <K>(map: Map<K, string[]>, key: K, name: string): void =>
      void map.set(key, [...(map.get(key) ?? []), name]);
    for (const [symbol, c] of candidates) {
      for (const m of c.made) made.add(m);
      for (const s of c.looks) {
        // The statement may give it the array of another one before it looks.
        for (const other of reach(symbol)) {
          const { name, block, first } = candidates.get(other)!;
          const isThere = block.pos <= s.pos && s.end <= block.end && (first === undefined || first.end <= s.pos);
          const isNew = !looks.get(s)?.includes(name.text);
          if (isThere && isNew && (other === symbol || uses(s, other))) put(looks, s, name.text);
        }
      }
      for (const l of c.loops) put(loops, l, c.name.text);
    }
    for (const [symbol, c] of candidates) {
      const reached = [...reach(symbol)].map((s) => candidates.get(s)!);
      if (c.first === undefined || reached.some((r) => r.isShared)) continue;
      // With those that it is swapped with.
      const group = reached.filter((r) => r.block === c.block);
      const last = group.flatMap(usesOf).reduce((a, b) => (b.pos > a.pos ? b : a), c.first);
      const { name, block, owner: scope, constant, first } = c;
      locals.push({ name, block, scope, constant, first, last, assignments: [], returns: new Set() });
    }
    return { made, looks, loops, locals };
  }

  function usesOf(c: Candidate): TypeScript.Statement[] {
    return c.block.statements.filter((s) => uses(s, types.variable(c.name)!));
  }

  function uses(node: TypeScript.Node, symbol: TypeScript.Symbol): boolean {
    if (ts.isIdentifier(node) && node.text === symbol.name && types.variable(node) === symbol) return true;
    return ts.forEachChild(node, (child) => uses(child, symbol) || undefined) === true;
  }

  function ownerOf(node: TypeScript.Node): TypeScript.Node {
    return ts.findAncestor(node.parent, (n) => ts.isFunctionLike(n) || ts.isClassLike(n) || ts.isSourceFile(n))!;
  }
}

/** Methods that give the array itself, or nothing. */
const CHANGES = new Set(['set', 'fill', 'sort', 'reverse', 'copyWithin']);

/** Methods that give something new. */
const COPIES = new Set(['at', 'includes', 'indexOf', 'join', 'lastIndexOf', 'slice', 'toString', 'toLocaleString']);
