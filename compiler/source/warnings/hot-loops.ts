/** Loops that ask the engine for something in each iteration: a value to decide by, or a single element. */
import type * as TypeScript from 'typescript';
import { operatorOf } from '../operators';
import type { Search } from './index';

type Loop = TypeScript.IterationStatement;

/** Fewer iterations than that aren't worth a word. */
const FEW = 64;

/** Functions and methods whose scalar is computed from elements. */
const WAITING = new Set(
  (
    'item get iget any all allclose array_equal array_equiv sum prod max min amax amin mean std var median ptp argmax ' +
    'argmin nansum nanmax nanmin nanmean dot inner trace norm vdot count_nonzero reduce'
  ).split(' '),
);

/** The loops around a node, innermost first, within its function. */
function loopsAround(ts: typeof TypeScript, node: TypeScript.Node): Loop[] {
  const loops: Loop[] = [];
  for (let child = node, n = node.parent; n !== undefined && !ts.isFunctionLike(n); child = n, n = n.parent) {
    if (!ts.isIterationStatement(n, false)) continue;
    // What a loop evaluates once is not in it.
    const isOnce = ts.isForStatement(n) ? n.initializer === child : !isConditional(ts, n) && n.statement !== child;
    if (!isOnce) loops.push(n);
  }
  return loops;
}

const isConditional = (ts: typeof TypeScript, n: Loop): n is TypeScript.WhileStatement | TypeScript.DoStatement =>
  ts.isWhileStatement(n) || ts.isDoStatement(n);

/** Whether a loop may go round often: what says itself that it doesn't is left in peace. */
function isHot({ ts }: Search, loop: Loop): boolean {
  if (isConditional(ts, loop)) return true;
  if (!ts.isForStatement(loop)) return false;
  const bound = loop.condition && (ts.isCallExpression(loop.condition) ? loop.condition.arguments[1] : undefined);
  return !(bound && ts.isNumericLiteral(bound) && Number(bound.text) < FEW);
}

/** Whether something is done now and then: under a condition with a remainder in it. */
function isNowAndThen({ ts }: Search, node: TypeScript.Node, loop: Loop): boolean {
  for (let n = node; n !== loop; n = n.parent) {
    const { parent } = n;
    if (ts.isIfStatement(parent) && parent.expression !== n && hasRemainder(ts, parent.expression)) return true;
    if (ts.isConditionalExpression(parent) && parent.condition !== n && hasRemainder(ts, parent.condition)) return true;
    if (ts.isBinaryExpression(parent) && parent.right === n && hasRemainder(ts, parent.left)) return true;
  }
  return false;
}

function hasRemainder(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  if (operatorOf(node)?.operator === ts.SyntaxKind.PercentToken) return true;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PercentToken) return true;
  return ts.forEachChild(node, (child) => hasRemainder(ts, child) || undefined) === true;
}

/** LGT2302: an `if` or `while` that waits for the engine before the loop goes on. */
export function findWaits(search: Search): void {
  const { ts, types, checker, file } = search;
  visit(file);

  function visit(node: TypeScript.Node): void {
    const condition = conditionOf(node);
    if (condition !== undefined) examine(condition);
    ts.forEachChild(node, visit);
  }

  function conditionOf(node: TypeScript.Node): TypeScript.Expression | undefined {
    if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node.expression;
    if (ts.isSwitchStatement(node)) return node.expression;
    return ts.isForStatement(node) || ts.isConditionalExpression(node) ? node.condition : undefined;
  }

  function examine(condition: TypeScript.Expression): void {
    const loop = loopsAround(ts, condition).find((l) => isHot(search, l));
    if (loop === undefined || hasRemainder(ts, condition) || isNowAndThen(search, condition, loop)) return;
    const wait = waitIn(condition, loop);
    if (wait === undefined) return;
    const text = wait.getText(file).replace(/\s+/g, ' ');
    const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
    search.warn(
      condition,
      'LGT2302',
      `the loop waits for '${shown}' in each iteration before it can go on; ask every so many iterations, or select with np.where`,
    );
  }

  /** What a condition waits for: in itself, or in what a variable of the loop is made of. */
  function waitIn(node: TypeScript.Node, loop: Loop): TypeScript.Node | undefined {
    if (ts.isFunctionLike(node)) return undefined;
    if (ts.isCallExpression(node) && operatorOf(node) === undefined && isWait(node)) return node;
    if (ts.isIdentifier(node)) {
      const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
      const inLoop = declaration !== undefined && declaration.pos > loop.pos && declaration.end < loop.end;
      const made = inLoop && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
      return made && types.isPrimitive(node) ? waitIn(made, loop) : undefined;
    }
    return ts.forEachChild(node, (child) => waitIn(child, loop));
  }

  function isWait(call: TypeScript.CallExpression): boolean {
    const described = types.call(call);
    return described !== undefined && WAITING.has(described.name) && isScalarThere(search, call);
  }
}

/** Whether a value is taken for a scalar: by its type, or because the program says so. */
function isScalarThere({ ts, types }: Search, node: TypeScript.Expression): boolean {
  if (types.isPrimitive(node)) return true;
  let outer: TypeScript.Node = node;
  while (ts.isParenthesizedExpression(outer.parent) || ts.isNonNullExpression(outer.parent)) outer = outer.parent;
  const { parent } = outer;
  if (ts.isAsExpression(parent)) return types.isPrimitive(parent);
  return ts.isCallExpression(parent) && types.isGlobal(parent.expression, 'Number');
}

/** LGT2303: single elements of an array, one after the other. */
export function findElementLoops(search: Search, isLifted: (loop: TypeScript.Node) => boolean): void {
  const { ts, types, checker, file } = search;
  const told = new Set<Loop>();
  visit(file);

  function visit(node: TypeScript.Node): void {
    const index = indexOf(node);
    if (index !== undefined) examine(node, index);
    ts.forEachChild(node, visit);
  }

  /** The indices of an access to one element. */
  function indexOf(node: TypeScript.Node): readonly TypeScript.Expression[] | undefined {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name, expression } = node.expression;
      if (!['get', 'item', 'iget', 'set', 'iset'].includes(name.text) || !types.isArray(expression)) return undefined;
      return name.text === 'item' ? node.arguments : node.arguments.slice(0, 1);
    }
    if (!ts.isElementAccessExpression(node) || !types.isArray(node.expression)) return undefined;
    // `a[i]` of an array of more axes is a row.
    return isScalarThere(search, node) ? [node.argumentExpression] : undefined;
  }

  function examine(node: TypeScript.Node, indices: readonly TypeScript.Expression[]): void {
    const loops = loopsAround(ts, node);
    const loop = loops.find((l) => isHot(search, l) && indices.some((i) => varies(i, l)));
    if (loop === undefined || isNowAndThen(search, node, loop) || isPrinted(node, loop)) return;
    if (told.has(loop) || loops.some(isLifted)) return;
    told.add(loop);
    search.warn(
      node,
      'LGT2303',
      'a loop over single elements of an array asks the engine for each; use operations on whole arrays or slices, np.vectorize or map, or toArray() once',
    );
  }

  /** Whether an index has a variable in it that the loop declares or assigns. */
  function varies(index: TypeScript.Node, loop: Loop): boolean {
    if (ts.isIdentifier(index)) {
      const declaration = checker.getSymbolAtLocation(index)?.valueDeclaration;
      if (declaration === undefined) return false;
      return (declaration.pos >= loop.pos && declaration.end <= loop.end) || isAssigned(loop, index.text);
    }
    return ts.forEachChild(index, (child) => varies(child, loop) || undefined) === true;
  }

  function isAssigned(node: TypeScript.Node, name: string): boolean {
    const target = ts.isBinaryExpression(node)
      ? node.operatorToken.kind === ts.SyntaxKind.EqualsToken && node.left
      : (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && node.operand;
    if (target && ts.isIdentifier(target) && target.text === name) return true;
    return ts.forEachChild(node, (child) => isAssigned(child, name) || undefined) === true;
  }

  function isPrinted(node: TypeScript.Node, loop: Loop): boolean {
    const isPrint = (n: TypeScript.Node): boolean =>
      ts.isCallExpression(n) &&
      ts.isPropertyAccessExpression(n.expression) &&
      types.isGlobal(n.expression.expression, 'console');
    for (let n = node; n !== loop; n = n.parent) if (isPrint(n)) return true;
    return false;
  }
}
