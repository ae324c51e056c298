/**
 * Compiler options: the user's tsconfig.json, or strict defaults; and what emitting for node needs.
 */
import { dirname, join } from 'node:path';
import type * as TypeScript from 'typescript';

export interface Configuration {
  readonly options: TypeScript.CompilerOptions;
  /** Declaration files the configuration names beside the program: global types. */
  readonly declarations: readonly string[];
  readonly errors: readonly TypeScript.Diagnostic[];
}

/** No output is ever written there; a folder of its own lets JavaScript sources be emitted too. */
const OUTPUT = '/legate-ts.out';

/** The nearest tsconfig.json above a file. */
export function findConfig(entry: string, exists: (path: string) => boolean): string | undefined {
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    const path = join(folder, 'tsconfig.json');
    if (exists(path)) return path;
    if (dirname(folder) === folder) return undefined;
  }
}

/** The nearest tsconfig.json as TypeScript reads it, all of it the user's. */
export function parseConfig(
  ts: typeof TypeScript,
  entry: string,
  host: TypeScript.ParseConfigHost,
): TypeScript.ParsedCommandLine | undefined {
  const path = findConfig(entry, host.fileExists);
  if (path === undefined) return undefined;
  return ts.getParsedCommandLineOfConfigFile(path, undefined, {
    ...host,
    getCurrentDirectory: () => dirname(path),
    onUnRecoverableConfigFileDiagnostic: () => {},
  });
}

export function readConfig(ts: typeof TypeScript, entry: string, host: TypeScript.ParseConfigHost): Configuration {
  const parsed = parseConfig(ts, entry, host);
  if (parsed === undefined) return { options: forNode(ts, defaults(ts), entry), declarations: [], errors: [] };
  return {
    options: forNode(ts, { target: ts.ScriptTarget.ES2023, ...parsed.options }, entry),
    declarations: parsed.fileNames.filter((name) => /\.d\.[mc]?ts$/.test(name)),
    errors: parsed.errors.filter(({ code }) => code !== NO_INPUTS && code !== EMPTY_FILES),
  };
}

// The program to run is named on the command line: a configuration without inputs of its own is fine.
const NO_INPUTS = 18003;
const EMPTY_FILES = 18002;

function defaults(ts: typeof TypeScript): TypeScript.CompilerOptions {
  return {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts'],
    allowJs: true,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    forceConsistentCasingInFileNames: true,
  };
}

/** What decides types stays the user's; where and how output is written is ours. */
function forNode(ts: typeof TypeScript, user: TypeScript.CompilerOptions, entry: string): TypeScript.CompilerOptions {
  const bundler = user.moduleResolution === ts.ModuleResolutionKind.Bundler;
  const options: TypeScript.CompilerOptions = {
    ...user,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: bundler ? ts.ModuleResolutionKind.Bundler : ts.ModuleResolutionKind.NodeNext,
    esModuleInterop: true,
    skipLibCheck: true,
    allowJs: user.allowJs === true || user.checkJs === true || /\.[mc]?jsx?$/.test(entry),
    types: user.types ?? ['node'],
    outDir: OUTPUT,
    sourceMap: true,
    inlineSources: false,
    noEmit: false,
    noEmitOnError: false,
    suppressOutputPathCheck: true,
  };
  for (const key of WRITING) delete options[key];
  return options;
}

const WRITING = [
  'outFile',
  'rootDir',
  'declaration',
  'declarationMap',
  'declarationDir',
  'emitDeclarationOnly',
  'isolatedDeclarations',
  'composite',
  'incremental',
  'tsBuildInfoFile',
  'inlineSourceMap',
  'sourceRoot',
  'mapRoot',
] as const;
