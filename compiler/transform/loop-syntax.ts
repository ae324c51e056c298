/** Questions about loops that their text answers. */
import type * as TypeScript from 'typescript';
import type { LibraryTypes } from '../source/library';

export function isAssignment(ts: typeof TypeScript, kind: TypeScript.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Whether there is an element of an array anywhere in a loop. */
export function touchesElements(ts: typeof TypeScript, types: LibraryTypes, node: TypeScript.Node): boolean {
  if (ts.isElementAccessExpression(node) || ts.isForOfStatement(node)) return true;
  if (ts.isPropertyAccessExpression(node) && types.isArray(node.expression)) return true;
  return ts.forEachChild(node, (child) => touchesElements(ts, types, child) || undefined) === true;
}

/** Whether a variable is assigned in a piece of code. */
export function isAssignedIn(
  ts: typeof TypeScript,
  types: LibraryTypes,
  name: TypeScript.Identifier,
  body: TypeScript.Node,
): boolean {
  const symbol = types.variable(name);
  const { PlusPlusToken, MinusMinusToken } = ts.SyntaxKind;
  const isTarget = (node: TypeScript.Node): boolean => {
    if (ts.isIdentifier(node) && node.text === name.text && types.variable(node) === symbol) {
      const { parent } = node;
      if (ts.isBinaryExpression(parent) && parent.left === node && isAssignment(ts, parent.operatorToken.kind))
        return true;
      if (ts.isPostfixUnaryExpression(parent)) return true;
      if (ts.isPrefixUnaryExpression(parent)) {
        if (parent.operator === PlusPlusToken || parent.operator === MinusMinusToken) return true;
      }
    }
    return ts.forEachChild(node, (child) => isTarget(child) || undefined) === true;
  };
  return isTarget(body);
}
