/** The run-time helpers a compiled file uses, under names of their own, and the nodes that call them. */
import type * as TypeScript from 'typescript';

const HELPERS = ['$d', '$e', '$f', '$file', '$h', '$l', '$m', '$n', '$nf', '$o', '$re', '$s', '$t', '$w'] as const;
type Helper = (typeof HELPERS)[number];

const MODULE = 'legate-ts/transformed';
const OPERATORS = 'legate-ts/operators';

export class Helpers {
  private readonly used = new Map<Helper, string>();
  private readonly taken: ReadonlyMap<string, string>;
  private readonly sitesName: string;

  constructor(
    private readonly ts: typeof TypeScript,
    private readonly factory: TypeScript.NodeFactory,
    file: TypeScript.SourceFile,
  ) {
    this.taken = (file as unknown as { identifiers: ReadonlyMap<string, string> }).identifiers;
    this.sitesName = this.free('$sites');
  }

  private operatorsName: string | undefined;

  /** `$op.name`: what an operator means where an operand is an array; in the operator's place. */
  operator(name: string, place: TypeScript.TextRange): TypeScript.Expression {
    this.operatorsName ??= this.free('$op');
    const module = this.factory.createIdentifier(this.operatorsName);
    return this.ts.setTextRange(this.factory.createPropertyAccessExpression(module, name), place);
  }

  private free(name: string): string {
    let free = name;
    for (let n = 1; this.taken.has(free); n++) free = `${name}_${n}`;
    return free;
  }

  private call(helper: Helper, ...args: TypeScript.Expression[]): TypeScript.CallExpression {
    let local = this.used.get(helper);
    if (local === undefined) {
      local = this.free(helper);
      this.used.set(helper, local);
    }
    return this.factory.createCallExpression(this.factory.createIdentifier(local), undefined, args);
  }

  /** How many intermediates were registered so far. */
  temporaries = 0;
  private marks = 0;

  /** `$t(value)`; with how many intermediates the value was computed from, which end with it. */
  temporary(value: TypeScript.Expression, from: number): TypeScript.Expression {
    this.temporaries++;
    return this.call('$t', value, ...this.count(from));
  }

  private count(n: number): TypeScript.Expression[] {
    return n > 0 ? [this.factory.createNumericLiteral(n)] : [];
  }

  /** `$e($m(), value)` */
  expression(value: TypeScript.Expression): TypeScript.Expression {
    const mark = this.call('$m');
    return this.call('$e', mark, value);
  }

  /** `const $k = $m();` and `$e($k);`, what that mark is for: both statements. */
  markAndClear(): { mark: TypeScript.Statement; clear: TypeScript.Statement } {
    const { factory } = this;
    const name = factory.createIdentifier(this.free(`$k${this.marks++ || ''}`));
    const declaration = factory.createVariableDeclaration(name, undefined, undefined, this.call('$m'));
    const list = factory.createVariableDeclarationList([declaration], this.ts.NodeFlags.Const);
    return {
      mark: factory.createVariableStatement(undefined, list),
      clear: factory.createExpressionStatement(this.call('$e', name)),
    };
  }

  /** `$re(name, value)` */
  replace(name: string, value: TypeScript.Expression): TypeScript.Expression {
    return this.call('$re', this.factory.createIdentifier(name), value);
  }

  /** `$f(f, data, captures, more)` */
  known(
    f: TypeScript.Expression,
    data: string,
    captures: TypeScript.Expression | undefined,
    more: string | undefined,
  ): TypeScript.Expression {
    const { factory } = this;
    const args: TypeScript.Expression[] = [factory.createStringLiteral(data, true)];
    if (captures !== undefined || more !== undefined) args.push(captures ?? factory.createVoidZero());
    if (more !== undefined) args.push(factory.createStringLiteral(more, true));
    return this.call('$f', f, ...args);
  }

  /** `$nf(f, why)` */
  unknown(f: TypeScript.Expression, why: string): TypeScript.Expression {
    return this.call('$nf', f, this.factory.createStringLiteral(why));
  }

  private lifted = 0;

  /** A name for what a lifted loop gives. */
  loopResult(): string {
    return this.free(`$r${this.lifted++ || ''}`);
  }

  /** `$l($sites + index, nest, arrays, scalars)` */
  lift(
    index: number,
    nest: string,
    arrays: TypeScript.Expression,
    scalars: TypeScript.Expression,
  ): TypeScript.Expression {
    const { factory } = this;
    return this.call('$l', this.siteNumber(index), factory.createStringLiteral(nest, true), arrays, scalars);
  }

  /** `$h($sites + index, …)` */
  liftMethod(index: number, args: TypeScript.Expression[]): TypeScript.Expression {
    return this.call('$h', this.siteNumber(index), ...args);
  }

  /** `$n(value)` */
  owned(value: TypeScript.Expression): TypeScript.Expression {
    return this.call('$n', value);
  }

  /** `$o(x, y)` */
  look(names: readonly string[]): TypeScript.Expression {
    return this.call('$o', ...names.map((name) => this.factory.createIdentifier(name)));
  }

  /** `$w();` */
  wait(): TypeScript.Statement {
    return this.factory.createExpressionStatement(this.call('$w'));
  }

  /** `$d(name);` */
  drop(name: string): TypeScript.Statement {
    return this.factory.createExpressionStatement(this.call('$d', this.factory.createIdentifier(name)));
  }

  /** `$s($sites + index, value)`; with how many intermediates the call at the site is given. */
  site(index: number, value: TypeScript.Expression, given: number): TypeScript.Expression {
    return this.call('$s', this.siteNumber(index), value, ...this.count(given));
  }

  private siteNumber(index: number): TypeScript.Expression {
    const { factory } = this;
    const base = factory.createIdentifier(this.sitesName);
    return index === 0 ? base : factory.createAdd(base, factory.createNumericLiteral(index));
  }

  /**
   * The statements that a file starts with. `$sites` is a `var`: a function of this module may be
   * called, around a circle of imports, before the module's own body runs.
   */
  prologue(
    label: string,
    places: readonly (readonly [number, number])[],
    kept: readonly (readonly [line: number, why: string])[],
    commonJs: boolean,
  ): TypeScript.Statement[] {
    return [...this.operatorsImport(commonJs), ...this.helpersImport(label, places, kept, commonJs)];
  }

  private operatorsImport(commonJs: boolean): TypeScript.Statement[] {
    if (this.operatorsName === undefined) return [];
    const { factory } = this;
    const name = factory.createIdentifier(this.operatorsName);
    if (commonJs) return [this.required(name, OPERATORS)];
    const clause = factory.createImportClause(undefined, undefined, factory.createNamespaceImport(name));
    return [factory.createImportDeclaration(undefined, clause, factory.createStringLiteral(OPERATORS))];
  }

  /** `const name = require(module);` */
  private required(name: TypeScript.BindingName, module: string): TypeScript.Statement {
    const { factory } = this;
    const specifier = factory.createStringLiteral(module);
    const required = factory.createCallExpression(factory.createIdentifier('require'), undefined, [specifier]);
    const declaration = factory.createVariableDeclaration(name, undefined, undefined, required);
    return factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList([declaration], this.ts.NodeFlags.Const),
    );
  }

  private helpersImport(
    label: string,
    places: readonly (readonly [number, number])[],
    kept: readonly (readonly [line: number, why: string])[],
    commonJs: boolean,
  ): TypeScript.Statement[] {
    const { factory } = this;
    if (this.used.size === 0) return [];
    const loops = kept.map(([line, why]) =>
      factory.createArrayLiteralExpression([factory.createNumericLiteral(line), factory.createStringLiteral(why)]),
    );
    const registration = factory.createVariableStatement(undefined, [
      factory.createVariableDeclaration(
        this.sitesName,
        undefined,
        undefined,
        this.call(
          '$file',
          factory.createStringLiteral(label),
          factory.createArrayLiteralExpression(
            places.map((place) =>
              factory.createArrayLiteralExpression(place.map((n) => factory.createNumericLiteral(n))),
            ),
          ),
          ...(loops.length > 0 ? [factory.createArrayLiteralExpression(loops)] : []),
        ),
      ),
    ]);
    const names = [...this.used].sort(([a], [b]) => (a < b ? -1 : 1));
    const alias = (name: string, local: string) => (name === local ? undefined : factory.createIdentifier(name));
    if (!commonJs) {
      const imports = names.map(([name, local]) =>
        factory.createImportSpecifier(false, alias(name, local), factory.createIdentifier(local)),
      );
      const clause = factory.createImportClause(undefined, undefined, factory.createNamedImports(imports));
      const specifier = factory.createStringLiteral(MODULE);
      return [factory.createImportDeclaration(undefined, clause, specifier), registration];
    }
    const pattern = factory.createObjectBindingPattern(
      names.map(([name, local]) => factory.createBindingElement(undefined, alias(name, local), local)),
    );
    return [this.required(pattern, MODULE), registration];
  }
}
