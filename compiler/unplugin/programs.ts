/** The programs that a bundler's modules belong to: each is checked and compiled as a whole, and once. */
import { relative } from 'node:path';
import type { SourceMap } from '../transform/emit';

export interface Module {
  readonly code: string;
  readonly map: SourceMap | undefined;
  /** Import specifier → the source file of the program that it means. */
  readonly imports: ReadonlyMap<string, string>;
  /** The other files of the program, whose types have made this one what it is. */
  readonly others: readonly string[];
}

export class Programs {
  private readonly modules = new Map<string, Module>();

  /** What is known of a file that was compiled. */
  known(path: string): Module | undefined {
    return this.modules.get(path);
  }

  /** Forgets everything: a file has changed, and with it perhaps the types in others. */
  clear(): void {
    this.modules.clear();
  }

  /** @returns the compiled file; the text of the errors of the program that it starts, if there are any. */
  module(path: string): Module | string {
    return this.modules.get(path) ?? this.compile(path) ?? this.modules.get(path)!;
  }

  private compile(entry: string): string | undefined {
    const ts = require('typescript') as typeof import('typescript');
    const { checkProgram } = require('../source/checked') as typeof import('../source/checked');
    const { formatDiagnostics } = require('../source/diagnostics') as typeof import('../source/diagnostics');
    const { ownLibrary } = require('../source/package') as typeof import('../source/package');
    const { emitProgram } = require('../transform/emit') as typeof import('../transform/emit');
    // Bundlers want ES modules, whatever node would take a file for.
    const options = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
    const { source, errors } = checkProgram(ts, entry, ownLibrary, { options });
    if (errors.length > 0) return formatDiagnostics(ts, errors, false).trimEnd();
    const names = source.files.map(({ fileName }) => fileName);
    for (const { fileName, code, map } of emitProgram(source, (name) => relative(process.cwd(), name))) {
      const imports = source.imports.get(fileName) ?? new Map<string, string>();
      const others = names.filter((name) => name !== fileName);
      this.modules.set(fileName, { code, map: map && { ...map, sources: [fileName] }, imports, others });
    }
    return undefined;
  }
}
