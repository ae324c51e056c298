/** Translates the expressions of a scalar function. */
import type * as TypeScript from 'typescript';
import { compoundOperators, operatorOf } from '../source/operators';
import type { ScalarCode, Value } from './scalar-code';
import { callMath, mathConstant, numberConstant, testNumber } from './scalar-globals';
import { type Scope, Unsupported } from './scalar-scope';

/** How a read of an array names the element: an index an axis, or a position in C order. */
export type ReadForm = 'indices' | 'flat';

/** What a scalar function finds outside of itself. */
export interface Surroundings {
  /** Whether an expression is an array of the library. */
  isArray(node: TypeScript.Expression): boolean;
  /** The value of an element of an array that the function captures. */
  read(node: TypeScript.Expression, array: TypeScript.Expression, index: readonly Value[], form: ReadForm): Value;
  /** Writes an element of an array. Absent: there is no writing. */
  write?(
    node: TypeScript.Expression,
    array: TypeScript.Expression,
    index: readonly Value[],
    form: ReadForm,
    value: Value,
  ): void;
  /** Translates a `for` loop; whether it has. Absent: never. */
  nested?(node: TypeScript.ForStatement | TypeScript.ForOfStatement): boolean;
  /** The value of a name, or of a property of one, that the function captures. */
  capture(node: TypeScript.Identifier | TypeScript.PropertyAccessExpression): Value;
  /** The function that is called by that name. */
  callee(node: TypeScript.Expression): TypeScript.FunctionLikeDeclaration | undefined;
  isGlobal(node: TypeScript.Node, name: string): boolean;
  unwrap(node: TypeScript.Expression): TypeScript.Expression;
}

type Kinds = typeof TypeScript.SyntaxKind;

/** Instructions by operator, of two numbers. */
function tables(ts: typeof TypeScript): {
  arithmetic: Record<number, string>;
  comparison: Record<number, string>;
  assignment: Record<number, number>;
} {
  const { SyntaxKind: K } = ts;
  return {
    arithmetic: {
      [K.PlusToken]: 'add',
      [K.MinusToken]: 'sub',
      [K.AsteriskToken]: 'mul',
      [K.SlashToken]: 'div',
      [K.PercentToken]: 'rem',
      [K.AsteriskAsteriskToken]: 'pow',
      [K.AmpersandToken]: 'bitand',
      [K.BarToken]: 'bitor',
      [K.CaretToken]: 'bitxor',
      [K.LessThanLessThanToken]: 'shl',
      [K.GreaterThanGreaterThanToken]: 'shr',
      [K.GreaterThanGreaterThanGreaterThanToken]: 'ushr',
    },
    comparison: {
      [K.LessThanToken]: 'lt',
      [K.LessThanEqualsToken]: 'le',
      [K.GreaterThanToken]: 'gt',
      [K.GreaterThanEqualsToken]: 'ge',
      [K.EqualsEqualsToken]: 'eq',
      [K.EqualsEqualsEqualsToken]: 'eq',
      [K.ExclamationEqualsToken]: 'ne',
      [K.ExclamationEqualsEqualsToken]: 'ne',
    },
    assignment: {
      ...compoundOperators(ts),
      [K.GreaterThanGreaterThanGreaterThanEqualsToken]: K.GreaterThanGreaterThanGreaterThanToken,
      [K.AmpersandAmpersandEqualsToken]: K.AmpersandAmpersandToken,
      [K.BarBarEqualsToken]: K.BarBarToken,
    },
  };
}

export class Expressions {
  private readonly K: Kinds;
  private readonly tables: ReturnType<typeof tables>;
  /** Functions that are being translated, outermost first. */
  private readonly calling: TypeScript.Node[] = [];

  constructor(
    private readonly ts: typeof TypeScript,
    private readonly code: ScalarCode,
    private readonly scope: Scope,
    private readonly around: Surroundings,
    private readonly run: (f: TypeScript.FunctionLikeDeclaration) => Value,
  ) {
    this.K = ts.SyntaxKind;
    this.tables = tables(ts);
  }

  value(expression: TypeScript.Expression): Value {
    const { ts, K, code } = this;
    const node = this.around.unwrap(expression);
    if (ts.isNumericLiteral(node)) return code.constant(Number(node.text));
    if (node.kind === K.TrueKeyword) return code.constant(true);
    if (node.kind === K.FalseKeyword) return code.constant(false);
    if (ts.isIdentifier(node)) return this.name(node);
    if (ts.isPrefixUnaryExpression(node)) return this.prefix(node);
    if (ts.isPostfixUnaryExpression(node)) return this.increment(node, true);
    if (ts.isConditionalExpression(node)) {
      return this.either(node, this.condition(node.condition), node.whenTrue, node.whenFalse);
    }
    if (ts.isCallExpression(node)) return operatorOf(node) === undefined ? this.call(node) : this.operation(node);
    if (ts.isBinaryExpression(node)) return this.binary(node);
    if (ts.isPropertyAccessExpression(node)) return this.property(node);
    if (ts.isElementAccessExpression(node) && !(node.flags & ts.NodeFlags.OptionalChain)) {
      return this.around.read(node, node.expression, this.indices([node.argumentExpression]), 'indices');
    }
    throw new Unsupported(node);
  }

  /** Whether an expression is true where the program looks only at that. */
  condition(expression: TypeScript.Expression): Value {
    const { ts, K, code } = this;
    const node = this.around.unwrap(expression);
    if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) {
      return code.not(this.condition(node.operand));
    }
    if (ts.isBinaryExpression(node)) {
      const both = node.operatorToken.kind === K.AmpersandAmpersandToken;
      if (both || node.operatorToken.kind === K.BarBarToken) {
        const left = this.condition(node.left);
        let right = code.constant(!both);
        this.scope.choose(both ? left : code.not(left), () => {
          right = this.condition(node.right);
        });
        return both ? code.and(left, right) : code.or(left, right);
      }
    }
    return this.truth(this.value(node));
  }

  private truth(value: Value): Value {
    if (value.kind === 'boolean') return value;
    if (value.constant !== undefined) return this.code.constant(Boolean(value.constant));
    return this.code.apply('truth', value);
  }

  /** The value of one of two expressions, of which only that one is run. */
  private either(
    node: TypeScript.Node,
    condition: Value,
    yes: TypeScript.Expression | Value,
    no: TypeScript.Expression | Value,
  ): Value {
    const evaluate = (x: TypeScript.Expression | Value): Value => ('pos' in x ? this.value(x) : x);
    const values: (Value | undefined)[] = [];
    this.scope.choose(
      condition,
      () => {
        values[0] = evaluate(yes);
      },
      () => {
        values[1] = evaluate(no);
      },
    );
    const [taken, other] = values;
    if (taken === undefined || other === undefined) return (taken ?? other)!;
    if (taken.kind !== other.kind) throw new Unsupported(node, 'a number or a boolean, whichever');
    return this.code.select(condition, taken, other);
  }

  private name(node: TypeScript.Identifier): Value {
    const symbol = this.scope.symbol(node);
    const known = symbol && this.scope.get(symbol);
    if (known !== undefined) return known;
    for (const [name, value] of [
      ['NaN', Number.NaN],
      ['Infinity', Number.POSITIVE_INFINITY],
    ] as const) {
      if (this.around.isGlobal(node, name)) return this.code.constant(value);
    }
    return this.around.capture(node);
  }

  private prefix(node: TypeScript.PrefixUnaryExpression): Value {
    const { K } = this;
    if (node.operator === K.ExclamationToken) return this.condition(node);
    if (node.operator === K.PlusPlusToken || node.operator === K.MinusMinusToken) return this.increment(node, false);
    return this.unary(node, node.operator, node.operand);
  }

  private unary(node: TypeScript.Node, operator: number, operand: TypeScript.Expression): Value {
    const { K, code } = this;
    const value = this.value(operand);
    if (operator === K.PlusToken) return this.asNumber(value);
    const number = this.number(operand, value);
    if (operator === K.TildeToken) return code.apply('bitnot', number);
    if (operator !== K.MinusToken) throw new Unsupported(node);
    return typeof number.constant === 'number' ? code.constant(-number.constant) : code.apply('neg', number);
  }

  private asNumber(value: Value): Value {
    if (value.kind === 'number') return value;
    return value.constant === undefined ? this.code.apply('number', value) : this.code.constant(Number(value.constant));
  }

  private number(node: TypeScript.Node, value: Value): Value {
    if (value.kind !== 'number') throw new Unsupported(node, 'a boolean as a number');
    return value;
  }

  /** An operator for which the checker was given a call. */
  private operation(node: TypeScript.CallExpression): Value {
    const { form, operator } = operatorOf(node)!;
    const [left, right] = node.arguments as unknown as [TypeScript.Expression, TypeScript.Expression];
    if (form === 'unary') return this.unary(node, operator, left);
    if (form === 'binary') return this.operate(node, operator, left, this.value(left), right);
    throw new Unsupported(node);
  }

  private binary(node: TypeScript.BinaryExpression): Value {
    const { K } = this;
    const { left, right } = node;
    const { kind } = node.operatorToken;
    if (kind === K.EqualsToken) {
      const call = operatorOf(right);
      if (call?.form !== 'assignment') return this.assign(left, this.value(right));
      const value = (right as TypeScript.CallExpression).arguments[1]!;
      return this.assign(
        left,
        this.operate(node, this.tables.assignment[call.operator]!, left, this.value(left), value),
      );
    }
    if (kind === K.CommaToken) {
      this.value(left);
      return this.value(right);
    }
    const compound = this.tables.assignment[kind];
    const value = this.operate(node, compound ?? kind, left, this.value(left), right);
    return compound === undefined ? value : this.assign(left, value);
  }

  /** Operator on the value of `left` and an expression. */
  private operate(
    node: TypeScript.Node,
    operator: number,
    left: TypeScript.Expression,
    x: Value,
    right: TypeScript.Expression,
  ): Value {
    const { K, code } = this;
    if (operator === K.AmpersandAmpersandToken) return this.either(node, this.truth(x), right, x);
    if (operator === K.BarBarToken) return this.either(node, this.truth(x), x, right);
    const comparison = this.tables.comparison[operator];
    const instruction = comparison ?? this.tables.arithmetic[operator];
    if (instruction === undefined) throw new Unsupported(node);
    const y = this.value(right);
    if (comparison === 'eq') return this.equal(node, x, y);
    if (comparison === 'ne') return code.not(this.equal(node, x, y));
    if (instruction === 'pow' && y.constant === 2) return code.apply('mul', this.number(left, x), x);
    return code.apply(instruction, this.number(left, x), this.number(right, y));
  }

  /** `===`, of two values of a kind. */
  equal(node: TypeScript.Node, x: Value, y: Value): Value {
    const { code } = this;
    if (x.kind !== y.kind) throw new Unsupported(node, 'a number compared with a boolean');
    return x.kind === 'number' ? code.apply('eq', x, y) : code.not(code.apply('xor', x, y));
  }

  private assign(target: TypeScript.Expression, value: Value): Value {
    const { scope } = this;
    const node = this.around.unwrap(target);
    if (this.ts.isElementAccessExpression(node) && this.around.write !== undefined) {
      const index = this.indices([node.argumentExpression]);
      this.around.write(node, node.expression, index, 'indices', this.number(target, value));
      return value;
    }
    if (!this.ts.isIdentifier(node)) throw new Unsupported(target, 'a write to something that is not a variable');
    const symbol = scope.symbol(node);
    const old = symbol && scope.get(symbol);
    if (old === undefined) throw new Unsupported(target, 'a write to a variable of the surroundings');
    if (old.kind !== value.kind) throw new Unsupported(target, 'a number or a boolean, whichever');
    scope.set(symbol!, value);
    return value;
  }

  private increment(node: TypeScript.PrefixUnaryExpression | TypeScript.PostfixUnaryExpression, after: boolean): Value {
    const { code } = this;
    const old = this.number(node.operand, this.value(node.operand));
    const step = code.constant(1);
    const next = code.apply(node.operator === this.K.PlusPlusToken ? 'add' : 'sub', old, step);
    this.assign(node.operand, next);
    return after ? old : next;
  }

  private property(node: TypeScript.PropertyAccessExpression): Value {
    const { around, code } = this;
    const of = around.unwrap(node.expression);
    if (around.isGlobal(of, 'Math') || around.isGlobal(of, 'Number')) {
      const value = around.isGlobal(of, 'Math') ? mathConstant(node.name.text) : numberConstant(node.name.text);
      if (value === undefined) throw new Unsupported(node);
      return code.constant(value);
    }
    return around.capture(node);
  }

  private call(node: TypeScript.CallExpression): Value {
    const { ts, around, code } = this;
    if (node.flags & ts.NodeFlags.OptionalChain) throw new Unsupported(node);
    const callee = around.unwrap(node.expression);
    if (node.arguments.some(ts.isSpreadElement)) throw new Unsupported(node, 'arguments from a list');
    if (ts.isPropertyAccessExpression(callee)) {
      const of = around.unwrap(callee.expression);
      const name = callee.name.text;
      if (around.isGlobal(of, 'Math')) {
        const values = node.arguments.map((a) => this.number(a, this.value(a)));
        return callMath(code, name, values) ?? this.refuse(node, `Math.${name}`);
      }
      if (around.isGlobal(of, 'Number')) return this.test(node, name) ?? this.refuse(node, `Number.${name}`);
      if (around.isArray(of)) {
        const read = this.element(node, of, name);
        if (read !== undefined) return read;
      }
    }
    if (ts.isIdentifier(callee)) {
      for (const name of ['isNaN', 'isFinite']) if (around.isGlobal(callee, name)) return this.test(node, name)!;
      const [argument] = node.arguments;
      if (argument !== undefined && around.isGlobal(callee, 'Number')) return this.asNumber(this.value(argument));
      if (argument !== undefined && around.isGlobal(callee, 'Boolean')) return this.condition(argument);
    }
    const declaration = around.callee(callee);
    if (declaration === undefined) throw new Unsupported(node, `a call of '${callee.getText()}'`);
    return this.inline(node, declaration);
  }

  /** `x.get([i, j])`, `x.item(i, j)`, `x.iget(k)`, and what writes them */
  private element(node: TypeScript.CallExpression, array: TypeScript.Expression, name: string): Value | undefined {
    const { ts, around } = this;
    const args = node.arguments;
    const first = args[0] && around.unwrap(args[0]);
    if (first === undefined) return undefined;
    if (name === 'get' && ts.isArrayLiteralExpression(first) && !first.elements.some(ts.isSpreadElement)) {
      return around.read(node, array, this.indices(first.elements), 'indices');
    }
    const written = args[1];
    if (around.write !== undefined && written !== undefined && (name === 'iset' || name === 'set')) {
      if (name === 'set' && !ts.isArrayLiteralExpression(first)) return undefined;
      const index = this.indices(ts.isArrayLiteralExpression(first) ? first.elements : [first]);
      const value = this.number(written, this.value(written));
      around.write(node, array, index, name === 'iset' ? 'flat' : 'indices', value);
      return value;
    }
    if (name !== 'item' && name !== 'iget') return undefined;
    return around.read(node, array, this.indices(args), args.length === 1 ? 'flat' : 'indices');
  }

  private indices(nodes: readonly TypeScript.Expression[]): Value[] {
    return nodes.map((n) => this.number(n, this.value(n)));
  }

  private refuse(node: TypeScript.Node, what: string): never {
    throw new Unsupported(node, `a call of '${what}'`);
  }

  private test(node: TypeScript.CallExpression, name: string): Value | undefined {
    const [argument] = node.arguments;
    return argument && testNumber(this.code, name, this.number(argument, this.value(argument)));
  }

  private inline(node: TypeScript.CallExpression, f: TypeScript.FunctionLikeDeclaration): Value {
    const values = node.arguments.map((argument) => this.value(argument));
    return this.enter(f, node, values);
  }

  /** What a function gives for values of its parameters; those that have none have a default. */
  enter(f: TypeScript.FunctionLikeDeclaration, place: TypeScript.Node, values: readonly Value[]): Value {
    const { ts, scope } = this;
    if (this.calling.includes(f)) throw new Unsupported(place, 'a function that calls itself');
    if (f.asteriskToken !== undefined) throw new Unsupported(f, 'a generator');
    if (ts.canHaveModifiers(f) && f.modifiers?.some((m) => m.kind === this.K.AsyncKeyword)) {
      throw new Unsupported(f, 'an async function');
    }
    this.calling.push(f);
    const result = scope.block(() => {
      f.parameters.forEach((parameter, n) => {
        const { name, initializer, dotDotDotToken } = parameter;
        if (!ts.isIdentifier(name) || dotDotDotToken !== undefined) throw new Unsupported(parameter);
        const value = values[n] ?? (initializer && this.value(initializer));
        if (value === undefined) throw new Unsupported(place, `a call without '${name.text}'`);
        scope.declare(name, value);
      });
      return this.run(f);
    });
    this.calling.pop();
    return result;
  }

  isFunction(node: TypeScript.Expression): boolean {
    const inner = this.around.unwrap(node);
    return this.ts.isArrowFunction(inner) || this.ts.isFunctionExpression(inner);
  }
}
