/** LGT2305 and LGT2306: shapes that constants of the source give, and what can't be done with them. */
import type * as TypeScript from 'typescript';
import { parseSlice } from '../../ir/slice';
import { operatorOf } from '../operators';
import type { Search } from './index';

type Shape = readonly number[];

/** Functions and methods of two arrays that broadcast. */
const ELEMENTWISE = new Set(
  (
    'add subtract multiply divide power mod remainder floor_divide maximum minimum arctan2 hypot equal not_equal less ' +
    'less_equal greater greater_equal logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor'
  ).split(' '),
);
/** … of one array, which keep its shape. */
const KEEPING = new Set(
  (
    'sqrt exp log sin cos tan abs absolute square negative positive sign floor ceil copy astype zeros_like ones_like ' +
    'empty_like full_like cumsum sort asarray isfinite isnan clip'
  ).split(' '),
);
const MAKERS = new Set(['zeros', 'ones', 'empty', 'full']);

const reversed = (s: Shape | undefined): Shape | undefined => s && [...s].reverse();
const shown = (s: Shape): string => `(${s.join(', ')}${s.length === 1 ? ',' : ''})`;

export function findWrongShapes(search: Search): void {
  const { ts, types, checker, file } = search;
  const known = new Map<TypeScript.Node, Shape | undefined>();
  /** Variables whose value is being looked for. */
  const asking = new Set<TypeScript.Node>();
  visit(file);

  function visit(node: TypeScript.Node): void {
    if (ts.isCallExpression(node)) shapeOf(node);
    ts.forEachChild(node, visit);
  }

  function shapeOf(expression: TypeScript.Expression): Shape | undefined {
    const node = types.unwrap(expression);
    if (!known.has(node)) {
      known.set(node, undefined);
      known.set(node, compute(node));
    }
    return known.get(node);
  }

  function compute(node: TypeScript.Expression): Shape | undefined {
    if (ts.isIdentifier(node)) {
      const made = constantOf(node);
      return made && types.isArray(node) ? shapeOf(made) : undefined;
    }
    if (ts.isPropertyAccessExpression(node)) {
      return node.name.text === 'T' && types.isArray(node.expression) ? reversed(shapeOf(node.expression)) : undefined;
    }
    if (!ts.isCallExpression(node)) return undefined;
    const operator = operatorOf(node);
    if (operator !== undefined) {
      const [x, y] = node.arguments as unknown as [TypeScript.Expression, TypeScript.Expression];
      if (operator.form === 'index' || operator.form === 'index_assign') return sliced(y, shapeOf(x), y);
      if (operator.form === 'unary') return shapeOf(x);
      const result = broadcast(node, operand(x), operand(y));
      return operator.form === 'binary' ? result : shapeOf(x);
    }
    const call = types.call(node);
    return call === undefined ? undefined : ofCall(node, call.name);
  }

  /** Scalars have the shape of nothing. */
  function operand(x: TypeScript.Expression): Shape | undefined {
    return types.isPrimitive(x) ? [] : shapeOf(x);
  }

  function ofCall(node: TypeScript.CallExpression, name: string): Shape | undefined {
    const method = methodOf(node);
    const args = node.arguments;
    const [first, second] = (method === undefined ? args : [method, ...args]) as (TypeScript.Expression | undefined)[];
    if (method === undefined && MAKERS.has(name)) return first && extents(first);
    if (first === undefined) return undefined;
    if (method === undefined && name === 'array') return ofLists(first);
    if (method === undefined && name === 'linspace') return args.length > 2 ? extents(args[2]!) : [50];
    if (KEEPING.has(name)) return shapeOf(first);
    if (ELEMENTWISE.has(name)) return second && broadcast(node, operand(first), operand(second));
    if (name === 'matmul') return second && product(node, shapeOf(first), shapeOf(second));
    if (name === 'transpose') return args.length === (method ? 0 : 1) ? reversed(shapeOf(first)) : undefined;
    if (name === 'reshape') return reshaped(node, shapeOf(first), method ? args : args.slice(1));
    if (method === undefined) return undefined;
    if (name === 'slice') return textSlices(node, shapeOf(method));
    if (['get', 'item', 'set'].includes(name)) element(node, name, shapeOf(method));
    return undefined;
  }

  function methodOf(node: TypeScript.CallExpression): TypeScript.Expression | undefined {
    const callee = node.expression;
    if (!ts.isPropertyAccessExpression(callee) || !types.isArray(callee.expression)) return undefined;
    return callee.expression;
  }

  /** What a `const` was made of. */
  function constantOf(name: TypeScript.Identifier): TypeScript.Expression | undefined {
    const declaration = checker.getSymbolAtLocation(name)?.valueDeclaration;
    if (declaration === undefined || !ts.isVariableDeclaration(declaration) || asking.has(declaration))
      return undefined;
    const list = declaration.parent;
    const isConstant = (list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
    return isConstant && ts.isVariableDeclarationList(list) ? declaration.initializer : undefined;
  }

  function number(expression: TypeScript.Expression): number | undefined {
    const node = types.unwrap(expression);
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (ts.isIdentifier(node)) {
      const made = constantOf(node);
      const declaration = made?.parent;
      if (made === undefined || declaration === undefined || asking.has(declaration)) return undefined;
      asking.add(declaration);
      const value = number(made);
      asking.delete(declaration);
      return value;
    }
    const operator = operatorOf(node);
    if (operator === undefined || !ts.isCallExpression(node)) return undefined;
    const [x, y] = node.arguments.map((a) => number(a));
    if (operator.form === 'unary')
      return x !== undefined && operator.operator === ts.SyntaxKind.MinusToken ? -x : undefined;
    if (operator.form !== 'binary' || x === undefined || y === undefined) return undefined;
    switch (operator.operator) {
      case ts.SyntaxKind.PlusToken:
        return x + y;
      case ts.SyntaxKind.MinusToken:
        return x - y;
      case ts.SyntaxKind.AsteriskToken:
        return x * y;
      case ts.SyntaxKind.SlashToken:
        return x / y;
      default:
        return undefined;
    }
  }

  /** A shape as it was written: one number, or a list. */
  function extents(expression: TypeScript.Expression): Shape | undefined {
    const node = types.unwrap(expression);
    const parts = ts.isArrayLiteralExpression(node) ? node.elements : [node];
    const all = parts.map((p) => number(p));
    return all.every((e): e is number => e !== undefined && Number.isInteger(e) && e >= 0) ? all : undefined;
  }

  function ofLists(expression: TypeScript.Expression): Shape | undefined {
    const node = types.unwrap(expression);
    if (!ts.isArrayLiteralExpression(node)) return types.isPrimitive(node) ? [] : undefined;
    if (node.elements.length === 0 || node.elements.some(ts.isSpreadElement)) return undefined;
    const inner = node.elements.map((e) => ofLists(e));
    const first = inner[0];
    const equal = inner.every((s) => s !== undefined && String(s) === String(first));
    return equal && first !== undefined ? [node.elements.length, ...first] : undefined;
  }

  function broadcast(node: TypeScript.Node, x: Shape | undefined, y: Shape | undefined): Shape | undefined {
    if (x === undefined || y === undefined) return undefined;
    const out: number[] = [];
    for (let d = 1; d <= Math.max(x.length, y.length); d++) {
      const [e, f] = [x[x.length - d] ?? 1, y[y.length - d] ?? 1];
      if (e !== f && e !== 1 && f !== 1) {
        search.warn(
          node,
          'LGT2305',
          `operands of shapes ${shown(x)} and ${shown(y)} don't broadcast: ${e} is not ${f}`,
        );
        return undefined;
      }
      out.unshift(e === 1 ? f : e);
    }
    return out;
  }

  function product(node: TypeScript.Node, x: Shape | undefined, y: Shape | undefined): Shape | undefined {
    if (!x?.length || !y?.length || x.length > 2 || y.length > 2) return undefined;
    const [inner, other] = [x[x.length - 1]!, y[Math.max(0, y.length - 2)]!];
    if (inner === other) return [...x.slice(0, -1), ...y.slice(1)];
    search.warn(node, 'LGT2305', `matmul of shapes ${shown(x)} and ${shown(y)}: ${inner} is not ${other}`);
    return undefined;
  }

  function reshaped(
    node: TypeScript.CallExpression,
    from: Shape | undefined,
    args: readonly TypeScript.Expression[],
  ): Shape | undefined {
    const first = args[0] && types.unwrap(args[0]);
    const parts = first && ts.isArrayLiteralExpression(first) ? first.elements : args;
    const to = parts.map((p) => number(p));
    if (!to.every((e): e is number => e !== undefined && Number.isInteger(e))) return undefined;
    if (from === undefined) return to.every((e) => e >= 0) ? to : undefined;
    const size = from.reduce((n, e) => n * e, 1);
    const rest = to.filter((e) => e >= 0).reduce((n, e) => n * e, 1);
    const unknown = to.filter((e) => e < 0).length;
    const fits = unknown === 0 ? rest === size : rest > 0 && size % rest === 0;
    if (fits) return unknown > 1 ? undefined : to.map((e) => (e < 0 ? size / rest : e));
    search.warn(node, 'LGT2305', `an array of shape ${shown(from)} can't be reshaped to ${shown(to)}`);
    return undefined;
  }

  /** An index in backticks. */
  function sliced(text: TypeScript.Expression, of: Shape | undefined, place: TypeScript.Node): Shape | undefined {
    if (of === undefined || !ts.isNoSubstitutionTemplateLiteral(text)) return undefined;
    return select(text.text.split(','), of, () => place);
  }

  function textSlices(node: TypeScript.CallExpression, of: Shape | undefined): Shape | undefined {
    const specs = node.arguments.map((a) => (ts.isStringLiteralLike(a) ? a.text : number(a)));
    if (of === undefined || !specs.every((s) => s !== undefined)) return undefined;
    return select(specs.map(String), of, (n) => node.arguments[n]!);
  }

  function select(specs: readonly string[], of: Shape, place: (n: number) => TypeScript.Node): Shape | undefined {
    let parsed: ReturnType<typeof parseSlice>[];
    try {
      parsed = specs.map(parseSlice);
    } catch {
      // Said elsewhere.
      return undefined;
    }
    const indexing = parsed.filter((s) => s.kind === 'index' || s.kind === 'range').length;
    if (indexing > of.length) {
      search.warn(place(0), 'LGT2306', `${indexing} indices for an array of shape ${shown(of)}`);
      return undefined;
    }
    const out: number[] = [];
    let axis = 0;
    for (const [n, s] of parsed.entries()) {
      if (s.kind === 'newaxis') out.push(1);
      else if (s.kind === 'ellipsis') {
        const rest = of.length - indexing;
        out.push(...of.slice(axis, axis + rest));
        axis += rest;
      } else {
        const extent = of[axis]!;
        if (s.kind === 'index') {
          if (!inside(place(n), s.at, axis, extent)) return undefined;
        } else out.push(count(s, extent, place(n)));
        axis++;
      }
    }
    return [...out, ...of.slice(axis)];
  }

  function inside(place: TypeScript.Node, index: number, axis: number, extent: number): boolean {
    if (index >= -extent && index < extent) return true;
    search.warn(place, 'LGT2306', `index ${index} is out of bounds for axis ${axis} with size ${extent}`);
    return false;
  }

  function count(s: { start?: number; stop?: number; step: number }, extent: number, place: TypeScript.Node): number {
    const clip = (at: number, lo: number, hi: number): number => Math.min(Math.max(at < 0 ? at + extent : at, lo), hi);
    const up = s.step > 0;
    const start = s.start === undefined ? (up ? 0 : extent - 1) : clip(s.start, up ? 0 : -1, up ? extent : extent - 1);
    const stop = s.stop === undefined ? (up ? extent : -1) : clip(s.stop, up ? 0 : -1, up ? extent : extent - 1);
    if (s.start !== undefined && s.start >= extent && up && extent > 0) {
      search.warn(place, 'LGT2306', `a slice from ${s.start} on selects nothing of an axis with size ${extent}`);
    }
    return Math.max(0, Math.ceil((stop - start) / s.step));
  }

  function element(node: TypeScript.CallExpression, name: string, of: Shape | undefined): void {
    if (of === undefined) return;
    const first = node.arguments[0] && types.unwrap(node.arguments[0]);
    const list = first && ts.isArrayLiteralExpression(first) ? first.elements : name === 'item' ? node.arguments : [];
    if (name === 'item' && list.length === 1 && of.length !== 1) return;
    if (list.length !== of.length) return;
    list.forEach((e, axis) => {
      const at = number(e);
      if (at !== undefined) inside(e, at, axis, of[axis]!);
    });
  }
}
