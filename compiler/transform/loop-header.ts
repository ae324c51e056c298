/** Reads the head of a counted loop: `for (let i = a; i < b; i += c)`. */
import type * as TypeScript from 'typescript';
import type { Loop } from '../ir/loop-nest';
import { operatorOf } from '../source/operators';

export type CountedLoop = TypeScript.ForStatement | TypeScript.ForOfStatement;

/** What a nest is given: an expression of the program, 0, a truth value, an array's length. */
export type Bound =
  | { readonly kind: 'expression'; readonly node: TypeScript.Expression }
  | { readonly kind: 'zero' }
  | { readonly kind: 'truth'; readonly value: boolean }
  | { readonly kind: 'length'; readonly of: TypeScript.Expression };

export interface Header {
  /** What counts; of `for (const x of a)`, what the elements are called. */
  readonly variable: TypeScript.Identifier;
  readonly from: Bound;
  readonly to: Bound;
  readonly until: Loop['until'];
  readonly step: number;
}

/** Whether a loop may be one that counts: over numbers, or over the elements of an array. */
export const isLoop = (ts: typeof TypeScript, node: TypeScript.Node): node is CountedLoop =>
  ts.isForStatement(node) || (ts.isForOfStatement(node) && node.awaitModifier === undefined);

/** An operator of two operands, as it was written or as the checker saw it. */
export function binaryOf(
  ts: typeof TypeScript,
  node: TypeScript.Node,
): { operator: TypeScript.SyntaxKind; left: TypeScript.Expression; right: TypeScript.Expression } | undefined {
  if (ts.isBinaryExpression(node)) return { operator: node.operatorToken.kind, left: node.left, right: node.right };
  if (!ts.isCallExpression(node)) return undefined;
  const call = operatorOf(node);
  if (call === undefined || (call.form !== 'binary' && call.form !== 'assignment')) return undefined;
  const [left, right] = node.arguments as unknown as [TypeScript.Expression, TypeScript.Expression];
  return { operator: call.operator, left, right };
}

/** The head, or undefined of a loop that doesn't count by a constant step. */
export function headerOf(ts: typeof TypeScript, node: CountedLoop): Header | undefined {
  return ts.isForOfStatement(node) ? elementsHeader(ts, node) : countingHeader(ts, node);
}

/** `for (const x of a)` */
function elementsHeader(ts: typeof TypeScript, node: TypeScript.ForOfStatement): Header | undefined {
  const { initializer, expression } = node;
  if (!ts.isVariableDeclarationList(initializer) || !(initializer.flags & ts.NodeFlags.BlockScoped)) return undefined;
  const variable = initializer.declarations[0]?.name;
  if (variable === undefined || !ts.isIdentifier(variable)) return undefined;
  return { variable, from: { kind: 'zero' }, to: { kind: 'length', of: expression }, until: '<', step: 1 };
}

function countingHeader(ts: typeof TypeScript, node: TypeScript.ForStatement): Header | undefined {
  const { SyntaxKind: K } = ts;
  const { initializer, condition, incrementor } = node;
  if (initializer === undefined || condition === undefined || incrementor === undefined) return undefined;
  if (!ts.isVariableDeclarationList(initializer) || !(initializer.flags & ts.NodeFlags.Let)) return undefined;
  const [first, ...others] = initializer.declarations;
  if (first?.initializer === undefined || !ts.isIdentifier(first.name)) return undefined;
  const { text } = first.name;
  const isVariable = (n: TypeScript.Node): boolean => ts.isIdentifier(n) && n.text === text;

  const compared = binaryOf(ts, condition);
  if (compared === undefined) return undefined;
  const flipped = isVariable(compared.right);
  const until = (flipped ? FLIPPED : STRAIGHT)(K)[compared.operator];
  if (until === undefined || !isVariable(flipped ? compared.right : compared.left)) return undefined;
  let to = flipped ? compared.left : compared.right;
  // `for (let i = 0, n = x.length; i < n; i++)`
  for (const { name, initializer: value } of others) {
    if (!ts.isIdentifier(name) || value === undefined || !ts.isIdentifier(to) || to.text !== name.text)
      return undefined;
    to = value;
  }
  const step = stepOf(ts, incrementor, isVariable);
  if (step === undefined || step === 0 || step > 0 !== until.startsWith('<')) return undefined;
  const expression = (n: TypeScript.Expression): Bound => ({ kind: 'expression', node: n });
  return { variable: first.name, from: expression(first.initializer), to: expression(to), until, step };
}

type Untils = Readonly<Record<number, Loop['until']>>;
const STRAIGHT = (K: typeof TypeScript.SyntaxKind): Untils => ({
  [K.LessThanToken]: '<',
  [K.LessThanEqualsToken]: '<=',
  [K.GreaterThanToken]: '>',
  [K.GreaterThanEqualsToken]: '>=',
});
const FLIPPED = (K: typeof TypeScript.SyntaxKind): Untils => ({
  [K.LessThanToken]: '>',
  [K.LessThanEqualsToken]: '>=',
  [K.GreaterThanToken]: '<',
  [K.GreaterThanEqualsToken]: '<=',
});

/** What an iteration adds to the variable. */
function stepOf(
  ts: typeof TypeScript,
  node: TypeScript.Expression,
  isVariable: (n: TypeScript.Node) => boolean,
): number | undefined {
  const { SyntaxKind: K } = ts;
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) {
    if (!isVariable(node.operand)) return undefined;
    return node.operator === K.PlusPlusToken ? 1 : node.operator === K.MinusMinusToken ? -1 : undefined;
  }
  if (!ts.isBinaryExpression(node) || !isVariable(node.left)) return undefined;
  const by = (n: TypeScript.Expression): number | undefined => {
    const value = ts.isNumericLiteral(n) ? Number(n.text) : Number.NaN;
    return Number.isSafeInteger(value) ? value : undefined;
  };
  const { kind } = node.operatorToken;
  if (kind === K.PlusEqualsToken) return by(node.right);
  if (kind === K.MinusEqualsToken) return negated(by(node.right));
  const added = kind === K.EqualsToken ? binaryOf(ts, node.right) : undefined;
  if (added === undefined || !isVariable(added.left)) return undefined;
  if (added.operator === K.PlusToken) return by(added.right);
  return added.operator === K.MinusToken ? negated(by(added.right)) : undefined;
}

const negated = (n: number | undefined): number | undefined => (n === undefined ? undefined : -n);
