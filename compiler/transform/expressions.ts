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
import type { Helpers } from './helpers';
import type { LibraryTypes } from './library';
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
      if (this.types.call(node) !== undefined) return this.closed(this.call(node));
      return this.isConsoleCall(node) ? this.printing(node) : undefined;
    }
    if (ts.isPropertyAccessExpression(node)) return this.property(node);
    if (ts.isElementAccessExpression(node)) return this.element(node);
    if (ts.isTemplateSpan(node) && this.types.isArray(node.expression)) {
      const value = this.at(node.expression, this.visit(node.expression));
      return this.context.factory.updateTemplateSpan(node, value, node.literal);
    }
    return ts.isBinaryExpression(node) ? this.elementAssignment(node) : undefined;
  }

  private closed({ node, left }: Rewritten): TypeScript.Expression {
    return left > 0 ? this.helpers.expression(node) : node;
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
    const method = ts.isPropertyAccessExpression(callee) ? callee : undefined;
    let target = method === undefined ? this.visit(callee) : operand(method.expression);
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

/** Whether evaluating a node may be interrupted: other code would run among its intermediates. */
function suspends(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return true;
  if (ts.isFunctionLike(node)) return false;
  return ts.forEachChild(node, (child) => suspends(ts, child) || undefined) === true;
}
