/**
 * Finds the loops of a file that are lifted, outermost first, and makes them choose: by how much there is to do, and
 * by what the run time finds out about the arrays.
 *
 *     const $r = n > 65536 ? $l(site, '{…}', [x, y], [0, n, a]) : void 0;
 *     if ($r === undefined) {
 *         for (let i = 0; i < n; i++) y[i] += a * x[i];
 *     } else {
 *         $w();
 *     }
 *
 * What a lifted loop computes is complete after `$w()`, which comes before anything that could look.
 */
import type * as TypeScript from 'typescript';
import type { LibraryTypes } from '../source/library';
import { operatorOf } from '../source/operators';
import { type Bound, type CountedLoop, isLoop } from './loop-header';
import { elementsCall, MethodTranslation } from './loop-methods';
import { type LiftedLoop, type LoopSettings, NestTranslation } from './loop-nest';
import { touchesElements } from './loop-syntax';

export interface LoopPlan {
  readonly lifted: ReadonlyMap<CountedLoop, LiftedLoop>;
  /** Statements after which what was lifted has to be complete. */
  readonly waits: ReadonlySet<TypeScript.Statement>;
  /** Calls of methods that are loops over elements. */
  readonly methods: ReadonlyMap<TypeScript.Node, LiftedLoop>;
  /** Loops over arrays that stay loops, and why. */
  readonly kept: ReadonlyMap<TypeScript.Node, string>;
}

export function planLoops(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  file: TypeScript.SourceFile,
  types: LibraryTypes,
  settings: LoopSettings,
): LoopPlan {
  const lifted = new Map<CountedLoop, LiftedLoop>();
  const methods = new Map<TypeScript.Node, LiftedLoop>();
  const kept = new Map<TypeScript.Node, string>();
  const quiet = new Map<TypeScript.Node, boolean>();
  const visit = (node: TypeScript.Node): void => {
    if (isLoop(ts, node) && touchesElements(ts, types, node)) {
      const reassociate = settings.reassociate || hasDirective(node);
      const result = new NestTranslation(ts, program, types, node, { reassociate }).result();
      if ('nest' in result) {
        lifted.set(node, result);
        return;
      }
      kept.set(node, result.why);
    }
    const call = elementsCall(ts, program, node);
    if (call !== undefined) {
      const result = new MethodTranslation(ts, program, types, call, settings).result();
      if ('nest' in result) {
        methods.set(call, result);
        return;
      }
      kept.set(call, result.why);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const waits = new Set<TypeScript.Statement>();
  for (const loop of lifted.keys()) waits.add(waitOf(loop));
  return { lifted, methods, waits, kept };

  /** `// reassociate` in a comment before the loop. */
  function hasDirective(node: TypeScript.Node): boolean {
    const comments = ts.getLeadingCommentRanges(file.text, node.pos) ?? [];
    return comments.some(({ pos, end }) => /@reassociate\b/.test(file.text.slice(pos, end)));
  }

  /** The last statement of those that run, without a look at any array, after a lifted loop. */
  function waitOf(loop: CountedLoop): TypeScript.Statement {
    let last: TypeScript.Statement = loop;
    for (;;) {
      const { parent } = last;
      const list =
        ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isModuleBlock(parent) ? parent.statements : undefined;
      if (list === undefined) return last;
      const at = list.indexOf(last);
      let end = at;
      while (end + 1 < list.length && isQuiet(list[end + 1]!)) end++;
      // Between here and the end only what is quiet counts, as far as another lifted loop follows.
      while (end > at && !containsLifted(list[end]!)) end--;
      last = list[end]!;
      const around = parent.parent;
      const isLoop = ts.isBlock(parent) && ts.isIterationStatement(around, false) && around.statement === parent;
      if (!isLoop || !isQuiet(around as TypeScript.Statement)) return last;
      last = around as TypeScript.Statement;
    }
  }

  function containsLifted(node: TypeScript.Node): boolean {
    if (isLoop(ts, node) && lifted.has(node)) return true;
    if (ts.isFunctionLike(node)) return false;
    return ts.forEachChild(node, (child) => containsLifted(child) || undefined) === true;
  }

  /** Whether a statement sees no array's elements but in lifted loops, and runs no other code that might. */
  function isQuiet(node: TypeScript.Node): boolean {
    const known = quiet.get(node);
    if (known !== undefined) return known;
    const answer = look(node);
    quiet.set(node, answer);
    return answer;
  }

  function look(node: TypeScript.Node): boolean {
    if (isLoop(ts, node) && lifted.has(node)) return true;
    if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isLabeledStatement(node)) return false;
    if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) return false;
    if (ts.isForOfStatement(node) || ts.isForInStatement(node) || ts.isTryStatement(node)) return false;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) > ts.NodeFlags.Const)
      return false;
    if (ts.isExpression(node)) return isQuietExpression(node);
    return ts.forEachChild(node, (child) => !isQuiet(child) || undefined) !== true;
  }

  function isQuietExpression(node: TypeScript.Expression): boolean {
    if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
    if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) return true;
    const all = (n: TypeScript.Node): boolean => ts.forEachChild(n, (child) => !isQuiet(child) || undefined) !== true;
    if (ts.isBinaryExpression(node) || ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      return all(node);
    }
    if (ts.isParenthesizedExpression(node) || ts.isConditionalExpression(node)) return all(node);
    if (ts.isArrayLiteralExpression(node)) return node.elements.every(ts.isIdentifier);
    if (ts.isPropertyAccessExpression(node)) {
      return node.name.text === 'length' && ts.isIdentifier(node.expression);
    }
    if (!ts.isCallExpression(node)) return false;
    if (operatorOf(node) !== undefined) return types.call(node) === undefined && node.arguments.every(isQuiet);
    const callee = node.expression;
    return (
      ts.isPropertyAccessExpression(callee) &&
      types.isGlobal(callee.expression, 'Math') &&
      node.arguments.every(isQuiet)
    );
  }
}

/** Additions that V8 does in the time that a lifted loop takes to be launched and waited for. */
const WORTH_LIFTING = 1 << 18;

export interface Lifting {
  readonly ts: typeof TypeScript;
  readonly factory: TypeScript.NodeFactory;
  readonly loop: LiftedLoop;
  readonly original: TypeScript.Statement;
  readonly visit: (node: TypeScript.Expression) => TypeScript.Expression;
  /** The attempt: gives the results, or undefined. */
  readonly call: (nest: string, arrays: TypeScript.Expression, scalars: TypeScript.Expression) => TypeScript.Expression;
  /** A name for what it gives. */
  readonly result: string;
  /** However little there is to do. */
  readonly always: boolean;
  /** Evaluated, to undefined, where there is too little to do. */
  readonly otherwise: TypeScript.Expression;
  /** What follows where the loop was lifted. */
  readonly after: readonly TypeScript.Statement[];
}

/** The statements that stand for a lifted loop. */
export function liftedStatements(lifting: Lifting): TypeScript.Statement[] {
  const { ts, factory, loop, original, visit, result, always } = lifting;
  const list = (nodes: readonly TypeScript.Expression[]) => factory.createArrayLiteralExpression(nodes);
  const attempt = lifting.call(
    JSON.stringify(loop.nest),
    list(loop.arrays.map((a) => visit(a!))),
    list(loop.scalars.map((b) => boundExpression(lifting, b))),
  );
  const name = factory.createIdentifier(result);
  const value = always
    ? attempt
    : factory.createConditionalExpression(pays(lifting), undefined, attempt, undefined, lifting.otherwise);
  const declaration = factory.createVariableDeclaration(name, undefined, undefined, value);
  const assigned = loop.results.map((target, n) =>
    factory.createExpressionStatement(
      factory.createAssignment(target!, factory.createElementAccessExpression(name, factory.createNumericLiteral(n))),
    ),
  );
  const otherwise = [...assigned, ...lifting.after];
  return [
    factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([declaration], ts.NodeFlags.Const),
    ),
    factory.createIfStatement(
      factory.createStrictEquality(name, factory.createVoidZero()),
      // An `if` at its end would take the `else`.
      otherwise.length > 0 ? factory.createBlock([original], true) : original,
      otherwise.length > 0 ? factory.createBlock(otherwise, true) : undefined,
    ),
  ];
}

/** `$h(site, least, '{…}', [x], [0, x.length], x, 'map', f)`: what stands for a method's call. */
export function liftedCall(
  { ts, factory, loop, visit }: Pick<Lifting, 'ts' | 'factory' | 'loop' | 'visit'>,
  call: TypeScript.CallExpression,
  always: boolean,
  made: (args: TypeScript.Expression[]) => TypeScript.Expression,
): TypeScript.Expression {
  const { expression: array, name } = call.expression as TypeScript.PropertyAccessExpression;
  const list = (nodes: readonly TypeScript.Expression[]) => factory.createArrayLiteralExpression(nodes);
  const arrays = loop.arrays.map((a) => (a === undefined ? factory.createVoidZero() : visit(a)));
  return made([
    factory.createNumericLiteral(always ? 0 : leastTrips(loop)),
    factory.createStringLiteral(JSON.stringify(loop.nest), true),
    list(arrays),
    list(loop.scalars.map((b) => boundExpression({ ts, factory, visit }, b))),
    visit(array),
    factory.createStringLiteral(name.text),
    ...call.arguments.map(visit),
  ]);
}

const leastTrips = (loop: LiftedLoop): number => Math.ceil(WORTH_LIFTING / Math.max(1, loop.nest.weight));

/** `(n - 0) * (m - 1) > least` */
function pays(lifting: Lifting): TypeScript.Expression {
  const { factory, loop } = lifting;
  const isZero = (b: Bound): boolean => b.kind === 'zero' || (b.kind === 'expression' && b.node.getText() === '0');
  const [first, ...others] = loop.spans.map(([from, to]) =>
    isZero(from)
      ? boundExpression(lifting, to)
      : factory.createParenthesizedExpression(
          factory.createSubtract(boundExpression(lifting, to), boundExpression(lifting, from)),
        ),
  ) as unknown as [TypeScript.Expression, ...TypeScript.Expression[]];
  const trips = others.reduce((product, n) => factory.createMultiply(product, n), first);
  return factory.createGreaterThan(trips, factory.createNumericLiteral(leastTrips(loop)));
}

function boundExpression(
  { ts, factory, visit }: Pick<Lifting, 'ts' | 'factory' | 'visit'>,
  bound: Bound,
): TypeScript.Expression {
  if (bound.kind === 'zero') return factory.createNumericLiteral(0);
  if (bound.kind === 'truth') return bound.value ? factory.createTrue() : factory.createFalse();
  if (bound.kind === 'length') return factory.createPropertyAccessExpression(visit(bound.of), 'length');
  const made = visit(bound.node);
  const isPlain = ts.isIdentifier(made) || ts.isNumericLiteral(made) || ts.isPropertyAccessExpression(made);
  return isPlain ? made : factory.createParenthesizedExpression(made);
}
