/** Which strings of a file name the module numpy-ts, and what of it has no equivalent here. */
import type { ts as TypeScript } from 'ts-morph';
import { API, declaresArrays, FORMERLY, isArrayType } from './project';

/** Whether a string names a module, in an import, an export, a type, `import()` or `require()`. */
export function namesModule(ts: typeof TypeScript, node: TypeScript.StringLiteralLike): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return parent.moduleSpecifier === node;
  if (ts.isExternalModuleReference(parent)) return true;
  if (ts.isLiteralTypeNode(parent)) return ts.isImportTypeNode(parent.parent) && parent.parent.argument === parent;
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  const { expression } = parent;
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === 'require')
  );
}

/** What a module name becomes; undefined: it stays. */
export const adoptedName = (name: string): string | undefined => (FORMERLY.test(name) ? API : undefined);

/** A name of numpy-ts that is used, and isn't there in `legate-ts/numpy`. */
export interface Missing {
  readonly at: TypeScript.Node;
  readonly what: string;
}

/**
 * @param api the module `legate-ts/numpy`, as the checker knows it
 */
export function missingNames(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  file: TypeScript.SourceFile,
  api: TypeScript.Symbol,
): Missing[] {
  const missing: Missing[] = [];
  const exported = new Map(checker.getExportsOfModule(api).map((symbol) => [symbol.name, symbol]));
  const array = exported.get('NDArray');
  const members = new Set(
    array === undefined
      ? []
      : checker
          .getDeclaredTypeOfSymbol(array)
          .getProperties()
          .map(({ name }) => name),
  );
  visit(file);
  return missing.filter(({ at }, i) => missing.findIndex((other) => other.at === at) === i);

  function visit(node: TypeScript.Node): void {
    if (ts.isStringLiteralLike(node) && namesModule(ts, node) && FORMERLY.test(node.text)) imported(node.parent);
    else if (ts.isPropertyAccessExpression(node)) property(node, node.expression, node.name);
    else if (ts.isQualifiedName(node)) property(node, node.left, node.right);
    else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name)) member(checker.getTypeAtLocation(node.parent), name);
    }
    ts.forEachChild(node, visit);
  }

  function imported(node: TypeScript.Node): void {
    const names = ts.isImportDeclaration(node)
      ? node.importClause?.namedBindings
      : ts.isExportDeclaration(node)
        ? node.exportClause
        : undefined;
    if (ts.isImportDeclaration(node) && node.importClause?.name !== undefined) {
      missing.push({ at: node.importClause.name, what: 'a default export' });
    }
    if (names === undefined || !('elements' in names)) return;
    for (const { name, propertyName } of names.elements) known(propertyName ?? name);
  }

  function property(node: TypeScript.Node, object: TypeScript.Node, name: TypeScript.Node): void {
    if (!ts.isIdentifier(name)) return;
    const symbol = checker.getSymbolAtLocation(object);
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (target !== undefined && isFormer(target)) known(name);
    else if (ts.isPropertyAccessExpression(node)) member(checker.getTypeAtLocation(object), name);
  }

  function member(type: TypeScript.Type, name: TypeScript.Identifier): void {
    const symbol = type.getSymbol();
    if (symbol !== undefined && isFormer(symbol)) known(name);
    else if (isArrayType(type) && !members.has(name.text) && checker.getSymbolAtLocation(name) !== undefined)
      missing.push({ at: name, what: `the method or property ${name.text} of arrays` });
  }

  /** The module numpy-ts itself. */
  function isFormer({ flags, declarations }: TypeScript.Symbol): boolean {
    const declaration = declarations?.[0];
    if (!(flags & ts.SymbolFlags.ValueModule) || declaration === undefined || !ts.isSourceFile(declaration))
      return false;
    return declaresArrays(declaration) && declaration.fileName.includes('/numpy-ts/');
  }

  function known(name: TypeScript.ModuleExportName): void {
    if (!exported.has(name.text)) missing.push({ at: name, what: name.text });
  }
}
