/** Which method calls have an operator, and how tightly operators bind. */
import type { ts as TypeScript } from 'ts-morph';
import { isArrayType } from './project';

/** Larger binds tighter. */
export const PRECEDENCE = {
  lowest: 0,
  assignment: 2,
  conditional: 3,
  logical: 4,
  or: 6,
  xor: 7,
  and: 8,
  equality: 9,
  relational: 10,
  shift: 11,
  additive: 12,
  multiplicative: 13,
  power: 14,
  unary: 15,
  postfix: 16,
  call: 17,
  primary: 18,
} as const;

const P = PRECEDENCE;

export interface MethodOperator {
  readonly token: string;
  readonly precedence: number;
  readonly operands: 1 | 2;
}

const binary = (token: string, precedence: number): MethodOperator => ({ token, precedence, operands: 2 });
const unary = (token: string): MethodOperator => ({ token, precedence: P.unary, operands: 1 });

const METHODS: Readonly<Record<string, MethodOperator>> = {
  add: binary('+', P.additive),
  subtract: binary('-', P.additive),
  multiply: binary('*', P.multiplicative),
  divide: binary('/', P.multiplicative),
  mod: binary('%', P.multiplicative),
  remainder: binary('%', P.multiplicative),
  power: binary('**', P.power),
  less: binary('<', P.relational),
  less_equal: binary('<=', P.relational),
  greater: binary('>', P.relational),
  greater_equal: binary('>=', P.relational),
  equal: binary('==', P.equality),
  not_equal: binary('!=', P.equality),
  bitwise_and: binary('&', P.and),
  bitwise_or: binary('|', P.or),
  bitwise_xor: binary('^', P.xor),
  left_shift: binary('<<', P.shift),
  right_shift: binary('>>', P.shift),
  negative: unary('-'),
  bitwise_not: unary('~'),
  invert: unary('~'),
};

/** A call that an operator can be written for. */
export interface Operation extends MethodOperator {
  readonly left: TypeScript.Expression;
  readonly right: TypeScript.Expression | undefined;
}

/** The operation that a method call is, if its receiver is an array and its argument what an operator takes. */
export function operationOf(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  node: TypeScript.Node,
): Operation | undefined {
  if (!ts.isCallExpression(node) || node.flags & ts.NodeFlags.OptionalChain) return undefined;
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.kind === ts.SyntaxKind.SuperKeyword) return undefined;
  const name = callee.name.text;
  const operator = Object.hasOwn(METHODS, name) ? METHODS[name]! : undefined;
  if (operator === undefined || node.arguments.length !== operator.operands - 1) return undefined;
  const left = callee.expression;
  const right = node.arguments[0];
  if (right !== undefined && (ts.isSpreadElement(right) || !isOperand(checker.getTypeAtLocation(right))))
    return undefined;
  if (!isArrayType(checker.getTypeAtLocation(left)) || dropsComments()) return undefined;
  return { ...operator, left, right };

  function isOperand(type: TypeScript.Type): boolean {
    if (type.isUnion()) return type.types.every(isOperand);
    const { Any, NumberLike, BigIntLike, BooleanLike } = ts.TypeFlags;
    if (type.flags & (Any | NumberLike | BigIntLike | BooleanLike)) return true;
    return isArrayType(type) || type.getSymbol()?.name === 'Complex';
  }

  /** Whether there are comments in what an operator leaves no place for. */
  function dropsComments(): boolean {
    const { text } = node.getSourceFile();
    const start = right?.getStart() ?? node.end;
    return /\/[/*]/.test(text.slice(left.end, start) + text.slice(right?.end ?? node.end, node.end));
  }
}

/** Of operators as they are written. */
const WRITTEN: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.values(METHODS).flatMap((m) => (m.operands === 2 ? [[m.token, m.precedence]] : []))),
  '===': P.equality,
  '!==': P.equality,
  in: P.relational,
  instanceof: P.relational,
  '>>>': P.shift,
  '&&': P.logical,
  '||': P.logical,
  '??': P.logical,
  ',': P.lowest,
};

export const precedenceOfToken = (token: string): number => WRITTEN[token] ?? P.assignment;

/** How tightly an expression holds together as it is written. */
export function precedenceOf(ts: typeof TypeScript, node: TypeScript.Node): number {
  if (ts.isBinaryExpression(node)) return precedenceOfToken(node.operatorToken.getText());
  if (ts.isConditionalExpression(node)) return P.conditional;
  if (ts.isArrowFunction(node) || ts.isYieldExpression(node) || ts.isSpreadElement(node)) return P.assignment;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return P.relational;
  if (ts.isPostfixUnaryExpression(node)) return P.postfix;
  return isUnary(ts, node) ? P.unary : P.call;
}

export function isUnary(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  return (
    ts.isPrefixUnaryExpression(node) ||
    ts.isTypeOfExpression(node) ||
    ts.isVoidExpression(node) ||
    ts.isDeleteExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}
