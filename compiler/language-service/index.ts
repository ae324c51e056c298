/**
 * `legate-ts/language-service`: a plugin of TypeScript's language service, for editors.
 *
 *     "compilerOptions": { "plugins": [{ "name": "legate-ts/language-service" }] }
 *
 * Errors are those of `legatec check`; types that are shown and members that are offered are those of
 * the arrays that operators make. All else is the editor's own.
 */
import type * as TypeScript from 'typescript';
import type { server } from 'typescript/lib/tsserverlibrary';
import { ownLibrary } from '../source/package';
import { warningsOf } from '../source/warnings';
import { liftedLoops } from '../transform/lifted';
import { describe, members } from './asking';
import { checkShadow } from './shadow';

type Checked = ReturnType<typeof checkShadow>;
type Service = TypeScript.LanguageService & {
  getRegionSemanticDiagnostics?(fileName: string, ranges: unknown): unknown;
};

function init({ typescript: ts }: { typescript: typeof TypeScript }): server.PluginModule {
  return {
    create({ languageService, project }) {
      let program: TypeScript.Program | undefined;
      let checked: Checked;
      let warned: { source: NonNullable<Checked>['source']; found: readonly TypeScript.Diagnostic[] } | undefined;
      /** The program as it is now; undefined where there are no arrays. */
      const current = (): Checked => {
        const now = languageService.getProgram();
        if (now !== program) {
          program = now;
          try {
            checked = now && checkShadow(ts, now, ownLibrary);
          } catch (error) {
            // A bug here must not cost the editor more than our part.
            checked = undefined;
            project?.projectService?.logger.info(`legate-ts: ${(error as Error).stack}`);
          }
        }
        return checked;
      };
      const service: Service = { ...languageService };

      service.getSemanticDiagnostics = (fileName) => {
        const file = current()?.source.program.getSourceFile(fileName);
        if (checked === undefined || file === undefined || !checked.source.files.includes(file))
          return languageService.getSemanticDiagnostics(fileName);
        const shown = program?.getSourceFile(fileName);
        return [...checked.errors, ...warnings(checked)]
          .filter((error) => error.file === file && !isSyntactic(fileName, error))
          .map((error) => ({ ...named(error), file: shown }));
      };
      // Of a part of a file there is no quicker answer than of the whole.
      service.getRegionSemanticDiagnostics = () => undefined;

      service.getQuickInfoAtPosition = (fileName, position, ...rest) => {
        const info = languageService.getQuickInfoAtPosition(fileName, position, ...rest);
        const [raw, types] = [program, current()];
        if (info === undefined || raw === undefined || types === undefined) return info;
        return describe(ts, info, types.source.program, program!, fileName) ?? info;
      };

      service.getCompletionsAtPosition = (fileName, position, ...rest) => {
        const offered = languageService.getCompletionsAtPosition(fileName, position, ...rest);
        const types = current();
        return (types && members(ts, types.source, fileName, position)) ?? offered;
      };
      return service;

      /** None where there are errors: types may be anything then. */
      function warnings({ source, errors }: NonNullable<Checked>): readonly TypeScript.Diagnostic[] {
        if (errors.length > 0) return [];
        if (warned?.source !== source) warned = { source, found: warningsOf(source, liftedLoops(source)) };
        return warned.found;
      }

      /** Those are asked for by themselves. */
      function isSyntactic(fileName: string, error: TypeScript.Diagnostic): boolean {
        return languageService
          .getSyntacticDiagnostics(fileName)
          .some(({ start, code }) => start === error.start && code === error.code);
      }
    },
  };
}

/** Ours are told by what is added to their numbers. */
function named(error: TypeScript.Diagnostic): TypeScript.Diagnostic {
  if (error.code < 900_000) return error;
  return { ...error, code: error.code - 900_000, source: 'legate-ts' };
}

export = init;
