/**
 * The transformer: one source file in, the same file with its array lifetimes and call sites marked.
 *
 * It is an ordinary `before` transformer of the TypeScript compiler, so types are still there to be
 * asked, and whatever isn't the library's is emitted as tsc emits it, source maps included. The
 * helpers come from `legate-ts/transformed`:
 *
 *     $m()          a mark: what is registered from now on belongs to this expression
 *     $t(v)         registers an intermediate
 *     $e(mark, v)   drops everything registered since the mark, except v
 *     $d(z)         drops a local that is used no more
 *     $re(old, v)   drops what a variable held, once its new value v is computed
 *     $s(site, v)   the call about to be made stands at that site
 *     $f(f, data, captures, more)
 *                   a function and what it is, for a kernel; $nf(f, why) where it can't be one
 *     $l(site, nest, arrays, scalars)
 *                   runs a loop as tasks, if it can; $w() waits for what such loops compute
 *     $h(site, least, nest, arrays, scalars, x, method, f)
 *                   a typed array's method that calls a function for each element
 *     $n(x)         a typed array that nothing but lifted loops, and what follows $o(x), gets to see
 *     $file(f, t, l)
 *                   registers a file's sites, and its loops that stay loops; gives the number of the first site
 */
import type * as TypeScript from 'typescript';
import { isCompiled } from '../source/compiled';
import { LibraryTypes } from '../source/library';
import type { Library } from '../source/package';
import { Expressions } from './expressions';
import { Helpers } from './helpers';
import { planLifetimes } from './lifetimes';
import { isLoop } from './loop-header';
import { liftedCall, liftedStatements, planLoops } from './loops';
import { planOwnedArrays } from './owned-arrays';
import { captureExpression } from './scalar-captures';
import { planScalarFunctions } from './scalar-functions';
import { Sites } from './sites';

export interface LoopOptions {
  readonly loops: 'auto' | 'always' | 'never';
  readonly reassociate: boolean;
}

export interface TransformSettings {
  readonly ts: typeof TypeScript;
  readonly program: TypeScript.Program;
  readonly library: Library;
  /** How a file is called in the table of its sites. */
  readonly label: (fileName: string) => string;
  readonly loops: LoopOptions;
}

export function createTransformer({
  ts,
  program,
  library,
  label,
  loops: loopOptions,
}: TransformSettings): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const types = new LibraryTypes(ts, program, library);
  return (context) => (file) => {
    if (file.isDeclarationFile || isCompiled(file)) return file;
    const { factory } = context;
    const helpers = new Helpers(ts, factory, file);
    const sites = new Sites(file);
    const functions = planScalarFunctions(ts, program, file, types);
    const loops = loopOptions.loops === 'never' ? undefined : planLoops(ts, program, file, types, loopOptions);
    const owned = loops && planOwnedArrays(ts, program, file, types, loops);
    const lifetimes = planLifetimes(ts, file, types, owned?.locals ?? []);

    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const made = rewrite(node);
      const ended = lifetimes.bodies.get(node);
      if (ended !== undefined) return helpers.replace(ended, made as TypeScript.Expression);
      return owned?.made.has(node) ? helpers.owned(made as TypeScript.Expression) : made;
    };
    const rewrite = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isBlock(node)) return factory.updateBlock(node, statements(node.statements));
      const exit = ts.isStatement(node) ? lifetimes.exits.get(node) : undefined;
      if (exit !== undefined) return leaving(node as TypeScript.Statement, exit);
      if (ts.isStatement(node) && !ts.isBlock(node.parent) && !ts.isSourceFile(node.parent)) {
        // The one statement of a branch or a loop.
        const list = lifted(node);
        if (list !== undefined) return factory.createBlock(list, true);
      }
      if (lifetimes.assignments.has(node)) return assignment(node as TypeScript.BinaryExpression);
      const method = loops?.methods.get(node);
      if (method !== undefined) {
        const call = node as TypeScript.CallExpression;
        const { name } = call.expression as TypeScript.PropertyAccessExpression;
        const lifting = { ts, factory, loop: method, visit: (n: TypeScript.Expression) => visit(n) as typeof n };
        return liftedCall(lifting, call, loopOptions.loops === 'always', (args) =>
          helpers.liftMethod(sites.index(name), args),
        );
      }
      const visited = expressions.rewrite(node) ?? ts.visitEachChild(node, visit, context);
      const scalar = functions.get(node);
      if (scalar === undefined) return visited;
      const f = visited as TypeScript.Expression;
      if ('why' in scalar) return helpers.unknown(f, scalar.why);
      const { function: data, captures, reads, fold } = scalar;
      const more = reads.length > 0 || fold !== undefined ? JSON.stringify({ reads, fold }) : undefined;
      return helpers.known(f, JSON.stringify(data), captureExpression(ts, factory, captures), more);
    };
    const expressions = new Expressions(ts, context, types, helpers, sites, visit);

    const assignment = (node: TypeScript.BinaryExpression) => {
      const value = helpers.replace(
        (node.left as TypeScript.Identifier).text,
        visit(node.right) as TypeScript.Expression,
      );
      return factory.updateBinaryExpression(node, node.left, node.operatorToken, value);
    };

    /** A statement by which control leaves blocks, whose locals are released before. */
    const leaving = (node: TypeScript.Statement, names: readonly string[]): TypeScript.Statement => {
      const value = ts.isReturnStatement(node) || ts.isThrowStatement(node) ? node.expression : undefined;
      if (value === undefined) return factory.createBlock([...names.map((name) => helpers.drop(name)), node], true);
      const visited = visit(value) as TypeScript.Expression;
      const released = names.reduce((inner, name) => helpers.replace(name, inner), visited);
      if (ts.isThrowStatement(node)) return factory.updateThrowStatement(node, released);
      return factory.updateReturnStatement(node as TypeScript.ReturnStatement, released);
    };

    /** An expression that throws leaves its intermediates registered: who catches drops them. */
    const caught = (node: TypeScript.TryStatement): TypeScript.Statement[] => {
      const before = helpers.temporaries;
      const tryBlock = visit(node.tryBlock) as TypeScript.Block;
      const cleans = helpers.temporaries > before && !inGenerator(ts, node);
      const { mark, clear } = cleans ? helpers.markAndClear() : {};
      const clause =
        node.catchClause && (ts.visitEachChild(node.catchClause, visit, context) as TypeScript.CatchClause);
      const cleaned =
        clause && clear
          ? factory.updateCatchClause(
              clause,
              clause.variableDeclaration,
              factory.updateBlock(clause.block, [clear, ...clause.block.statements]),
            )
          : clause;
      const finallyBlock = node.finallyBlock && (visit(node.finallyBlock) as TypeScript.Block);
      const statement = factory.updateTryStatement(node, tryBlock, cleaned, finallyBlock);
      return mark ? [mark, statement] : [statement];
    };

    /** What stands for a loop that is lifted, or for a statement that ends such loops. */
    const lifted = (node: TypeScript.Statement): TypeScript.Statement[] | undefined => {
      const loop = isLoop(ts, node) ? loops?.lifted.get(node) : undefined;
      const after = loops?.waits.has(node) ? [helpers.wait()] : [];
      if (loop === undefined) return after.length > 0 ? [...visited(node), ...after] : undefined;
      const index = sites.index(node);
      return liftedStatements({
        ts,
        factory,
        loop,
        original: ts.visitEachChild(node, visit, context),
        visit: (n) => visit(n) as TypeScript.Expression,
        call: (nest, arrays, scalars) => helpers.lift(index, nest, arrays, scalars),
        result: helpers.loopResult(),
        always: loopOptions.loops === 'always',
        otherwise: looked(owned?.loops.get(node)) ?? factory.createVoidZero(),
        after,
      });
    };

    const looked = (names: readonly string[] | undefined): TypeScript.Expression | undefined =>
      names && helpers.look(names);

    const visited = (statement: TypeScript.Statement): TypeScript.Statement[] => {
      if (ts.isTryStatement(statement) && statement.catchClause) return caught(statement);
      return [
        ts.isBlock(statement)
          ? (visit(statement) as TypeScript.Statement)
          : ts.visitEachChild(statement, visit, context),
      ];
    };

    const statements = (list: TypeScript.NodeArray<TypeScript.Statement>) => {
      const result = list.flatMap((statement) => {
        const visited =
          lifted(statement) ??
          (ts.isTryStatement(statement) && statement.catchClause
            ? caught(statement)
            : [visit(statement) as TypeScript.Statement]);
        const look = looked(owned?.looks.get(statement));
        const before = look === undefined ? [] : [factory.createExpressionStatement(look)];
        return [...before, ...visited, ...(lifetimes.after.get(statement) ?? []).map((name) => helpers.drop(name))];
      });
      return ts.setTextRange(factory.createNodeArray(result), list);
    };

    const body = statements(file.statements);
    const prologue = helpers.prologue(
      label(file.fileName),
      sites.places,
      [...(loops?.kept ?? [])].map(([loop, why]) => [sites.line(loop), why]),
      emitsCommonJs(ts, program, file),
    );
    if (prologue.length === 0 && body.every((s, i) => s === file.statements[i])) return file;
    // Directives such as "use strict" must stay first.
    const directives = body.findIndex((s) => !ts.isExpressionStatement(s) || !ts.isStringLiteral(s.expression));
    const first = directives < 0 ? body.length : directives;
    return factory.updateSourceFile(
      file,
      ts.setTextRange(
        factory.createNodeArray([...body.slice(0, first), ...prologue, ...body.slice(first)]),
        file.statements,
      ),
    );
  };
}

/** A generator goes on in the middle of its caller's expressions, whose intermediates it must not drop. */
function inGenerator(ts: typeof TypeScript, node: TypeScript.Node): boolean {
  const scope = ts.findAncestor(node, (n) => ts.isFunctionLike(n));
  return (scope as TypeScript.FunctionLikeDeclaration | undefined)?.asteriskToken !== undefined;
}

/** Whether a file's imports are emitted as `require`: the option says so, or leaves it to the file. */
function emitsCommonJs(ts: typeof TypeScript, program: TypeScript.Program, file: TypeScript.SourceFile): boolean {
  const { module = ts.ModuleKind.CommonJS } = program.getCompilerOptions();
  const byFile = module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext;
  return byFile ? file.impliedNodeFormat !== ts.ModuleKind.ESNext : module === ts.ModuleKind.CommonJS;
}
