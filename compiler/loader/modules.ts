/** Questions about the modules of a checked program that node's loaders will ask. */
import type * as TypeScript from 'typescript';
import { ownModule } from '../source/package';
import type { SourceProgram } from '../source/program';

/** Names of the values a module exports. */
export function exportedNames({ ts, program }: SourceProgram, fileName: string): string[] {
  const checker = program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(fileName)!);
  if (symbol === undefined) return [];
  const isValue = (s: TypeScript.Symbol) => {
    const target = s.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(s) : s;
    return (target.flags & ts.SymbolFlags.Value) !== 0;
  };
  return checker
    .getExportsOfModule(symbol)
    .filter(isValue)
    .map(({ name }) => name)
    .filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name));
}

/**
 * Whether the ES module loader must ask us: there are ES modules among the files, or an `import()`
 * whose target is one of the files, this package, or unknown before it runs.
 */
export function importsNeedHooks(source: SourceProgram): boolean {
  const { ts, files } = source;
  return files.some((file) => {
    if (source.formatOf(file) === 'module') return true;
    if (!file.text.includes('import')) return false;
    const imports = source.imports.get(file.fileName);
    const dynamic = (node: TypeScript.Node): boolean => {
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const target = node.arguments[0];
        if (target === undefined || !ts.isStringLiteralLike(target)) return true;
        if (imports?.has(target.text) || ownModule(target.text) !== undefined) return true;
      }
      return ts.forEachChild(node, (child) => dynamic(child) || undefined) === true;
    };
    return dynamic(file);
  });
}
