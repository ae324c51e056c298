/**
 * A TypeScript program in which numpy-ts' declarations speak of this package's arrays: its classes and its rules of
 * types are replaced by ours, so that what remains to compare are the signatures. The checker then says of each pair
 * whether ours can stand where numpy-ts' is expected.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { isDType } from '../../../compiler/ir/dtype';

export const ROOT = resolve(__dirname, '../../..');
export const OURS = join(ROOT, 'runtime/numpy/index');
const THEIRS = join(dirname(createRequire(__filename).resolve('numpy-ts')), '../types');

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts', 'lib.esnext.float16.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['node'],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

const theirs = (path: string): string => readFileSync(join(THEIRS, path), 'utf8');

/** numpy-ts' files that say something else here. */
function replacements(): Map<string, string> {
  const from = (names: string, rest = '') => `export { ${names} } from '${OURS}';\n${rest}`;
  const core = theirs('common/ndarray-core.d.ts')
    .replaceAll('NDArrayCore', 'CoreArray')
    .replaceAll(/\b(copy|slice)\((.*)\): this;/g, '$1($2): CoreArray<D>;');
  const array = theirs('full/ndarray.d.ts')
    .replace('export declare class NDArray<', 'export declare class FullArray<')
    .replace('extends NDArrayCore<D>', 'extends CoreArray<D>')
    .replace(/import \{ NDArrayCore \}.*/, `import { CoreArray } from '../common/ndarray-core';`)
    .replaceAll(/\bNDArrayCore\b/g, 'NDArray');
  return new Map(
    Object.entries({
      'common/ndarray-core.d.ts': `import { NDArray } from '${OURS}';
export { NDArray as NDArrayCore };
${core.replaceAll(/\bCoreArray\b(?=[<; |\])])/g, 'NDArray').replace('class NDArray<', 'class CoreArray<')}`,
      'full/ndarray.d.ts': `import { NDArray } from '${OURS}';\nexport { NDArray };\n${array}`,
      'common/complex.d.ts': from(
        'Complex, type ComplexInput',
        'export declare function isComplexLike(v: unknown): boolean;',
      ),
      'common/dtype.d.ts': from(
        'type DType, type BigIntDType, type ComplexDType, type Scalar, type TypedArray',
        'export declare const hasFloat16: boolean;',
      ),
      'common/dtype-promotion.d.ts': from(
        'type Promote, type MathResult, type ReductionAccum, type TrueDivide, type StdVar, type Abs, type RoundResult, ' +
          'type Angle, type BoolArith, type FftResult, type FftReal, type ComplexComponent, type Power, type Divide, ' +
          'type MatMul, type MathBinary, type FloatPower',
      ),
      // Of numpy-ts' inside: no program has one.
      'common/storage.d.ts': 'export type ArrayStorage = never;\n',
      // Written out in types that were inferred.
      'index.d.ts': theirs('index.d.ts').replaceAll(isDType('float16') ? /(?!)/g : / \| "float16"/g, ''),
    }).map(([path, text]) => [join(THEIRS, path), text]),
  );
}

/** Files parsed once for all programs. */
const parsed = new Map<string, ts.SourceFile>();

/** A program of sources by name; they find `theirs` and `ours`. */
export function programOf(sources: Readonly<Record<string, string>>, replace = true): ts.Program {
  const texts = new Map(Object.entries(sources).map(([name, text]) => [join(ROOT, 'test/unit/types', name), text]));
  const overlay = new Map([...(replace ? replacements() : []), ...texts]);
  const host = ts.createCompilerHost(OPTIONS);
  const read = host.readFile.bind(host);
  const exists = host.fileExists.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  host.readFile = (name) => overlay.get(name) ?? read(name);
  host.fileExists = (name) => overlay.has(name) || exists(name);
  host.getSourceFile = (name, options, ...rest) => {
    const text = overlay.get(name);
    if (text !== undefined) return ts.createSourceFile(name, text, options, true);
    const file = parsed.get(name) ?? getSourceFile(name, options, ...rest);
    if (file !== undefined) parsed.set(name, file);
    return file;
  };
  return ts.createProgram([...texts.keys()], OPTIONS, host);
}

/** What the checker says about a file of `programOf`, by line from 0. */
export function errorsByLine(program: ts.Program, name: string): Map<number, string> {
  const file = program.getSourceFile(join(ROOT, 'test/unit/types', name)) as ts.SourceFile;
  const errors = new Map<number, string>();
  for (const d of [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]) {
    const { line } = file.getLineAndCharacterOfPosition(d.start ?? 0);
    errors.set(line, `${errors.get(line) ?? ''}${ts.flattenDiagnosticMessageText(d.messageText, '\n')}\n`);
  }
  return errors;
}

/** Names that numpy-ts exports: its values, and its types. */
export function exportsOf(program: ts.Program, path: string): { readonly values: string[]; readonly types: string[] } {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(path) as ts.SourceFile;
  const found = checker.getExportsOfModule(checker.getSymbolAtLocation(file) as ts.Symbol);
  const flags = (s: ts.Symbol) => (s.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(s) : s).flags;
  const names = (wanted: ts.SymbolFlags) => found.filter((s) => flags(s) & wanted).map((s) => s.name);
  return { values: names(ts.SymbolFlags.Value), types: names(ts.SymbolFlags.Type).filter((n) => n !== 'delete') };
}

export const NODE_TYPES = join(THEIRS, 'node.d.ts');
export const MAIN_TYPES = join(THEIRS, 'index.d.ts');
export const ARRAY_TYPES = join(THEIRS, 'full/ndarray.d.ts');
