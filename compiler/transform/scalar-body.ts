/**
 * Translates the statements of a scalar function. Both branches of a condition are computed and one is selected;
 * what a `return`, `break` or `continue` skips is selected away by a flag. A loop runs where its branch is taken
 * and nothing was left, so that it ends whenever the program's does.
 */
import type * as TypeScript from 'typescript';
import type { ScalarKind } from '../ir/scalar-function';
import type { ScalarCode, Value } from './scalar-code';
import { Expressions, type Surroundings } from './scalar-expressions';
import { type Key, type Scope, Unsupported } from './scalar-scope';

/** A function that is being translated: the outermost, or one that it calls. */
interface Frame {
  readonly returned: Key;
  readonly value: Key;
  kind: ScalarKind | undefined;
  /** Flags of the loops around, innermost last. */
  readonly loops: { readonly broke: Key; readonly continued: Key }[];
}

interface LoopParts {
  readonly condition?: TypeScript.Expression;
  readonly body: () => void;
  readonly update?: () => void;
}

const newKey = (): Key => ({});

export class Body {
  readonly expressions: Expressions;
  private frame: Frame | undefined;

  constructor(
    private readonly ts: typeof TypeScript,
    private readonly code: ScalarCode,
    private readonly scope: Scope,
    private readonly around: Surroundings,
  ) {
    this.expressions = new Expressions(ts, code, scope, around, (f) => this.run(f));
  }

  /** What a function whose parameters are set gives. */
  private run(f: TypeScript.FunctionLikeDeclaration): Value {
    const { code, scope, ts } = this;
    const body = f.body;
    if (body === undefined) throw new Unsupported(f, 'a function without a body');
    if (!ts.isBlock(body)) return this.expressions.value(body);
    const outer = this.frame;
    const frame: Frame = { returned: newKey(), value: newKey(), kind: undefined, loops: [] };
    this.frame = frame;
    scope.set(frame.returned, code.constant(false));
    scope.guard(frame.value, frame.returned);
    try {
      if (this.statements(body.statements)) throw new Unsupported(body, 'a path that returns nothing');
      return scope.get(frame.value)!;
    } finally {
      this.frame = outer;
      scope.delete(frame.returned);
      scope.delete(frame.value);
    }
  }

  /** Translates statements that stand in no function. */
  outermost(site: TypeScript.Node, translate: () => void): void {
    const frame: Frame = { returned: newKey(), value: newKey(), kind: undefined, loops: [] };
    const no = this.code.constant(false);
    this.frame = frame;
    this.scope.set(frame.returned, no);
    translate();
    if (this.scope.get(frame.returned) !== no) throw new Unsupported(site, 'a return from inside');
    this.scope.delete(frame.returned);
    this.frame = undefined;
  }

  /** One iteration of a loop of which somebody else translates the rest. */
  once(statement: TypeScript.Statement): void {
    const { scope, code } = this;
    const { loops } = this.frame!;
    const flags = { broke: newKey(), continued: newKey() };
    const no = code.constant(false);
    const active = scope.active;
    loops.push(flags);
    scope.set(flags.broke, no);
    scope.set(flags.continued, no);
    scope.block(() => void this.statements([statement]));
    loops.pop();
    if (scope.get(flags.broke) !== no) throw new Unsupported(statement, 'a loop that is left early');
    scope.delete(flags.broke);
    scope.delete(flags.continued);
    scope.active = active;
  }

  /** Whether control may reach the end of the list. */
  private statements(list: readonly TypeScript.Statement[]): boolean {
    const { code } = this;
    for (const [n, statement] of list.entries()) {
      if (!this.statement(statement)) return false;
      const left = this.left();
      if (left.constant === true) return false;
      if (left.constant === undefined) {
        let reached = true;
        this.scope.choose(code.not(left), () => {
          reached = this.statements(list.slice(n + 1));
        });
        return reached;
      }
    }
    return true;
  }

  /** Whether something left the current place: the function, or an iteration. */
  private left(): Value {
    const { returned, loops } = this.frame!;
    const loop = loops.at(-1);
    const keys = loop === undefined ? [returned] : [returned, loop.broke, loop.continued];
    return keys.map((key) => this.scope.get(key)!).reduce((x, y) => this.code.or(x, y));
  }

  private statement(node: TypeScript.Statement): boolean {
    const { ts, scope, code } = this;
    if (ts.isBlock(node)) return scope.block(() => this.statements(node.statements));
    if (ts.isExpressionStatement(node)) {
      this.expressions.value(node.expression);
      return true;
    }
    if (ts.isVariableStatement(node)) {
      this.declare(node.declarationList);
      return true;
    }
    if (ts.isIfStatement(node)) return this.conditional(node);
    if (ts.isReturnStatement(node)) {
      if (node.expression === undefined) throw new Unsupported(node, 'a return without a value');
      this.return(node, this.expressions.value(node.expression));
      return false;
    }
    if (ts.isForOfStatement(node) && this.around.nested?.(node)) return true;
    if (ts.isForStatement(node)) return this.around.nested?.(node) || scope.block(() => this.for(node));
    if (ts.isWhileStatement(node)) {
      const { expression, statement } = node;
      return this.loop(node, { condition: expression, body: () => void this.statements([statement]) });
    }
    if (ts.isDoStatement(node)) return this.do(node);
    if (ts.isSwitchStatement(node)) return scope.block(() => this.switch(node));
    if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) {
      const loop = this.frame!.loops.at(-1);
      if (node.label !== undefined || loop === undefined) throw new Unsupported(node, 'a label');
      scope.set(ts.isBreakStatement(node) ? loop.broke : loop.continued, code.constant(true));
      return false;
    }
    // Functions are translated where they are called.
    if (ts.isFunctionDeclaration(node) || ts.isEmptyStatement(node) || ts.isTypeAliasDeclaration(node)) return true;
    throw new Unsupported(node);
  }

  private return(node: TypeScript.Node, value: Value): void {
    const frame = this.frame!;
    frame.kind ??= value.kind;
    if (frame.kind !== value.kind) throw new Unsupported(node, 'a function of both numbers and booleans');
    this.scope.set(frame.value, value);
    this.scope.set(frame.returned, this.code.constant(true));
  }

  private declare(list: TypeScript.VariableDeclarationList): void {
    const { ts, scope } = this;
    if (!(list.flags & ts.NodeFlags.BlockScoped)) throw new Unsupported(list, "a variable declared by 'var'");
    if ((list.flags & ts.NodeFlags.BlockScoped) > ts.NodeFlags.Const) throw new Unsupported(list, "'using'");
    for (const declaration of list.declarations) {
      const { name, initializer } = declaration;
      if (!ts.isIdentifier(name)) throw new Unsupported(name);
      if (initializer !== undefined && this.expressions.isFunction(initializer)) {
        if (!(list.flags & ts.NodeFlags.Const)) throw new Unsupported(declaration, 'a function that may be replaced');
        continue;
      }
      scope.declare(name, initializer === undefined ? this.unset(name) : this.expressions.value(initializer));
    }
  }

  /** undefined, as far as arithmetic sees it. */
  private unset(name: TypeScript.Identifier): Value {
    const kind = this.scope.kindOf(name);
    if (kind === undefined) throw new Unsupported(name);
    return this.code.constant(kind === 'number' ? Number.NaN : false);
  }

  private conditional(node: TypeScript.IfStatement): boolean {
    const { thenStatement, elseStatement } = node;
    const condition = this.expressions.condition(node.expression);
    const reached = [true, true];
    this.scope.choose(
      condition,
      () => {
        reached[0] = this.statements([thenStatement]);
      },
      () => {
        reached[1] = elseStatement === undefined || this.statements([elseStatement]);
      },
    );
    if (condition.constant !== undefined) return reached[condition.constant ? 0 : 1]!;
    return reached[0]! || reached[1]!;
  }

  private for(node: TypeScript.ForStatement): boolean {
    const { initializer, condition, incrementor, statement } = node;
    if (initializer !== undefined) {
      if (this.ts.isVariableDeclarationList(initializer)) this.declare(initializer);
      else this.expressions.value(initializer);
    }
    return this.loop(node, {
      condition,
      body: () => void this.statements([statement]),
      ...(incrementor !== undefined && { update: () => void this.expressions.value(incrementor) }),
    });
  }

  /** The condition leaves the loop, at the end of an iteration that `continue` may have cut short. */
  private do(node: TypeScript.DoStatement): boolean {
    const { code, scope } = this;
    return this.loop(node, {
      body: () => void this.statements([node.statement]),
      update: () => {
        const goes = this.expressions.condition(node.expression);
        scope.choose(code.not(goes), () => scope.set(this.frame!.loops.at(-1)!.broke, code.constant(true)));
      },
    });
  }

  /** Control enters at the clause that matches, and runs through the next ones until it leaves. */
  private switch(node: TypeScript.SwitchStatement): boolean {
    const { code, scope, ts, expressions } = this;
    const { loops } = this.frame!;
    const { clauses } = node.caseBlock;
    const no = code.constant(false);
    const subject = expressions.value(node.expression);
    let matched = no;
    const enters = clauses.map((clause) => {
      if (ts.isDefaultClause(clause)) return undefined;
      const here = code.and(
        expressions.equal(clause, subject, expressions.value(clause.expression)),
        code.not(matched),
      );
      matched = code.or(matched, here);
      return here;
    });
    const outer = loops.at(-1);
    const flags = { broke: newKey(), continued: outer?.continued ?? newKey() };
    scope.set(flags.broke, no);
    if (outer === undefined) scope.set(flags.continued, no);
    loops.push(flags);
    let running = no;
    let reached = true;
    clauses.forEach((clause, n) => {
      running = code.or(running, enters[n] ?? code.not(matched));
      scope.choose(code.and(running, code.not(this.left())), () => {
        reached = this.statements(clause.statements);
      });
    });
    loops.pop();
    const left = scope.get(flags.broke) !== no;
    scope.delete(flags.broke);
    if (outer === undefined) scope.delete(flags.continued);
    return reached || left || !clauses.some(ts.isDefaultClause);
  }

  private loop(node: TypeScript.Node, parts: LoopParts): boolean {
    const { code, scope } = this;
    const flags = { broke: newKey(), continued: newKey() };
    const frame = this.frame!;
    const guard = scope.active;
    frame.loops.push(flags);
    scope.set(flags.broke, code.constant(false));
    scope.set(flags.continued, code.constant(false));

    const before = scope.snapshot();
    // Once with variables of which nothing is known, to see which ones change.
    let pure = true;
    let broke = false;
    const unknown = new Map([...before].map(([key, value]) => [key, code.opaque(value.kind)] as const));
    code.region(() => {
      scope.restore(unknown);
      if (parts.condition !== undefined) {
        this.expressions.condition(parts.condition);
        pure = [...unknown].every(([key, value]) => scope.get(key) === value);
      }
      this.iteration(parts, flags);
      return [];
    });
    const changed = [...before.keys()].filter((key) => scope.get(key) !== unknown.get(key) && key !== flags.continued);
    broke = changed.includes(flags.broke);
    const value = scope.get(frame.value);
    if (value !== undefined && !before.has(frame.value)) {
      before.set(frame.value, code.constant(value.kind === 'number' ? 0 : false));
      changed.push(frame.value);
    }
    if (!pure && !changed.includes(flags.broke)) changed.push(flags.broke);
    if (changed.length === 0) throw new Unsupported(node, 'a loop that changes nothing');

    const state = changed.map((key) => code.opaque(before.get(key)!.kind));
    const inside = new Map(before);
    for (const [n, key] of changed.entries()) inside.set(key, state[n]!);
    const going = (): Value => code.and(guard, code.not(this.left()));
    const condition = code.region(() => {
      scope.restore(inside);
      let goes = going();
      const test = parts.condition;
      if (test !== undefined && pure) {
        scope.active = goes;
        goes = code.and(goes, this.expressions.condition(test));
      }
      return [goes];
    });
    let exit = code.constant(false);
    const body = code.region(() => {
      scope.restore(inside);
      scope.active = code.constant(true);
      // Nothing has left the loop where it goes on.
      for (const flag of [flags.broke, frame.returned]) scope.set(flag, code.constant(false));
      if (parts.condition !== undefined && !pure) {
        scope.choose(
          this.expressions.condition(parts.condition),
          () => this.iteration(parts, flags),
          () => scope.set(flags.broke, code.constant(true)),
        );
      } else this.iteration(parts, flags);
      exit = this.left();
      return changed.map((key) => scope.get(key)!);
    });
    const initial = changed.map((key) => before.get(key)!);
    const last = code.loop(initial, state, condition, body, exit);
    scope.restore(before);
    for (const [n, key] of changed.entries()) scope.set(key, last[n]!);
    scope.active = guard;
    frame.loops.pop();
    scope.delete(flags.broke);
    scope.delete(flags.continued);
    return broke || (parts.condition !== undefined && !this.isTrue(parts.condition));
  }

  private iteration({ body, update }: LoopParts, flags: Frame['loops'][number]): void {
    const { scope, code } = this;
    const no = code.constant(false);
    scope.set(flags.continued, no);
    scope.block(body);
    scope.set(flags.continued, no);
    if (update !== undefined) scope.choose(code.not(this.left()), update);
  }

  private isTrue(node: TypeScript.Expression): boolean {
    return node.kind === this.ts.SyntaxKind.TrueKeyword;
  }
}
