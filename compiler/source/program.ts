/**
 * One TypeScript program for all files of the user's program: what every later stage asks for types.
 *
 * Modules are found as node finds them, `legate-ts/…` is always this package, and every file that
 * was read or looked for in vain is remembered: together they decide whether a result may be reused.
 */
import type * as TypeScript from 'typescript';
import { isCompiled } from './compiled';
import { readConfig } from './config';
import { formatOf, type ModuleFormat } from './format';
import { callOperators, type SecondLook } from './operators';
import { type Library, packageRoot } from './package';

export interface SourceProgram {
  readonly ts: typeof TypeScript;
  readonly program: TypeScript.Program;
  readonly library: Library;
  /** The user's own source files: neither declarations, nor JSON, nor of an installed package. */
  readonly files: readonly TypeScript.SourceFile[];
  readonly configErrors: readonly TypeScript.Diagnostic[];
  /** Of each user file: import specifier → the source file of the program that it means. */
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Every file whose text the result depends on. */
  readonly read: ReadonlySet<string>;
  /** Every file and folder that was looked for and isn't there. */
  readonly missing: ReadonlySet<string>;
  formatOf(file: TypeScript.SourceFile): ModuleFormat;
  /** The same program, where some places of some files (by name) are known to be what they are. */
  lookAgain(looks: ReadonlyMap<string, SecondLook>): SourceProgram;
}

const FIRST_LOOK: SecondLook = { asWritten: new Set(), ofArrays: new Set() };

/** What a command wants besides. */
export interface ProgramSettings {
  /** Further files (absolute paths) that the program consists of. */
  readonly roots?: readonly string[];
  readonly options?: TypeScript.CompilerOptions;
}

/** Opens the program that starts at `entry` (absolute path). */
export function openProgram(
  ts: typeof TypeScript,
  entry: string,
  library: Library,
  settings: ProgramSettings = {},
): SourceProgram {
  const seen = observed(ts);
  const config = readConfig(ts, entry, { ...seen.system, useCaseSensitiveFileNames: true });
  const { declarations, errors } = config;
  const options = { ...config.options, ...settings.options };
  const rootNames = [entry, ...(settings.roots ?? []), ...declarations];
  const base = ts.createCompilerHost(options, true);
  const readFile = (path: string) => (seen.system.fileExists(path) ? seen.system.readFile(path) : undefined);
  const imports = new Map<string, Map<string, string>>();
  /** Files that are as they will stay: without operators, or bound. */
  const parsed = new Map<string, TypeScript.SourceFile>();

  const host: TypeScript.CompilerHost = {
    ...base,
    ...seen.system,
    getSourceFile(fileName, languageVersion, onError) {
      const known = parsed.get(fileName);
      if (known !== undefined) return known;
      const text = seen.system.readFile(fileName);
      if (text === undefined) {
        onError?.(`File '${fileName}' not found.`);
        return undefined;
      }
      const create = (settings: typeof languageVersion) =>
        ts.createSourceFile(fileName, text, settings, !isDeclaration(fileName));
      let file = create(languageVersion);
      if (!file.isDeclarationFile && typeof languageVersion === 'object' && !fileName.includes('/node_modules/')) {
        // TypeScript takes a package without a type for CommonJS; node looks at the syntax.
        const format = formatOf(ts, file, readFile) === 'module' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS;
        if (format !== languageVersion.impliedNodeFormat)
          file = create({ ...languageVersion, impliedNodeFormat: format });
      }
      parsed.set(fileName, file);
      return file;
    },
    resolveModuleNameLiterals(literals, containingFile, redirected, settings, sourceFile) {
      return literals.map((literal) => {
        const specifier = literal.text;
        const own = library.declarationsOf(specifier);
        if (own !== undefined)
          return {
            resolvedModule: { resolvedFileName: own, extension: ts.Extension.Dts, isExternalLibraryImport: true },
          };
        const mode = ts.getModeForUsageLocation(sourceFile, literal, settings);
        const resolve = (as: typeof mode) =>
          ts.resolveModuleName(specifier, containingFile, settings, host, cache, redirected, as);
        let result = resolve(mode);
        // A relative import without extension runs here, as it does under every TypeScript loader.
        if (result.resolvedModule === undefined && /^\.{1,2}(\/|$)/.test(specifier))
          result = resolve(ts.ModuleKind.CommonJS);
        const target = result.resolvedModule;
        if (target !== undefined && !target.isExternalLibraryImport && isSource(target.resolvedFileName)) {
          const known = imports.get(containingFile) ?? new Map<string, string>();
          imports.set(containingFile, known);
          known.set(specifier, target.resolvedFileName);
        }
        return result;
      });
    },
    resolveTypeReferenceDirectiveReferences(references, containingFile, redirected, settings, sourceFile) {
      return references.map((reference) => {
        const name = typeof reference === 'string' ? reference : reference.fileName;
        const mode = sourceFile && typeof reference !== 'string' ? reference.resolutionMode : undefined;
        const resolve = (from: string) =>
          ts.resolveTypeReferenceDirective(name, from, settings, host, redirected, undefined, mode);
        const result = resolve(containingFile);
        if (result.resolvedTypeReferenceDirective !== undefined || name !== 'node') return result;
        // Node's own types come with this package: a first program needs no installation.
        return resolve(`${packageRoot}/package.json`);
      });
    },
  };
  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), host.getCanonicalFileName, options);
  const operators = library.declarationsOf('legate-ts/operators');

  const assemble = (looks: ReadonlyMap<string, SecondLook>, oldProgram?: TypeScript.Program): SourceProgram => {
    const program = ts.createProgram({ rootNames, options, host, oldProgram });
    const files = program
      .getSourceFiles()
      .filter(
        (file) => isSource(file.fileName) && !file.isDeclarationFile && !program.isSourceFileFromExternalLibrary(file),
      );
    // Before anything is bound; and a program that can't have arrays has no operators of ours.
    if (operators !== undefined && program.getSourceFile(operators) !== undefined)
      for (const file of files)
        if (!isCompiled(file) && (oldProgram === undefined || looks.has(file.fileName)))
          callOperators(ts, file, looks.get(file.fileName) ?? FIRST_LOOK);
    return {
      ts,
      program,
      library,
      files,
      configErrors: errors,
      imports,
      read: seen.read,
      missing: seen.missing,
      formatOf: (file) => (file.impliedNodeFormat === ts.ModuleKind.ESNext ? 'module' : 'commonjs'),
      lookAgain(again) {
        for (const name of again.keys()) parsed.delete(name);
        return assemble(again, program);
      },
    };
  };
  return assemble(new Map());
}

const isDeclaration = (fileName: string): boolean => /\.d\.[mc]?ts$/.test(fileName);
const isSource = (fileName: string): boolean => /\.[mc]?[tj]sx?$/.test(fileName) && !isDeclaration(fileName);

/** The file system, remembering what was asked. */
function observed(ts: typeof TypeScript) {
  const read = new Set<string>();
  const missing = new Set<string>();
  const remember = (path: string, exists: boolean): boolean => {
    if (!exists) missing.add(path);
    return exists;
  };
  const system = {
    readFile(path: string) {
      const text = ts.sys.readFile(path);
      if (text !== undefined) read.add(path);
      else missing.add(path);
      return text;
    },
    fileExists: (path: string) => remember(path, ts.sys.fileExists(path)),
    directoryExists: (path: string) => remember(path, ts.sys.directoryExists(path)),
    readDirectory: ts.sys.readDirectory,
    realpath: ts.sys.realpath!,
  };
  return { system, read, missing };
}
