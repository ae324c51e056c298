/**
 * Makes calls of the operators of one file, before it is bound and checked:
 *
 *     a * b     →  $op.multiply(a, b)          -a        →  $op.negative(a)
 *     a *= b    →  a = $op.multiply_assign(a, b)
 *
 * The checker then types them by the overloads of `legate-ts/operators`; it can't be taught an operator,
 * and whatever it made of `a * b` for two arrays would be wrong for all that follows. The syntax tree
 * is changed in place: every node keeps its place in the text, so that errors keep their columns, and
 * the transform puts back what works on scalars.
 *
 * `==`, `!=` and an index in backticks are left alone, unless the caller says of that very place that
 * an array is there: they narrow types, and mean much else.
 */
import type * as TypeScript from 'typescript';

/** The global under which the checker finds the operators; the transform gives it a real import. */
export const OPERATORS = '$legate_ts_operators';

/** What was made of an operator, by the call that stands for it. */
export interface OperatorCall {
  readonly form: 'binary' | 'unary' | 'assignment' | 'index' | 'index_assign';
  readonly operator: TypeScript.SyntaxKind;
  /** The operator of two operands as it was written. */
  readonly token?: TypeScript.BinaryOperatorToken;
  /** Where the operator stands in the text; with the file it is its name. */
  readonly place: number;
}

/** What is known of single places of a file, after a look at the types. */
export interface SecondLook {
  /** Operators that mean what the language says, whatever the rules here make of them. */
  readonly asWritten: ReadonlySet<number>;
  /** `==`, `!=` and indices in backticks that have an array among their operands. */
  readonly ofArrays: ReadonlySet<number>;
}

type Call = TypeScript.CallExpression;

const calls = new WeakMap<TypeScript.Node, OperatorCall>();

/** What the call stands for, if it stands for an operator. */
export const operatorOf = (node: TypeScript.Node): OperatorCall | undefined => calls.get(node);

type Names = Readonly<Partial<Record<TypeScript.SyntaxKind, string>>>;

/** Compound assignments, and the operator of two operands that each applies. */
export function compoundOperators({
  SyntaxKind: K,
}: typeof TypeScript): Readonly<Record<number, TypeScript.SyntaxKind>> {
  return {
    [K.PlusEqualsToken]: K.PlusToken,
    [K.MinusEqualsToken]: K.MinusToken,
    [K.AsteriskEqualsToken]: K.AsteriskToken,
    [K.SlashEqualsToken]: K.SlashToken,
    [K.PercentEqualsToken]: K.PercentToken,
    [K.AsteriskAsteriskEqualsToken]: K.AsteriskAsteriskToken,
    [K.AmpersandEqualsToken]: K.AmpersandToken,
    [K.BarEqualsToken]: K.BarToken,
    [K.CaretEqualsToken]: K.CaretToken,
    [K.LessThanLessThanEqualsToken]: K.LessThanLessThanToken,
    [K.GreaterThanGreaterThanEqualsToken]: K.GreaterThanGreaterThanToken,
  };
}

function tables(ts: typeof TypeScript): { binary: Names; assignment: Names; unary: Names; equality: Names } {
  const { SyntaxKind: K } = ts;
  const binary: Names = {
    [K.PlusToken]: 'add',
    [K.MinusToken]: 'subtract',
    [K.AsteriskToken]: 'multiply',
    [K.SlashToken]: 'divide',
    [K.PercentToken]: 'remainder',
    [K.AsteriskAsteriskToken]: 'power',
    [K.AmpersandToken]: 'bitwise_and',
    [K.BarToken]: 'bitwise_or',
    [K.CaretToken]: 'bitwise_xor',
    [K.LessThanLessThanToken]: 'left_shift',
    [K.GreaterThanGreaterThanToken]: 'right_shift',
    [K.LessThanToken]: 'less',
    [K.GreaterThanToken]: 'greater',
    [K.LessThanEqualsToken]: 'less_equal',
    [K.GreaterThanEqualsToken]: 'greater_equal',
  };
  const assignment = Object.fromEntries(
    Object.entries(compoundOperators(ts)).map(([compound, applied]) => [compound, `${binary[applied]}_assign`]),
  ) as Names;
  const unary: Names = { [K.MinusToken]: 'negative', [K.TildeToken]: 'invert' };
  const equality: Names = { [K.EqualsEqualsToken]: 'equal', [K.ExclamationEqualsToken]: 'not_equal' };
  return { binary, assignment, unary, equality };
}

let known: ReturnType<typeof tables> | undefined;

/** A place where only the types can tell whether it is an array's: `==`, `!=`, an index in backticks. */
export function isUndecided(
  ts: typeof TypeScript,
  node: TypeScript.Node,
): node is TypeScript.BinaryExpression | TypeScript.ElementAccessExpression {
  known ??= tables(ts);
  if (ts.isBinaryExpression(node)) return known.equality[node.operatorToken.kind] !== undefined;
  return ts.isElementAccessExpression(node) && isTemplate(ts, node.argumentExpression);
}

const isTemplate = (ts: typeof TypeScript, node: TypeScript.Node): boolean =>
  ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node);

/** Where a place stands in the text: the name by which a second look speaks of it. */
export const placeOf = (node: TypeScript.BinaryExpression | TypeScript.ElementAccessExpression): number =>
  'operatorToken' in node ? node.operatorToken.end : node.argumentExpression.end;

/** Changes the tree of a file that has parents and isn't bound yet. */
export function callOperators(ts: typeof TypeScript, file: TypeScript.SourceFile, look: SecondLook): void {
  known ??= tables(ts);
  const { binary, assignment, unary, equality } = known;
  const make = new Maker(ts);
  visit(file);

  // Operands first: an operator's call is made of what they have become.
  function visit(node: TypeScript.Node): void {
    if (ts.isTypeNode(node) || ts.isEnumMember(node) || isAmbient(node)) return;
    ts.forEachChild(node, visit);
    if (ts.isBinaryExpression(node)) {
      if (make.isIndexed(node, look.ofArrays)) return;
      const { kind, end } = node.operatorToken;
      if (look.asWritten.has(end) || isConcatenation(node)) return;
      const operands = [node.left, node.right];
      if (binary[kind]) make.replace(node, make.call(binary[kind], operands, node.operatorToken, node, 'binary'));
      else if (equality[kind] && look.ofArrays.has(end))
        make.replace(node, make.call(equality[kind], operands, node.operatorToken, node, 'binary'));
      else if (assignment[kind] && operatorOf(node.left)?.form === 'index')
        make.replace(node, make.call(assignment[kind], operands, node.operatorToken, node, 'index_assign'));
      else if (assignment[kind]) make.assignment(node, assignment[kind]);
    } else if (ts.isPrefixUnaryExpression(node)) {
      const name = unary[node.operator];
      if (name === undefined || look.asWritten.has(node.pos) || ts.isNumericLiteral(node.operand)) return;
      if (ts.isBigIntLiteral(node.operand)) return;
      make.replace(node, make.call(name, [node.operand], { pos: node.pos, end: node.operand.pos }, node, 'unary'));
    } else if (ts.isElementAccessExpression(node) && look.ofArrays.has(node.argumentExpression.end)) make.index(node);
  }

  /** Text on one side makes text of anything. */
  function isConcatenation({ left, operatorToken: { kind }, right }: TypeScript.BinaryExpression): boolean {
    if (kind !== ts.SyntaxKind.PlusToken && kind !== ts.SyntaxKind.PlusEqualsToken) return false;
    return [left, right].some((operand) => ts.isStringLiteral(operand) || isTemplate(ts, operand));
  }

  function isAmbient(node: TypeScript.Node): boolean {
    if (!ts.canHaveModifiers(node)) return false;
    return node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) === true;
  }
}

type Factory = TypeScript.NodeFactory;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Makes nodes as the parser does: with places, with parents, and without marks of being made up. */
class Maker {
  private readonly factory: Factory;

  constructor(private readonly ts: typeof TypeScript) {
    this.factory = (ts as unknown as { parseNodeFactory: Factory }).parseNodeFactory;
  }

  /** `$op.name(...operands)`, in the place of `of`. */
  call(
    name: string,
    operands: readonly TypeScript.Expression[],
    operator: TypeScript.TextRange & { readonly kind?: TypeScript.SyntaxKind },
    of: TypeScript.Node,
    form: OperatorCall['form'],
  ): Call {
    const { factory } = this;
    const global = this.placed(factory.createIdentifier(OPERATORS), operator, of);
    const member = this.placed(factory.createIdentifier(name), operator, of);
    const callee = this.placed(factory.createPropertyAccessExpression(global, member), operator, of);
    const list = this.ts.setTextRange(factory.createNodeArray(operands), of);
    const call = this.placed(factory.createCallExpression(callee, undefined, list), of, of);
    this.adopt(callee, global, member);
    this.adopt(call, callee, ...operands);
    const kind = operator.kind ?? (of as TypeScript.PrefixUnaryExpression).operator;
    const token = this.ts.isBinaryExpression(of) ? of.operatorToken : undefined;
    calls.set(call, { form, operator: kind, token, place: form === 'unary' ? operator.pos : operator.end });
    return call;
  }

  /** `target += value` becomes `target = $op.add_assign(target, value)`. */
  assignment(node: TypeScript.BinaryExpression, name: string): void {
    const target = this.copy(node.left);
    const call = this.call(name, [target, node.right], node.operatorToken, node, 'assignment');
    const equals = this.placed(this.factory.createToken(this.ts.SyntaxKind.EqualsToken), node.operatorToken, node);
    // The call covers the value alone: the node as a whole is the assignment.
    this.ts.setTextRange(call, node.right);
    Object.assign(node as Mutable<TypeScript.BinaryExpression>, { operatorToken: equals, right: call });
    this.adopt(node, equals, call);
  }

  /** An index in backticks, read. */
  index(node: TypeScript.ElementAccessExpression): void {
    const { parent } = node;
    if (this.ts.isBinaryExpression(parent) && parent.left === node && this.isPlainAssignment(parent)) return;
    const { expression, argumentExpression } = node;
    this.replace(node, this.call('index', [expression, argumentExpression], argumentExpression, node, 'index'));
  }

  /** An index in backticks, assigned to. @returns whether it is one, and so is done. */
  isIndexed(node: TypeScript.BinaryExpression, ofArrays: ReadonlySet<number>): boolean {
    const { left } = node;
    if (!this.isPlainAssignment(node) || !this.ts.isElementAccessExpression(left)) return false;
    if (!ofArrays.has(left.argumentExpression.end)) return false;
    const operands = [left.expression, left.argumentExpression, node.right];
    this.replace(node, this.call('index_assign', operands, left.argumentExpression, node, 'index_assign'));
    return true;
  }

  private isPlainAssignment(node: TypeScript.BinaryExpression): boolean {
    return node.operatorToken.kind === this.ts.SyntaxKind.EqualsToken;
  }

  /** Puts `made` where `node` is in its parent. */
  replace(node: TypeScript.Node, made: TypeScript.Node): void {
    const parent = node.parent as unknown as Record<string, unknown>;
    for (const [key, value] of Object.entries(parent)) {
      if (value === node) parent[key] = made;
      else if (Array.isArray(value)) {
        const at = value.indexOf(node);
        if (at >= 0) value[at] = made;
      }
    }
    this.adopt(node.parent, made);
  }

  private placed<T extends TypeScript.Node>(made: T, range: TypeScript.TextRange, like: TypeScript.Node): T {
    (made as Mutable<TypeScript.Node>).flags |= like.flags & this.contextFlags;
    return this.ts.setTextRange(made, range);
  }

  private get contextFlags(): number {
    return (this.ts.NodeFlags as unknown as { ContextFlags: number }).ContextFlags;
  }

  private adopt(parent: TypeScript.Node, ...children: TypeScript.Node[]): void {
    for (const child of children) (child as Mutable<TypeScript.Node>).parent = parent;
  }

  /** The same once more, for a node that is read and written. */
  private copy<T extends TypeScript.Node>(node: T): T {
    const copy = Object.assign(Object.create(Object.getPrototypeOf(node)), node) as T;
    const operator = calls.get(node);
    if (operator !== undefined) calls.set(copy, operator);
    for (const [key, value] of Object.entries(copy)) {
      if (key === 'parent') continue;
      const fields = copy as Record<string, unknown>;
      if (this.isChild(value, node)) fields[key] = this.copyInto(value, copy);
      else if (Array.isArray(value) && value.some((v) => this.isChild(v, node)))
        fields[key] = Object.assign(
          value.map((v) => this.copyInto(v, copy)),
          this.rangeOf(value as unknown as TypeScript.NodeArray<TypeScript.Node>),
        );
    }
    return copy;
  }

  private copyInto<T extends TypeScript.Node>(node: T, parent: TypeScript.Node): T {
    const copy = this.copy(node);
    this.adopt(parent, copy);
    return copy;
  }

  private isChild(value: unknown, parent: TypeScript.Node): value is TypeScript.Node {
    return typeof value === 'object' && value !== null && (value as TypeScript.Node).parent === parent;
  }

  private rangeOf(list: TypeScript.NodeArray<TypeScript.Node>) {
    const { pos, end, hasTrailingComma } = list;
    const { transformFlags } = list as unknown as { transformFlags: number };
    return { pos, end, hasTrailingComma, transformFlags };
  }
}
