/** The user's files as ts-morph opens them, with numpy-ts and this package found even where they aren't installed. */
import type { Project, ts as TypeScript } from 'ts-morph';
import { findConfig } from '../source/config';
import { ownLibrary, packageRoot } from '../source/package';

/** What numpy-ts is called, and what it is called here. */
export const FORMERLY = /^numpy-ts(\/(node|core))?$/;
export const API = 'legate-ts/numpy';

/** @param files absolute paths of the files to adopt. Loads ts-morph. */
export function openProject(files: readonly string[]): Project {
  const { Project, ts } = require('ts-morph') as typeof import('ts-morph');
  const tsConfigFilePath = findConfig(files[0]!, ts.sys.fileExists);
  const project = new Project({
    ...(tsConfigFilePath === undefined ? {} : { tsConfigFilePath }),
    skipAddingFilesFromTsConfig: true,
    // Types are asked for, not checked: what the user's settings say of modules matters little.
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      allowJs: true,
      skipLibCheck: true,
      strict: true,
    },
    resolutionHost: (host, options) => ({
      resolveModuleNames: (names, containing) =>
        names.map((name) => {
          const own = ownLibrary.declarationsOf(name);
          if (own !== undefined)
            return { resolvedFileName: own, extension: ts.Extension.Dts, isExternalLibraryImport: true };
          const from = (file: string) => ts.resolveModuleName(name, file, options(), host).resolvedModule;
          return from(containing) ?? (FORMERLY.test(name) ? from(`${packageRoot}/package.json`) : undefined);
        }),
    }),
  });
  for (const file of files) project.addSourceFileAtPath(file);
  return project;
}

/** Whether a file declares arrays: of numpy-ts, or ours. */
export const declaresArrays = (file: TypeScript.SourceFile): boolean =>
  ownLibrary.declares(file.fileName) || file.fileName.includes('/numpy-ts/dist/');

/** Whether a type is the class of arrays. */
export function isArrayType(type: TypeScript.Type): boolean {
  const symbol = type.getSymbol();
  const declarations = symbol?.declarations ?? [];
  return (
    (symbol?.name === 'NDArray' || symbol?.name === 'NDArrayCore') &&
    declarations.length > 0 &&
    declarations.every((d) => declaresArrays(d.getSourceFile()))
  );
}
