/**
 * Which locals die where: `const z = x.multiply(2)` can be released after the last statement that
 * uses `z`, and `x = x.add(1)` can release what `x` held, if nothing else can have the same handle.
 *
 * A local qualifies when every value it gets is a handle nobody else has, and every use of it is one
 * that keeps nothing: receiver or argument of a library call, a look at its shape, printing; or that gives it
 * to the caller, who has it then. A use inside another function, an alias, an `any`: then it is left to the
 * collector; but what `list.map(f)` calls is part of the statement that it is in, and what `list.reduce(f, first)`
 * has come to is a local of `f`. Who leaves a block early (return, break, continue, throw) releases its locals before.
 */
import type * as TypeScript from 'typescript';
import type { LibraryTypes, ProgramFunction } from '../source/library';
import { operatorOf } from '../source/operators';

export interface Lifetimes {
  /** Locals to release after a statement. */
  readonly after: ReadonlyMap<TypeScript.Statement, readonly string[]>;
  /** Locals to release before control leaves by a statement; once its value is computed, if it has one. */
  readonly exits: ReadonlyMap<TypeScript.Statement, readonly string[]>;
  /** Assignments that release the old value. */
  readonly assignments: ReadonlySet<TypeScript.Node>;
  /** Locals to release once a function that is an expression has its value. */
  readonly bodies: ReadonlyMap<TypeScript.Node, string>;
}

/** A variable whose array ends with its last use. */
export interface Local {
  readonly name: TypeScript.Identifier;
  readonly block: TypeScript.Node;
  readonly scope: TypeScript.Node;
  readonly constant: boolean;
  /** Where it is declared, undefined of a parameter; where it is used for the last time: statements of its block. */
  readonly first: TypeScript.Statement | undefined;
  last: TypeScript.Statement | undefined;
  readonly assignments: TypeScript.Node[];
  /** Who gets the array itself. */
  readonly returns: Set<TypeScript.Node>;
}

/** @param others locals that end with their last use too */
export function planLifetimes(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  types: LibraryTypes,
  others: readonly Local[],
): Lifetimes {
  const after = new Map<TypeScript.Statement, string[]>();
  const exits = new Map<TypeScript.Statement, string[]>();
  const assignments = new Set<TypeScript.Node>();
  const bodies = new Map<TypeScript.Node, string>();
  for (const local of [...qualifying(ts, file, types), ...others]) {
    const { block, last } = local;
    const { text } = local.name;
    for (const assignment of local.assignments) assignments.add(assignment);
    if (!ts.isBlock(block) && !ts.isSourceFile(block)) bodies.set(block, text);
    else if (last !== undefined) {
      if (!isExit(ts, last)) append(after, last, text);
      for (const exit of exitsOf(ts, local, last)) append(exits, exit, text);
    }
  }
  return { after, exits, assignments, bodies };
}

function append<K>(map: Map<K, string[]>, key: K, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

type Exit = TypeScript.ReturnStatement | TypeScript.ThrowStatement | TypeScript.BreakOrContinueStatement;

const isExit = (ts: typeof TypeScript, node: TypeScript.Node): node is Exit =>
  ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node);

/** The statements between a local's declaration and its last use by which control leaves its block for good. */
function exitsOf(ts: typeof TypeScript, local: Local, last: TypeScript.Statement): Exit[] {
  const { block, first, returns } = local;
  const found: Exit[] = [];
  const visit = (node: TypeScript.Node): void => {
    if (isExit(ts, node) && !returns.has(node) && leaves(node)) found.push(node);
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  for (const statement of (block as TypeScript.Block).statements) {
    if ((first === undefined || statement.pos > first.pos) && statement.pos <= last.pos) visit(statement);
  }
  return found;

  function leaves(exit: Exit): boolean {
    const target = ts.isBreakOrContinueStatement(exit) ? targetOf(ts, exit) : undefined;
    for (let child: TypeScript.Node = exit, node = exit.parent; child !== block; child = node, node = node.parent) {
      if (node === target) return false;
      if (!ts.isTryStatement(node)) continue;
      // What is left may come back to a `catch`, and passes a `finally`: both may still use the local.
      if (node.finallyBlock !== undefined && child !== node.finallyBlock) return false;
      if (ts.isThrowStatement(exit) && child === node.tryBlock && node.catchClause !== undefined) return false;
    }
    return true;
  }
}

/** The statement that a jump ends, or goes on with. */
function targetOf(ts: typeof TypeScript, jump: TypeScript.BreakOrContinueStatement): TypeScript.Node | undefined {
  const { label } = jump;
  return ts.findAncestor(jump, (node) => {
    if (label !== undefined) return ts.isLabeledStatement(node) && node.label.text === label.text;
    return ts.isIterationStatement(node, false) || (ts.isBreakStatement(jump) && ts.isSwitchStatement(node));
  });
}

type Declared = readonly [name: TypeScript.Identifier, value: TypeScript.Expression | undefined];

function qualifying(ts: typeof TypeScript, file: TypeScript.SourceFile, types: LibraryTypes): Iterable<Local> {
  const locals = new Map<TypeScript.Symbol, Local>();
  const names = new Set<string>();
  /** Parameters of functions of the program, and whether an argument may be reached when the call is over. */
  const keepers = new Map<TypeScript.Node, boolean>();
  collect(file);
  if (locals.size > 0) examine(file);
  return locals.values();

  function collect(node: TypeScript.Node): void {
    if (ts.isVariableDeclaration(node)) {
      for (const [name, value] of declared(node)) {
        const local = candidate(node, name, value);
        const symbol = local && types.variable(name);
        if (symbol === undefined) continue;
        locals.set(symbol, local!);
        names.add(name.text);
      }
    }
    if (ts.isParameter(node)) accumulator(node);
    ts.forEachChild(node, collect);
  }

  function accumulator(node: TypeScript.ParameterDeclaration): void {
    const { name, parent: f } = node;
    if (!ts.isIdentifier(name) || node.dotDotDotToken || node.initializer || !types.isAccumulator(node)) return;
    const symbol = types.variable(name);
    const { body } = f as TypeScript.ArrowFunction;
    if (symbol === undefined || mentions(body, 'arguments')) return;
    const uses = { first: undefined, last: undefined, assignments: [], returns: new Set<never>() };
    locals.set(symbol, { name, block: body, scope: scopeOf(name), constant: false, ...uses });
    names.add(name.text);
  }

  /** Variables and their first values: of `x = …`, and of `[x, y] = […, …]`. */
  function* declared({ name, initializer }: TypeScript.VariableDeclaration): Iterable<Declared> {
    if (ts.isIdentifier(name)) yield [name, initializer];
    if (!ts.isArrayBindingPattern(name) || !initializer || !ts.isArrayLiteralExpression(initializer)) return;
    for (const [n, element] of name.elements.entries()) {
      const value = initializer.elements[n];
      if (value === undefined || ts.isSpreadElement(value)) return;
      const isPlain = ts.isBindingElement(element) && !element.dotDotDotToken && !element.initializer;
      if (isPlain && ts.isIdentifier(element.name)) yield [element.name, value];
    }
  }

  function candidate(
    node: TypeScript.VariableDeclaration,
    name: TypeScript.Identifier,
    value: TypeScript.Expression | undefined,
  ): Local | undefined {
    const list = node.parent;
    const statement = list.parent;
    if (!ts.isVariableDeclarationList(list) || !(list.flags & ts.NodeFlags.BlockScoped)) return undefined;
    if (!ts.isVariableStatement(statement) || (statement.modifiers?.length ?? 0) > 0) return undefined;
    if ((list.flags & ts.NodeFlags.BlockScoped) > ts.NodeFlags.Const) return undefined;
    const block = statement.parent;
    if (!ts.isBlock(block) && !ts.isSourceFile(block)) return undefined;
    if (value !== undefined && !types.isFresh(value)) return undefined;
    if (!types.isArray(name)) return undefined;
    const constant = (list.flags & ts.NodeFlags.Const) !== 0;
    return {
      name,
      block,
      scope: scopeOf(name),
      constant,
      first: statement,
      last: statement,
      assignments: [],
      returns: new Set(),
    };
  }

  function examine(node: TypeScript.Node): void {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node) && names.has(node.text)) {
      const symbol = types.variable(node);
      const local = symbol && locals.get(symbol);
      if (local !== undefined && node !== local.name && !use(local, node)) locals.delete(symbol!);
    }
    ts.forEachChild(node, examine);
  }

  /** Takes note of a use. @returns whether the local still qualifies. */
  function use(local: Local, node: TypeScript.Identifier): boolean {
    if (scopeOf(node) !== local.scope) return false;
    const outer = types.wrapped(node);
    if (isAssignment(outer.parent, outer)) {
      const assignment = outer.parent;
      if (!ts.isExpressionStatement(assignment.parent) && !isIncrement(assignment)) return false;
      if (operatorOf(assignment.right)?.form === 'assignment') return takesNote(local, node);
      if (!types.isFresh(assignment.right)) return false;
      local.assignments.push(assignment);
    } else if (ts.isReturnStatement(outer.parent)) {
      if (functionOf(outer) !== functionOf(local.name)) return false;
      local.returns.add(outer.parent);
    } else if (!keepsNothing(outer) && !(local.constant && isIterated(outer))) return false;
    return takesNote(local, node);
  }

  function takesNote(local: Local, node: TypeScript.Node): true {
    if (!ts.isBlock(local.block) && !ts.isSourceFile(local.block)) return true;
    let statement: TypeScript.Node = node;
    while (statement.parent !== local.block) statement = statement.parent;
    if (statement.pos > (local.last?.pos ?? -1)) local.last = statement as TypeScript.Statement;
    return true;
  }

  function isAssignment(node: TypeScript.Node, left: TypeScript.Node): node is TypeScript.BinaryExpression {
    return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && node.left === left;
  }

  function isIncrement(node: TypeScript.Node): boolean {
    return ts.isForStatement(node.parent) && node.parent.incrementor === node;
  }

  /** Whether the use that `node` is leaves no other way to reach the array. */
  function keepsNothing(node: TypeScript.Expression): boolean {
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent)) {
      const call = parent.parent;
      if (ts.isCallExpression(call) && call.expression === parent) return consumes(call);
      const property = types.property(parent);
      return property === 'inert' || property === 'view';
    }
    if (ts.isElementAccessExpression(parent)) return parent.expression === node;
    if (ts.isCallExpression(parent)) return parent.expression !== node && (consumes(parent) || isLent(parent, node));
    if (ts.isArrayLiteralExpression(parent)) {
      const call = types.wrapped(parent).parent;
      return ts.isCallExpression(call) && types.call(call) !== undefined && consumes(call);
    }
    return ts.isTemplateSpan(parent) || ts.isExpressionStatement(parent);
  }

  /** Whether an argument is given to a function of the program that keeps nothing of it. */
  function isLent(call: TypeScript.CallExpression, argument: TypeScript.Expression): boolean {
    const at = call.arguments.indexOf(argument);
    const f = types.call(call) === undefined && at >= 0 ? types.callee(call) : undefined;
    if (f === undefined || call.arguments.slice(0, at).some(ts.isSpreadElement)) return false;
    const parameter = f.parameters[at];
    if (parameter === undefined) return !mentions(f, 'arguments');
    let kept = keepers.get(parameter);
    if (kept === undefined) {
      // While it is looked at, of what calls itself.
      keepers.set(parameter, true);
      kept = keeps(f, parameter);
      keepers.set(parameter, kept);
    }
    return !kept;
  }

  function keeps(f: ProgramFunction, { name, dotDotDotToken }: TypeScript.ParameterDeclaration): boolean {
    if (!ts.isIdentifier(name) || dotDotDotToken !== undefined || mentions(f, 'arguments')) return true;
    const symbol = types.variable(name);
    const isKept = (node: TypeScript.Node): boolean => {
      if (ts.isTypeNode(node)) return false;
      if (ts.isIdentifier(node) && node !== name && node.text === name.text && types.variable(node) === symbol) {
        return scopeOf(node) !== f || !keepsNothing(types.wrapped(node));
      }
      return ts.forEachChild(node, (child) => isKept(child) || undefined) === true;
    };
    return isKept(f);
  }

  function mentions(node: TypeScript.Node, name: string): boolean {
    if (ts.isIdentifier(node) && node.text === name) return true;
    return ts.forEachChild(node, (child) => mentions(child, name) || undefined) === true;
  }

  /** The loop holds the array: it must not be assigned meanwhile. */
  function isIterated(node: TypeScript.Expression): boolean {
    return ts.isForOfStatement(node.parent) && node.parent.expression === node;
  }

  function consumes(call: TypeScript.CallExpression): boolean {
    const described = types.call(call);
    if (described !== undefined) return described.consumes;
    if (call.flags & ts.NodeFlags.OptionalChain) return false;
    const callee = call.expression;
    if (ts.isPropertyAccessExpression(callee)) return types.isGlobal(callee.expression, 'console');
    return CONVERSIONS.some((name) => types.isGlobal(callee, name));
  }

  function functionOf(node: TypeScript.Node): TypeScript.Node | undefined {
    return ts.findAncestor(node.parent, (n) => ts.isFunctionLike(n));
  }

  /** What runs by itself: what a statement calls at once is a part of it. */
  function scopeOf(node: TypeScript.Node): TypeScript.Node {
    return ts.findAncestor(
      node.parent,
      (n) =>
        (ts.isFunctionLike(n) && !types.isImmediate(n)) ||
        ts.isPropertyDeclaration(n) ||
        ts.isClassStaticBlockDeclaration(n) ||
        ts.isModuleBlock(n) ||
        ts.isSourceFile(n),
    )!;
  }
}

/** Global functions that make a scalar of an array of one element. */
const CONVERSIONS = ['Number', 'String', 'BigInt', 'Boolean'];
