/**
 * The program of an editor as the checker here understands it.
 *
 * The editor's own trees must stay as they are written: everything it does finds its way by them. So
 * the user's files are parsed once more, operators become calls in that second tree, and what both
 * programs read (declarations) is shared.
 */
import type * as TypeScript from 'typescript';
import { type CheckedProgram, checkSource } from '../source/checked';
import { formatOf } from '../source/format';
import { callOperators, type SecondLook } from '../source/operators';
import type { Library } from '../source/package';
import type { SourceProgram } from '../source/program';

interface Internals {
  getResolvedModule?(
    file: TypeScript.SourceFile,
    name: string,
    mode: TypeScript.ResolutionMode,
  ): TypeScript.ResolvedModuleWithFailedLookupLocations | undefined;
}

const FIRST_LOOK: SecondLook = { asWritten: new Set(), ofArrays: new Set() };

/** @returns undefined for a program that can't have arrays. */
export function checkShadow(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  library: Library,
): CheckedProgram | undefined {
  const operators = library.declarationsOf('legate-ts/operators');
  if (operators === undefined || program.getSourceFile(operators) === undefined) return undefined;
  const options = program.getCompilerOptions();
  const isOwn = (file: TypeScript.SourceFile): boolean =>
    !file.isDeclarationFile && !file.fileName.endsWith('.json') && !program.isSourceFileFromExternalLibrary(file);
  const parsed = new Map<string, TypeScript.SourceFile>();

  const base = ts.createCompilerHost(options, true);
  const host: TypeScript.CompilerHost = {
    ...base,
    getCurrentDirectory: () => program.getCurrentDirectory(),
    readFile: (fileName) => program.getSourceFile(fileName)?.text ?? base.readFile(fileName),
    fileExists: (fileName) => program.getSourceFile(fileName) !== undefined || base.fileExists(fileName),
    getSourceFile(fileName, languageVersion) {
      const shown = program.getSourceFile(fileName);
      if (shown === undefined) return base.getSourceFile(fileName, languageVersion);
      return isOwn(shown) ? parse(shown, languageVersion) : shown;
    },
    resolveModuleNameLiterals(literals, containingFile, redirected, settings, file) {
      const shown = program.getSourceFile(containingFile);
      return literals.map((literal) => {
        const mode = ts.getModeForUsageLocation(file, literal, settings);
        const known = shown && (program as Internals).getResolvedModule?.(shown, literal.text, mode);
        return known ?? ts.resolveModuleName(literal.text, containingFile, settings, host, cache, redirected, mode);
      });
    },
  };
  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), host.getCanonicalFileName, options);
  return checkSource(assemble(new Map()));

  function parse(
    { fileName, text }: TypeScript.SourceFile,
    version: TypeScript.ScriptTarget | TypeScript.CreateSourceFileOptions,
  ): TypeScript.SourceFile {
    const known = parsed.get(fileName);
    if (known !== undefined) return known;
    let file = ts.createSourceFile(fileName, text, version, true);
    if (typeof version === 'object') {
      // As when it is run: without a type in package.json, syntax decides.
      const impliedNodeFormat =
        formatOf(ts, file, base.readFile) === 'module' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS;
      const differs = version.impliedNodeFormat !== undefined && version.impliedNodeFormat !== impliedNodeFormat;
      if (differs) file = ts.createSourceFile(fileName, text, { ...version, impliedNodeFormat }, true);
    }
    parsed.set(fileName, file);
    return file;
  }

  function assemble(looks: ReadonlyMap<string, SecondLook>, oldProgram?: TypeScript.Program): SourceProgram {
    const shadow = ts.createProgram({ rootNames: program.getRootFileNames(), options, host, oldProgram });
    const files = [...parsed.values()];
    for (const file of files)
      if (oldProgram === undefined || looks.has(file.fileName))
        callOperators(ts, file, looks.get(file.fileName) ?? FIRST_LOOK);
    return {
      ts,
      program: shadow,
      library,
      files,
      configErrors: [],
      imports: new Map(),
      read: new Set(),
      missing: new Set(),
      formatOf: (file) => (file.impliedNodeFormat === ts.ModuleKind.ESNext ? 'module' : 'commonjs'),
      lookAgain(again) {
        for (const name of again.keys()) parsed.delete(name);
        return assemble(again, shadow);
      },
    };
  }
}
