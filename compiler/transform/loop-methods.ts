/**
 * Methods of typed arrays that call a function for each element: `map`, `forEach`, `every`, `some` and `reduce` are
 * loops over the elements. What they give is a result without a name, or an array that the run time makes.
 */
import type * as TypeScript from 'typescript';
import type { LibraryTypes } from '../source/library';
import { type LoopSettings, NestTranslation } from './loop-nest';
import { TYPED_ARRAYS } from './loop-surroundings';
import type { Value } from './scalar-code';
import { type Key, Unsupported } from './scalar-scope';

const METHODS = ['map', 'forEach', 'every', 'some', 'reduce'] as const;
export type Method = (typeof METHODS)[number];

/** Key of the array that `map` makes, among the nest's. */
const MADE = '(made)';

/** Such a call, with its function and perhaps a first value, or undefined. */
export function elementsCall(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  node: TypeScript.Node,
): TypeScript.CallExpression | undefined {
  if (!ts.isCallExpression(node) || node.flags & ts.NodeFlags.OptionalChain) return undefined;
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || !METHODS.includes(callee.name.text as Method)) return undefined;
  if (node.arguments.length !== (callee.name.text === 'reduce' ? 2 : 1)) return undefined;
  if (node.arguments.some(ts.isSpreadElement)) return undefined;
  const type = program.getTypeChecker().getTypeAtLocation(callee.expression);
  return (type.getSymbol()?.name ?? '') in TYPED_ARRAYS ? node : undefined;
}

export class MethodTranslation extends NestTranslation {
  private readonly key: Key = {};
  private before: Value | undefined;

  constructor(
    ts: typeof TypeScript,
    program: TypeScript.Program,
    types: LibraryTypes,
    private readonly call: TypeScript.CallExpression,
    settings: LoopSettings,
  ) {
    super(ts, program, types, call, settings);
  }

  protected override *variables(): ReturnType<NestTranslation['variables']> {
    yield* super.variables();
    if (this.before !== undefined) yield [this.key, { before: this.before }];
  }

  protected override begins(): void {
    const { call, scope, code, body } = this;
    // A call is an expression: it has nowhere to assign them.
    for (const { name } of this.outer.values())
      throw new Unsupported(name, `'${name.text}', which the function changes,`);
    const { expression: array, name } = call.expression as TypeScript.PropertyAccessExpression;
    const method = name.text as Method;
    const f = this.function(call.arguments[0]!);
    const element = (loop: number): Value => this.read(array, array, [this.indices[loop]!], 'flat');
    const apply = (loop: number, ...first: Value[]): Value =>
      body.expressions.enter(f, call, [...first, element(loop), this.indices[loop]!].slice(0, f.parameters.length));
    if (method === 'every' || method === 'some')
      this.begin(this.giveBound({ kind: 'truth', value: method === 'every' }));
    if (method === 'reduce') {
      const initial = call.arguments[1]!;
      this.begin(this.giveBound({ kind: 'expression', node: initial }));
    }
    this.along({ from: { kind: 'zero' }, to: { kind: 'length', of: array }, until: '<', step: 1 }, (loop) => {
      if (method === 'forEach') this.each(f, [element(loop), this.indices[loop]!]);
      else if (method === 'map') this.make(loop, apply(loop));
      else if (method === 'reduce') scope.set(this.key, apply(loop, scope.get(this.key)!));
      else {
        const truth = apply(loop);
        const holds = truth.kind === 'boolean' ? truth : code.apply('truth', truth);
        const state = scope.get(this.key)!;
        scope.set(this.key, method === 'every' ? code.and(state, holds) : code.or(state, holds));
      }
    });
  }

  private begin(before: Value): void {
    this.before = before;
    this.scope.set(this.key, before);
  }

  private function(argument: TypeScript.Expression): TypeScript.FunctionLikeDeclaration {
    const { ts } = this;
    const node = this.unwrap(argument);
    const f = ts.isArrowFunction(node) || ts.isFunctionExpression(node) ? node : this.callee(node);
    if (f === undefined) throw new Unsupported(argument, 'a function that is known only at run time');
    return f;
  }

  /** A function that is called for what it does. */
  private each(f: TypeScript.FunctionLikeDeclaration, given: readonly Value[]): void {
    const { ts, scope, body } = this;
    f.parameters.forEach(({ name }, n) => {
      if (!ts.isIdentifier(name) || given[n] === undefined) throw new Unsupported(name);
      scope.declare(name, given[n]!);
    });
    if (f.body === undefined) throw new Unsupported(f);
    if (ts.isBlock(f.body)) body.once(f.body);
    else body.expressions.value(f.body);
  }

  /** Writes an element of the array that `map` gives. */
  private make(loop: number, value: Value): void {
    const number = value.kind === 'number' ? value : this.code.apply('number', value);
    if (!this.arrays.has(MADE)) this.arrays.set(MADE, undefined);
    const array = [...this.arrays.keys()].indexOf(MADE);
    const index = this.affine(this.call, [this.indices[loop]!]);
    const time = ++this.clock;
    const target = this.accesses.push({ array, index, flat: true, loops: this.stack, time }) - 1;
    this.statements.push({ kind: 'store', loops: this.stack, target, value: this.codeOf(number), time });
  }
}
