/** Errors in the program, with tsc's own words. */
import type * as TypeScript from 'typescript';
import type { SourceProgram } from './program';

/** 5xxx: options that contradict each other. Ours would, and never reach a file. 6059, 6307: where files must lie. */
const concernsOptions = ({ code }: TypeScript.Diagnostic): boolean =>
  (code >= 5000 && code < 6000) || code === 6059 || code === 6307;

/** All errors, in tsc's order: what cannot be parsed hides what cannot be typed. */
export function diagnosticsOf({ ts, program, files, configErrors }: SourceProgram): readonly TypeScript.Diagnostic[] {
  const found = [...configErrors];
  for (const file of files) found.push(...program.getSyntacticDiagnostics(file));
  if (found.length === 0) {
    found.push(
      ...program.getOptionsDiagnostics().filter((d) => !concernsOptions(d)),
      ...program.getGlobalDiagnostics(),
    );
    for (const file of files) found.push(...program.getSemanticDiagnostics(file));
  }
  return ts.sortAndDeduplicateDiagnostics(found).filter(({ category }) => category === ts.DiagnosticCategory.Error);
}

/** tsc prints numbers with its own name before them; ours are told by what is added to them. */
const OWN = 900_000;

/** The number of a diagnostic that is ours: 2303 of LGT2303. */
export const ownNumber = ({ code }: TypeScript.Diagnostic): number => code - OWN;

/** An error with a number of ours, or a warning, at a place of the user's. */
export function ownDiagnostic(
  ts: typeof TypeScript,
  file: TypeScript.SourceFile,
  node: TypeScript.Node,
  number: `LGT${number}`,
  messageText: string,
  category: TypeScript.DiagnosticCategory = ts.DiagnosticCategory.Error,
): TypeScript.Diagnostic {
  const start = node.getStart(file);
  const length = node.end - start;
  return {
    category,
    code: OWN + Number(number.slice(3)),
    file,
    start,
    length,
    messageText,
  };
}

/** As tsc prints them: with colours and source lines for people, a line each otherwise. */
export function formatDiagnostics(
  ts: typeof TypeScript,
  diagnostics: readonly TypeScript.Diagnostic[],
  pretty: boolean,
): string {
  const host: TypeScript.FormatDiagnosticsHost = {
    getCurrentDirectory: () => process.cwd(),
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  };
  const text = pretty
    ? ts.formatDiagnosticsWithColorAndContext(diagnostics, host)
    : ts.formatDiagnostics(diagnostics, host);
  return text.replace(/TS90(\d{4})(?=:)/g, 'LGT$1');
}
