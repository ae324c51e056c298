/**
 * LGT2304: values that differ from rank to rank, where what the ranks do depends on them: in an argument of the
 * library, in a condition around its calls. A time that is only printed is nobody's business.
 */
import type * as TypeScript from 'typescript';
import { operatorOf } from '../operators';
import type { Search } from './index';

/** Calls and properties of globals. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  Math: ['random'],
  Date: ['now'],
  performance: ['now'],
  process: ['hrtime', 'pid', 'ppid', 'uptime', 'cpuUsage', 'memoryUsage'],
  crypto: ['randomUUID', 'getRandomValues'],
};

export function findDivergence(search: Search): void {
  const { ts, types, checker, file } = search;
  /** Variables and functions by which a source's value is passed on. */
  const tainted = new Map<TypeScript.Symbol, TypeScript.Node>();
  const told = new Set<TypeScript.Node>();
  let changed = true;
  // Uses may stand before what taints them.
  for (let round = 0; changed && round < 5; round++) {
    changed = false;
    visit(file);
  }

  function visit(node: TypeScript.Node): void {
    if (ts.isTypeNode(node)) return;
    const source = sourceAt(node);
    if (source !== undefined) follow(node, source);
    ts.forEachChild(node, visit);
  }

  /** Where the value that a node has comes from, if ranks don't share it. */
  function sourceAt(node: TypeScript.Node): TypeScript.Node | undefined {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      const { text } = node.expression;
      const isSource = Object.hasOwn(SOURCES, text) && SOURCES[text]!.includes(node.name.text);
      return isSource && types.isGlobal(node.expression, text) ? node : undefined;
    }
    if (ts.isNewExpression(node)) {
      return (node.arguments?.length ?? 0) === 0 && types.isGlobal(node.expression, 'Date') ? node : undefined;
    }
    if (!ts.isIdentifier(node) || isDeclared(node)) return undefined;
    const symbol = checker.getSymbolAtLocation(node);
    return symbol && tainted.get(symbol);
  }

  function isDeclared(node: TypeScript.Identifier): boolean {
    return 'name' in node.parent && node.parent.name === node;
  }

  /** Goes outwards from a value, as far as what is around is made of it. */
  function follow(from: TypeScript.Node, source: TypeScript.Node): void {
    let [child, node] = [from, from.parent];
    while (node !== undefined && goesOn(child, node, from, source)) [child, node] = [node, node.parent];
  }

  function goesOn(child: TypeScript.Node, node: TypeScript.Node, from: TypeScript.Node, source: TypeScript.Node) {
    if (ts.isCallExpression(node) && node.expression !== child && !goesOnAsArgument(node, source)) return false;
    if (isCondition(node, child) && hasCalls(node)) {
      tell(source, 'a condition around array operations');
      return false;
    }
    if (ts.isVariableDeclaration(node) && node.initializer === child) {
      if (ts.isIdentifier(node.name)) taint(node.name, source);
      return false;
    }
    const { EqualsToken } = ts.SyntaxKind;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === EqualsToken && node.right === child) {
      let target: TypeScript.Expression = node.left;
      while (ts.isElementAccessExpression(target) || ts.isPropertyAccessExpression(target)) target = target.expression;
      if (types.isArray(target)) tell(source, 'an array');
      else if (ts.isIdentifier(target)) taint(target, source);
      return false;
    }
    // A function that gives it is a source itself.
    if (ts.isFunctionDeclaration(node)) {
      if (returns(child, from)) taint(node.name, source);
      return false;
    }
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return returns(child, from);
    if (ts.isStatement(node)) return ts.isReturnStatement(node) || ts.isBlock(node);
    return !ts.isSourceFile(node) && !ts.isClassElement(node);
  }

  function goesOnAsArgument(call: TypeScript.CallExpression, source: TypeScript.Node): boolean {
    const isOperator = operatorOf(call) !== undefined;
    if (types.call(call) !== undefined && (!isOperator || call.arguments.some((x) => types.isArray(x)))) {
      tell(source, 'an array operation');
      return false;
    }
    const callee = call.expression;
    if (isOperator || !ts.isPropertyAccessExpression(callee)) return true;
    if (types.isGlobal(callee.expression, 'console') || types.isGlobal(callee.expression, 'process')) return false;
    // list.push(value)
    if (ts.isIdentifier(callee.expression)) taint(callee.expression, source);
    return true;
  }

  /** Whether a function's body gives a value that is in it. */
  function returns(body: TypeScript.Node, from: TypeScript.Node): boolean {
    if (!ts.isBlock(body)) return true;
    return ts.findAncestor(from, (n) => n === body || ts.isReturnStatement(n))?.kind === ts.SyntaxKind.ReturnStatement;
  }

  function taint(name: TypeScript.Identifier | undefined, source: TypeScript.Node): void {
    const symbol = name && checker.getSymbolAtLocation(name);
    if (symbol === undefined || tainted.has(symbol)) return;
    tainted.set(symbol, source);
    changed = true;
  }

  function isCondition(node: TypeScript.Node, child: TypeScript.Node): boolean {
    if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression === child;
    return (ts.isForStatement(node) || ts.isConditionalExpression(node)) && node.condition === child;
  }

  function hasCalls(node: TypeScript.Node): boolean {
    if (ts.isCallExpression(node) && types.call(node) !== undefined) return true;
    return ts.forEachChild(node, (child) => hasCalls(child) || undefined) === true;
  }

  function tell(source: TypeScript.Node, where: string): void {
    if (told.has(source)) return;
    told.add(source);
    const text = source.getText(file);
    const instead = text.startsWith('Math')
      ? 'np.random has numbers that do not depend on how many ranks there are'
      : 'ranks must take the same decisions and be given the same data';
    search.warn(source, 'LGT2304', `'${text}' may differ from rank to rank, and ${where} depends on it; ${instead}`);
  }
}
