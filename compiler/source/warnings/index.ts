/**
 * Warnings: what is legal and most likely not meant, or slow for a reason that the source shows. They say nothing where
 * they aren't sure. A comment on the line or the one before it silences them by number: `// silence LGT2303`.
 */
import type * as TypeScript from 'typescript';
import { ownDiagnostic } from '../diagnostics';
import { LibraryTypes } from '../library';
import type { SourceProgram } from '../program';
import { findDivergence } from './divergence';
import { findElementLoops, findWaits } from './hot-loops';
import { findWrongShapes } from './shapes';

/** What each kind of warning is found with. */
export interface Search {
  readonly ts: typeof TypeScript;
  readonly checker: TypeScript.TypeChecker;
  readonly types: LibraryTypes;
  readonly file: TypeScript.SourceFile;
  warn(node: TypeScript.Node, number: `LGT${number}`, text: string): void;
}

/** @param isLifted loops that the transform turns into operations on whole arrays: nothing in them is slow. */
export function warningsOf(
  { ts, program, library, files }: SourceProgram,
  isLifted: (loop: TypeScript.Node, file: TypeScript.SourceFile, types: LibraryTypes) => boolean = () => false,
): readonly TypeScript.Diagnostic[] {
  const types = new LibraryTypes(ts, program, library);
  const found: TypeScript.Diagnostic[] = [];
  for (const file of files) {
    const warn: Search['warn'] = (node, number, text) => {
      // What is wrong in another file is said there.
      if (node.getSourceFile() !== file) return;
      const diagnostic = ownDiagnostic(ts, file, node, number, text, ts.DiagnosticCategory.Warning);
      if (!isSilenced(file, diagnostic.start!, number)) found.push(diagnostic);
    };
    const search: Search = { ts, checker: program.getTypeChecker(), types, file, warn };
    findWaits(search);
    findElementLoops(search, (loop) => isLifted(loop, file, types));
    findDivergence(search);
    findWrongShapes(search);
  }
  return ts.sortAndDeduplicateDiagnostics(found);
}

/** Whether a comment on the line, or alone on the line before, names the number. */
function isSilenced(file: TypeScript.SourceFile, start: number, number: string): boolean {
  const { line } = file.getLineAndCharacterOfPosition(start);
  const starts = file.getLineStarts();
  const textOf = (n: number): string => (n < 0 ? '' : file.text.slice(starts[n], starts[n + 1]));
  const [, here = ''] = /\/\/\s*silence\s+(.*)|$/.exec(textOf(line)) ?? [];
  const [, before = ''] = /^\s*\/\/\s*silence\s+(.*)|$/.exec(textOf(line - 1)) ?? [];
  return `${here} ${before}`.includes(number);
}
