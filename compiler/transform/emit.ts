/** From a checked program to JavaScript with source maps: text out, nothing written. */
import { pathToFileURL } from 'node:url';
import { readOptions } from '../options';
import { isCompiled } from '../source/compiled';
import type { ModuleFormat } from '../source/format';
import type { SourceProgram } from '../source/program';
import { createTransformer, type LoopOptions } from './index';

/** A source map, version 3. */
export interface SourceMap {
  readonly version: number;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

export interface EmittedFile {
  readonly fileName: string;
  readonly format: ModuleFormat;
  /** JavaScript, without a reference to its map. */
  readonly code: string;
  /** Undefined of a file that is as it was, and has a map of its own if any. */
  readonly map: SourceMap | undefined;
}

/** @param label how a file is called in its table of sites; default: by its path. */
export function emitProgram(
  source: SourceProgram,
  label: (fileName: string) => string = (name) => name,
  loops: LoopOptions = readOptions(),
): EmittedFile[] {
  const { ts, program, library } = source;
  const before = [createTransformer({ ts, program, library, label, loops })];
  return source.files.map((file) => {
    const { fileName } = file;
    const format = source.formatOf(file);
    if (isCompiled(file)) return { fileName, format, code: file.text, map: undefined };
    let code = '';
    let map = '';
    program.emit(
      file,
      (name, text) => {
        if (name.endsWith('.map')) map = text;
        else code = text;
      },
      undefined,
      false,
      { before },
    );
    return {
      fileName,
      format,
      code: code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'),
      map: sourceMap(fileName, map),
    };
  });
}

/** Names the source as node wants it; the output has no place of its own. */
function sourceMap(fileName: string, text: string): SourceMap {
  const { version, names, mappings } = JSON.parse(text) as SourceMap;
  return { version, sources: [pathToFileURL(fileName).href], names, mappings };
}
