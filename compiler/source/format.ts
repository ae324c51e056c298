/**
 * ES module or CommonJS: what node would decide.
 *
 * The extension says so, then the nearest package.json's `type`. Without either, syntax does: what
 * has import, export, import.meta or top-level await is an ES module. A file that mixes imports with
 * names that only CommonJS has (`require`, `__dirname`…) could not run as an ES module: it is what
 * TypeScript users write for CommonJS, and taken so.
 */
import { dirname, join } from 'node:path';
import type * as TypeScript from 'typescript';

export type ModuleFormat = 'module' | 'commonjs';

/** By extension, or undefined. */
function formatOfExtension(fileName: string): ModuleFormat | undefined {
  if (/\.m[tj]s$/.test(fileName)) return 'module';
  return /\.c[tj]s$/.test(fileName) ? 'commonjs' : undefined;
}

/** The `type` of the package.json whose scope a file is in. @param readFile undefined where there is no file. */
export function packageType(
  fileName: string,
  readFile: (path: string) => string | undefined,
): ModuleFormat | undefined {
  for (let folder = dirname(fileName); ; folder = dirname(folder)) {
    if (folder.endsWith('node_modules')) return undefined;
    const text = readFile(join(folder, 'package.json'));
    if (text !== undefined) {
      try {
        const { type } = JSON.parse(text) as { type?: unknown };
        return type === 'module' || type === 'commonjs' ? type : undefined;
      } catch {
        return undefined;
      }
    }
    if (dirname(folder) === folder) return undefined;
  }
}

const COMMONJS_NAMES = ['require', 'module', 'exports', '__dirname', '__filename'];

/** By syntax. @param file parsed as a CommonJS file. */
export function formatOfSyntax(ts: typeof TypeScript, file: TypeScript.SourceFile): ModuleFormat {
  const strong = hasTopLevelAwait(ts, file) || usesImportMeta(ts, file);
  if (strong) return 'module';
  if (!file.statements.some((statement) => isModuleSyntax(ts, statement))) return 'commonjs';
  const names = (file as unknown as { identifiers: ReadonlyMap<string, string> }).identifiers;
  return COMMONJS_NAMES.some((name) => names.has(name) && mentions(ts, file, name)) ? 'commonjs' : 'module';
}

export function formatOf(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  readFile: (path: string) => string | undefined,
): ModuleFormat {
  return formatOfExtension(file.fileName) ?? packageType(file.fileName, readFile) ?? formatOfSyntax(ts, file);
}

function isModuleSyntax(ts: typeof TypeScript, statement: TypeScript.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return true;
  if (ts.isExportAssignment(statement)) return !statement.isExportEquals;
  return (
    ts.canHaveModifiers(statement) && statement.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword) === true
  );
}

/** Searches a tree; `enter` says which children belong to the search. */
function some(
  ts: typeof TypeScript,
  root: TypeScript.Node,
  test: (node: TypeScript.Node) => boolean,
  enter: (node: TypeScript.Node) => boolean,
): boolean {
  const visit = (node: TypeScript.Node): boolean =>
    test(node) || (enter(node) && ts.forEachChild(node, (child) => visit(child) || undefined) === true);
  return ts.forEachChild(root, (child) => visit(child) || undefined) === true;
}

function hasTopLevelAwait(ts: typeof TypeScript, file: TypeScript.SourceFile): boolean {
  if (!file.text.includes('await')) return false;
  return some(
    ts,
    file,
    (node) => ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined),
    (node) => !ts.isFunctionLike(node) && !ts.isClassLike(node),
  );
}

function usesImportMeta(ts: typeof TypeScript, file: TypeScript.SourceFile): boolean {
  if (!file.text.includes('import.meta')) return false;
  return some(
    ts,
    file,
    (node) => ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword,
    () => true,
  );
}

/** Whether a name is used as a value without being a property or declared in the file. */
function mentions(ts: typeof TypeScript, file: TypeScript.SourceFile, name: string): boolean {
  let declared = false;
  const used = some(
    ts,
    file,
    (node) => {
      if (!ts.isIdentifier(node) || node.text !== name) return false;
      const parent = node.parent;
      if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
      if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
      if (ts.isDeclarationStatement(parent) || ts.isVariableDeclaration(parent) || ts.isParameter(parent)) {
        declared ||= (parent as { name?: TypeScript.Node }).name === node;
        return false;
      }
      return ts.isExpression(node) && !ts.isImportSpecifier(parent) && !ts.isBindingElement(parent);
    },
    (node) => !ts.isTypeNode(node),
  );
  return used && !declared;
}
