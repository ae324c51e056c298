/**
 * A program as files for plain node: JavaScript, declarations and source maps, in tsc's layout.
 * Text out, nothing written.
 */
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readOptions } from '../options';
import type { SourceProgram } from '../source/program';
import type { SourceMap } from './emit';
import { createTransformer } from './index';
import { retargetModules } from './retarget';

export interface Output {
  readonly path: string;
  readonly text: string;
}

export interface Layout {
  /** Where output goes; undefined: beside the sources. All absolute. */
  readonly outDir?: string;
  readonly declarationDir?: string;
  /** The folder that `outDir` stands for; undefined: the deepest that holds all files. */
  readonly rootDir?: string;
}

/**
 * All output of a checked program, whose options must ask for declarations.
 * @param label how a file is called in its table of sites
 */
export function outputsOf(source: SourceProgram, layout: Layout, label: (fileName: string) => string): Output[] {
  const { ts, program, library } = source;
  const json = program
    .getSourceFiles()
    .filter((file) => file.fileName.endsWith('.json') && !program.isSourceFileFromExternalLibrary(file));
  const root = layout.rootDir ?? commonFolder([...source.files, ...json].map(({ fileName }) => fileName));
  const placed = (fileName: string, folder = layout.outDir) =>
    folder === undefined ? fileName : join(folder, relative(root, fileName));
  const scriptOf = (fileName: string) => placed(fileName).replace(/\.([mc]?)[tj]sx?$/, '.$1js');
  const scripts = new Map(source.files.map(({ fileName }) => [fileName, scriptOf(fileName)]));

  const apiNames = exportsOf(source, library.declarationsOf(API));
  const isLibrary = (fileName: string, specifier: string) =>
    specifier.startsWith('.') && library.declares(resolve(dirname(fileName), specifier));

  const outputs = source.files.flatMap((file): Output[] => {
    const { fileName } = file;
    const script = scriptOf(fileName);
    const declaration = placed(fileName, layout.declarationDir ?? layout.outDir).replace(
      /\.([mc]?)[tj]sx?$/,
      '.d.$1ts',
    );
    const retarget = retargetModules(ts, (specifier, name) => {
      if (name !== undefined && apiNames.has(name) && isLibrary(fileName, specifier)) return API;
      const target = scripts.get(source.imports.get(fileName)?.get(specifier) ?? '');
      return target === undefined ? undefined : relativeSpecifier(script, target);
    });
    const texts = new Map<string, string>();
    program.emit(
      file,
      (name, text) => texts.set(/\.map$|\.d\.[mc]?ts$/.exec(name)?.[0] ?? '', text),
      undefined,
      undefined,
      {
        before: [createTransformer({ ts, program, library, label, loops: readOptions() })],
        after: [retarget.script],
        afterDeclarations: [retarget.declarations],
      },
    );
    return [...texts].map(([kind, text]) => {
      if (kind === '.map') return { path: `${script}.map`, text: mapText(text, fileName, script) };
      return { path: kind === '' ? script : declaration, text };
    });
  });
  if (layout.outDir === undefined) return outputs;
  return [...outputs, ...json.map(({ fileName, text }) => ({ path: placed(fileName), text }))];
}

/** The module by which users know the library's types. */
const API = 'legate-ts/numpy';

function exportsOf({ program }: SourceProgram, fileName: string | undefined): ReadonlySet<string> {
  const file = fileName === undefined ? undefined : program.getSourceFile(fileName);
  const checker = program.getTypeChecker();
  const symbol = file && checker.getSymbolAtLocation(file);
  return new Set(symbol === undefined ? [] : checker.getExportsOfModule(symbol).map(({ name }) => name));
}

/** Names the source relative to the map. */
function mapText(text: string, source: string, script: string): string {
  const map = JSON.parse(text) as SourceMap;
  const path = relative(dirname(script), source);
  return JSON.stringify({ ...map, file: basename(script), sourceRoot: '', sources: [encodeURI(path)] });
}

function relativeSpecifier(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

/** The deepest folder that holds all files. */
function commonFolder(files: readonly string[]): string {
  return files
    .map((file) => dirname(file))
    .reduce((common, folder) => {
      while (folder !== common && !folder.startsWith(common.endsWith('/') ? common : `${common}/`))
        common = dirname(common);
      return common;
    });
}
