/**
 * A program as the loaders run it: for each of its files JavaScript with an inline source map, the
 * module format, and what its imports mean. Plain data, so that it can be kept and sent to a thread.
 */
import type { ModuleFormat } from '../source/format';

export interface CompiledFile {
  readonly code: string;
  readonly format: ModuleFormat;
  /** Import specifier → the source file of the program that it means. */
  readonly imports: Readonly<Record<string, string>>;
  /** Names a CommonJS file exports, where ES modules of the program may import it. */
  readonly exports: readonly string[];
}

export interface CompiledProgram {
  readonly files: Readonly<Record<string, CompiledFile>>;
  /** Whether node's ES module loader gets to see files that only we can load. */
  readonly needsImportHooks: boolean;
  readonly warnings: readonly Warning[];
}

/** As tsc would print it, with and without colours. */
export interface Warning {
  /** `LGT2303` */
  readonly number: string;
  readonly text: string;
  readonly pretty: string;
}

/** What a program was made from, for the cache. */
export interface Provenance {
  readonly read: readonly string[];
  readonly missing: readonly string[];
}

export type Compilation =
  | { readonly ok: true; readonly program: CompiledProgram; readonly provenance: Provenance }
  | { readonly ok: false; readonly errors: string; readonly pretty: string };

/** Type-checks and transforms the program that starts at `entry` (absolute path). Loads TypeScript. */
export function compileProgram(entry: string): Compilation {
  const ts = require('typescript') as typeof import('typescript');
  const { checkProgram } = require('../source/checked') as typeof import('../source/checked');
  const { formatDiagnostics, ownNumber } = require('../source/diagnostics') as typeof import('../source/diagnostics');
  const { emitProgram } = require('../transform/emit') as typeof import('../transform/emit');
  const { liftedLoops } = require('../transform/lifted') as typeof import('../transform/lifted');
  const { exportedNames, importsNeedHooks } = require('./modules') as typeof import('./modules');
  const { ownLibrary } = require('../source/package') as typeof import('../source/package');
  const { warningsOf } = require('../source/warnings') as typeof import('../source/warnings');

  const { source, errors } = checkProgram(ts, entry, ownLibrary);
  if (errors.length > 0) {
    const format = (pretty: boolean) => formatDiagnostics(ts, errors, pretty);
    return { ok: false, errors: format(false), pretty: format(true) };
  }
  const files: Record<string, CompiledFile> = {};
  for (const { fileName, format, code, map } of emitProgram(source)) {
    const inline = map && Buffer.from(JSON.stringify(map)).toString('base64');
    files[fileName] = {
      code: inline ? `${code}//# sourceMappingURL=data:application/json;base64,${inline}\n` : code,
      format,
      imports: Object.fromEntries(source.imports.get(fileName) ?? []),
      exports: format === 'commonjs' ? exportedNames(source, fileName) : [],
    };
  }
  const warnings = warningsOf(source, liftedLoops(source)).map((w) => ({
    number: `LGT${ownNumber(w)}`,
    text: formatDiagnostics(ts, [w], false),
    pretty: formatDiagnostics(ts, [w], true),
  }));
  return {
    ok: true,
    program: { files, needsImportHooks: importsNeedHooks(source), warnings },
    provenance: { read: [...source.read], missing: [...source.missing] },
  };
}
