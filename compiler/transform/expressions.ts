/**
 * Rewrites the calls of one file: marks unnamed intermediates and names call sites.
 *
 *     x.multiply(2).add(y)   →   $e($m(), $t(x.multiply($s($sites, 2))).add($s($sites + 1, y, 1)))
 *
 * An intermediate is marked where it is consumed: as receiver or argument of a library call that
 * keeps nothing. Each call says how many of the latest intermediates it is given, so that one which
 * waits for its result can drop them before it does. What isn't certain is left as it was written.
 */
import type * as TypeScript from 'typescript';
import type { LibraryTypes } from '../source/library';
import { operatorOf } from '../source/operators';
import type { Helpers } from './helpers';
import type { Sites } from './sites';

type Visit = (node: TypeScript.Node) => TypeScript.Node;

/** An expression rewritten, and how many registered intermediates it leaves for the enclosing call. */
interface Rewritten {
  readonly node: TypeScript.Expression;
  readonly left: number;
}

export class Expressions {
  constructor(
    private readonly ts: typeof TypeScript,
    private readonly context: TypeScript.TransformationContext,
    private readonly types: LibraryTypes,
    private readonly helpers: Helpers,
    private readonly sites: Sites,
    private readonly visitor: Visit,
  ) {}

  private readonly visit = (node: TypeScript.Expression): TypeScript.Expression =>
    this.visitor(node) as TypeScript.Expression;

  /** The rewritten expression, or undefined where there is nothing of the library's in it. */
  rewrite(node: TypeScript.Node): TypeScript.Node | undefined {
    const { ts } = this;
    if (ts.isCallExpression(node)) {
      if (operatorOf(node) !== undefined) return this.operation(node);
      if (this.types.call(node) !== undefined) return this.closed(this.call(node));
      return this.isConsoleCall(node) ? this.printing(node) : undefined;
    }
    if (ts.isPropertyAccessExpression(node)) return this.property(node);
    if (ts.isElementAccessExpression(node)) return this.element(node);
    if (ts.isTemplateSpan(node) && this.types.isArray(node.expression)) {
      const value = this.at(node.expression, this.visit(node.expression));
      return this.context.factory.updateTemplateSpan(node, value, node.literal);
    }
    if (!ts.isBinaryExpression(node)) return undefined;
    return operatorOf(node.right)?.form === 'assignment' ? this.compoundAssignment(node) : this.elementAssignment(node);
  }

  /** An operator that became a call: of scalars it is put back. */
  private operation(node: TypeScript.CallExpression): TypeScript.Expression {
    if (this.types.call(node) !== undefined) return this.closed(this.call(node), node);
    const { factory } = this.context;
    const { form, operator, token } = operatorOf(node)!;
    const [first, second] = node.arguments.map(this.visit) as [TypeScript.Expression, TypeScript.Expression];
    const restored =
      form === 'unary'
        ? factory.createPrefixUnaryExpression(operator as TypeScript.PrefixUnaryOperator, first)
        : factory.createBinaryExpression(first, token!, second);
    return this.inPlaceOf(node, restored);
  }

  /**
   * `x += y`: of scalars put back, of an array a call that writes it. Of something unknown, the call's
   * value is assigned as well; what is before the last dot or bracket is computed once.
   */
  private compoundAssignment(node: TypeScript.BinaryExpression): TypeScript.Expression {
    const { ts } = this;
    const { factory } = this.context;
    const call = node.right as TypeScript.CallExpression;
    const target = this.types.unwrap(node.left);
    const value = call.arguments[1]!;
    if (this.types.isSurelyArray(node.left)) return this.closed(this.call(call), node);
    if (this.types.call(call) !== undefined) {
      if (ts.isIdentifier(target)) {
        const assigned = this.closed(this.call(call));
        return factory.updateBinaryExpression(node, this.visit(node.left), node.operatorToken, assigned);
      }
      if (
        (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) &&
        !isSuper(ts, target) &&
        !suspends(ts, value)
      )
        return this.inPlaceOf(node, this.update(target, call, value));
    }
    const restored = factory.createBinaryExpression(this.visit(node.left), operatorOf(call)!.token!, this.visit(value));
    return this.inPlaceOf(node, restored);
  }

  /** `$op.update(object, key, (old) => $op.add_assign(old, value))` */
  private update(
    target: TypeScript.AccessExpression,
    call: TypeScript.CallExpression,
    value: TypeScript.Expression,
  ): TypeScript.Expression {
    const { ts } = this;
    const { factory } = this.context;
    const old = factory.createUniqueName('old');
    const change = factory.createCallExpression(this.callee(call), undefined, [
      old,
      this.at(call.expression, this.visit(value)),
    ]);
    const parameter = factory.createParameterDeclaration(undefined, undefined, old);
    const arrow = factory.createToken(ts.SyntaxKind.EqualsGreaterThanToken);
    const key = ts.isPropertyAccessExpression(target)
      ? factory.createStringLiteral(target.name.text)
      : this.visit(target.argumentExpression);
    return factory.createCallExpression(this.helpers.operator('update', call.expression), undefined, [
      this.visit(target.expression),
      key,
      factory.createArrowFunction(undefined, undefined, [parameter], undefined, arrow, change),
    ]);
  }

  private inPlaceOf<T extends TypeScript.Node>(node: TypeScript.Node, made: T): T {
    return this.ts.setOriginalNode(this.ts.setTextRange(made, node), node);
  }

  /** The function that an operator is. */
  private callee(node: TypeScript.CallExpression): TypeScript.Expression {
    const { name } = node.expression as TypeScript.PropertyAccessExpression;
    return this.helpers.operator(name.text, node.expression);
  }

  /** @param original the operator that it stands for: as a statement of its own its value is nobody's */
  private closed({ node, left }: Rewritten, original?: TypeScript.Expression): TypeScript.Expression {
    if (left === 0) return node;
    // An assignment's value is what was assigned: an intermediate, which would live on as the value of the expression.
    const isUnused = original !== undefined && this.ts.isExpressionStatement(original.parent);
    return this.helpers.expression(isUnused ? this.context.factory.createVoidExpression(node) : node);
  }

  /** `$s(site of place, value, intermediates given)` */
  private at(place: TypeScript.Node, value: TypeScript.Expression, given = 0): TypeScript.Expression {
    return this.helpers.site(this.sites.index(place), value, given);
  }

  private call(node: TypeScript.CallExpression): Rewritten {
    const { ts, context } = this;
    const consumes = this.types.call(node)!.consumes && !suspends(ts, node);
    let left = 0;
    const operand = (expression: TypeScript.Expression): TypeScript.Expression => {
      if (!consumes) return this.visit(expression);
      const result = this.operand(expression);
      left += result.left;
      return result.node;
    };
    const callee = node.expression;
    const isOperator = operatorOf(node) !== undefined;
    const method = ts.isPropertyAccessExpression(callee) && !isOperator ? callee : undefined;
    let target = isOperator
      ? this.callee(node)
      : method === undefined
        ? this.visit(callee)
        : operand(method.expression);
    const args = node.arguments.map((argument) =>
      ts.isSpreadElement(argument)
        ? context.factory.updateSpreadElement(argument, this.visit(argument.expression))
        : operand(argument),
    );
    const place = method?.name ?? callee;
    const last = args.pop();
    if (last === undefined) {
      if (target.kind !== ts.SyntaxKind.SuperKeyword) target = this.at(place, target, left);
    } else if (ts.isSpreadElement(last))
      args.push(context.factory.updateSpreadElement(last, this.at(place, last.expression, left)));
    else args.push(this.at(place, last, left));
    const newCallee =
      method === undefined ? target : context.factory.updatePropertyAccessExpression(method, target, method.name);
    return { node: context.factory.updateCallExpression(node, newCallee, node.typeArguments, args), left };
  }

  /** What a consuming call is given. */
  private operand(node: TypeScript.Expression): Rewritten {
    const { ts, context } = this;
    const inner = this.types.unwrap(node);
    if (ts.isCallExpression(inner)) {
      const described = this.types.call(inner);
      if (described !== undefined) {
        const result = this.call(inner);
        if (described.fresh) return { node: this.helpers.temporary(result.node, result.left), left: 1 };
        return result;
      }
      if (this.types.callsMaker(inner)) return { node: this.helpers.temporary(this.visit(inner), 0), left: 1 };
    }
    if (ts.isPropertyAccessExpression(inner) && this.types.property(inner) === 'view') {
      const array = this.operand(inner.expression);
      const view = context.factory.updatePropertyAccessExpression(inner, array.node, inner.name);
      return { node: this.helpers.temporary(view, array.left), left: 1 };
    }
    if (ts.isArrayLiteralExpression(inner)) {
      let left = 0;
      const elements = inner.elements.map((element) => {
        if (ts.isSpreadElement(element) || ts.isOmittedExpression(element)) return this.visit(element);
        const result = this.operand(element);
        left += result.left;
        return result.node;
      });
      return { node: context.factory.updateArrayLiteralExpression(inner, elements), left };
    }
    return { node: this.visit(node), left: 0 };
  }

  /** `console.log(x)` prints, and so computes, `x`. */
  private printing(node: TypeScript.CallExpression): TypeScript.Expression {
    const { ts, context } = this;
    const callee = node.expression as TypeScript.PropertyAccessExpression;
    const args = node.arguments.map((argument) => {
      const visited = this.visit(argument);
      if (ts.isSpreadElement(argument) || !this.types.isArray(argument)) return visited;
      return this.at(callee.name, visited);
    });
    return context.factory.updateCallExpression(node, callee, node.typeArguments, args);
  }

  private isConsoleCall(node: TypeScript.CallExpression): boolean {
    const { ts } = this;
    if (node.flags & ts.NodeFlags.OptionalChain || !ts.isPropertyAccessExpression(node.expression)) return false;
    return this.types.isGlobal(node.expression.expression, 'console');
  }

  /** `x.data` waits for the array; `x.T` and `x.shape` consume it as a call would. */
  private property(node: TypeScript.PropertyAccessExpression): TypeScript.Expression | undefined {
    const property = this.types.property(node);
    if (property === undefined) return undefined;
    const update = (array: TypeScript.Expression) =>
      this.context.factory.updatePropertyAccessExpression(node, array, node.name);
    if (property === 'data') return update(this.at(node.name, this.visit(node.expression)));
    if (suspends(this.ts, node)) return undefined;
    const array = this.operand(node.expression);
    return this.closed({ node: update(array.node), left: array.left });
  }

  /** `x[i]` may wait for the array. */
  private element(node: TypeScript.ElementAccessExpression, indexed = true): TypeScript.Expression | undefined {
    if (node.flags & this.ts.NodeFlags.OptionalChain || !this.types.isArray(node.expression)) return undefined;
    const index = this.visit(node.argumentExpression);
    return this.context.factory.updateElementAccessExpression(
      node,
      this.visit(node.expression),
      indexed ? this.at(node.argumentExpression, index) : index,
    );
  }

  /** `x[i] = v` writes after `v` is computed. */
  private elementAssignment(node: TypeScript.BinaryExpression): TypeScript.Expression | undefined {
    const { ts } = this;
    if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !ts.isElementAccessExpression(node.left))
      return undefined;
    const target = this.element(node.left, false);
    if (target === undefined) return undefined;
    const value = this.at(node.left.argumentExpression, this.visit(node.right));
    return this.context.factory.updateBinaryExpression(node, target, node.operatorToken, value);
  }
}

const isSuper = (ts: typeof TypeScript, { expression }: TypeScript.AccessExpression): boolean =>
  expression.kind === ts.SyntaxKind.SuperKeyword;

/** Whether evaluating a node may be interrupted: other code would run among its intermediates. */
function suspends(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return true;
  if (ts.isFunctionLike(node)) return false;
  return ts.forEachChild(node, (child) => suspends(ts, child) || undefined) === true;
}
