/**
 * A program that type-checks against numpy-ts type-checks against `legate-ts/numpy`. The checker compares every export
 * and every member of arrays; differences are named here, with their reasons, and those that are gone fail as well.
 */
import ts from 'typescript';
import { expect, test } from 'vitest';
import { DTYPES, isDType } from '../../../compiler/ir/dtype';
import { ARRAY_TYPES, errorsByLine, exportsOf, MAIN_TYPES, NODE_TYPES, OURS, programOf } from './numpy-ts-program';
import { PROGRAMS } from './programs';

const NAMESPACES = ['fft', 'linalg', 'random'];

/** Where ours can't stand for numpy-ts', and why. */
const DIFFERENCES: Readonly<Record<string, string>> = {
  ldexp: 'numpy-ts promises the type of the mantissas, and gives floats for integers, as NumPy does',
  ceil: 'numpy-ts promises floats, and gives integers for integers, as NumPy does',
  fix: 'numpy-ts promises floats, and gives integers for integers, as NumPy does',
  floor: 'numpy-ts promises floats, and gives integers for integers, as NumPy does',
  trunc: 'numpy-ts promises floats, and gives integers for integers, as NumPy does',
  printoptions: 'numpy-ts shows the options that it keeps for later',
  'random.Generator': 'numpy-ts shows the state that it keeps',
};

const INSIDE: Readonly<Record<string, string>> = {
  _raw: 'of the inside of numpy-ts',
  storage: 'of the inside of numpy-ts',
};
const ROUNDING = Object.fromEntries(['ceil', 'fix', 'floor', 'trunc'].map((n) => [n, DIFFERENCES[n] as string]));

const module = (path: string): string => path.replace(/\.d\.ts$/, '');

/** How many type parameters the signatures of something have. */
function parametersOf(program: ts.Program, path: string, name: string): number[] {
  const checker = program.getTypeChecker();
  let symbol: ts.Symbol | undefined = checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile);
  for (const part of name.split('.')) {
    const type: ts.Type | undefined =
      symbol!.flags & ts.SymbolFlags.Module ? undefined : checker.getTypeOfSymbol(symbol!);
    symbol = type === undefined ? checker.tryGetMemberInModuleExports(part, symbol!) : type.getProperty(part);
    if (symbol === undefined) return [];
    if (symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  }

  // Not those that write into an array, which numpy-ts hasn't: their type parameter is O.
  return checker
    .getTypeOfSymbol(symbol!)
    .getCallSignatures()
    .map((s) => s.typeParameters ?? [])
    .filter((all) => !all.some((t) => t.symbol.name === 'O'))
    .map((all) => all.length);
}

/** Types that stand for all: rules differ for small integers, booleans, floats, complex numbers. */
const INSTANCES: Readonly<Record<number, readonly string[]>> = {
  1: ["'bool'", "'int32'", "'float32'", "'complex64'"],
  2: ["'int8', 'bool'", "'int32', 'float32'"],
};

function symbolsOf(program: ts.Program, path: string, name: string): string[] {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(path) as ts.SourceFile;
  const symbol = checker.getExportsOfModule(checker.getSymbolAtLocation(file)!).find((s) => s.name === name)!;
  const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const type = own.flags & ts.SymbolFlags.Class ? checker.getDeclaredTypeOfSymbol(own) : checker.getTypeOfSymbol(own);
  return type
    .getProperties()
    .filter(
      (p) => !(ts.getCombinedModifierFlags(p.valueDeclaration!) & ts.ModifierFlags.NonPublicAccessibilityModifier),
    )
    .map((p) => p.name);
}

/** Lines that don't check, by the name that a line is about. */
function check(head: string, lines: ReadonlyMap<string, string>): Map<string, string> {
  const program = programOf({ 'all.ts': [head, ...lines.values()].join('\n') });
  const names = ['', ...lines.keys()];
  return new Map([...errorsByLine(program, 'all.ts')].map(([line, text]) => [names[line] ?? String(line), text]));
}

/** The differences are those that are named, no more and no less. */
function expectOnly(found: ReadonlyMap<string, string>, known: Readonly<Record<string, string>>): void {
  const unexpected = [...found].filter(([name]) => !(name in known)).map(([name, text]) => `${name}: ${text}`);
  expect(unexpected).toEqual([]);
  expect(Object.keys(known).filter((name) => !found.has(name))).toEqual([]);
}

const head = (path: string): string => `import * as theirs from '${module(path)}'; import * as ours from '${OURS}';`;

test('every export can stand for numpy-ts’', () => {
  const lines = new Map<string, string>();
  for (const path of [NODE_TYPES, MAIN_TYPES]) {
    const program = programOf({ 'all.ts': head(path) });
    const names = exportsOf(program, path).values.filter((n) => !NAMESPACES.includes(n) && n !== 'delete');
    const inner = NAMESPACES.flatMap((n) => symbolsOf(program, path, n).map((m) => `${n}.${m}`));
    for (const name of [...names, ...inner]) lines.set(name, '');
  }
  // Of several signatures the checker compares generic ones loosely: so once more with types put in.
  const program = programOf({ 'all.ts': head(MAIN_TYPES) });
  for (const name of [...lines.keys()]) {
    const own = parametersOf(program, `${OURS}.ts`, name);
    const generic = new Set(own.length === 0 ? [] : parametersOf(program, MAIN_TYPES, name));
    for (const n of generic) {
      for (const types of INSTANCES[n] ?? [])
        lines.set(`${name}<${types}>`, own.includes(n) ? `${name}<${types}>` : name);
    }
  }
  let at = 0;
  for (const [name, own] of lines) {
    lines.set(name, `export const v${at++}: typeof theirs.${name} = ours.${own || name};`);
  }
  expect(lines.size).toBeGreaterThan(500);
  const found = check(head(MAIN_TYPES), lines);
  expectOnly(new Map([...found].map(([name, text]) => [name.replace(/<.*/, ''), text])), DIFFERENCES);
});

test('every type of numpy-ts is there', () => {
  const program = programOf({ 'all.ts': head(MAIN_TYPES) });
  const names = exportsOf(program, MAIN_TYPES).types;
  const ours = exportsOf(program, `${OURS}.ts`).types;
  expect(names.filter((n) => !ours.includes(n))).toEqual([]);
});

test.each([
  'float64',
  'int32',
  'int64',
  'bool',
  'complex64',
])('every member of arrays of %s can stand for numpy-ts’', (dtype) => {
  const D = `'${dtype}'`;
  const program = programOf({ 'all.ts': head(ARRAY_TYPES) });
  const lines = new Map<string, string>();
  for (const name of symbolsOf(program, ARRAY_TYPES, 'FullArray')) {
    const key = name.startsWith('__@') ? `[typeof Symbol.${name.slice(3).replace(/@.*/, '')}]` : `['${name}']`;
    lines.set(
      name,
      `export const v${lines.size}: theirs.FullArray<${D}>${key} = ({} as ours.NDArray<${D}>)${key.replace('typeof ', '')};`,
    );
  }
  expect(lines.size).toBeGreaterThan(150);
  const isWhole = /int|bool/.test(dtype);
  expectOnly(check(head(ARRAY_TYPES), lines), { ...INSIDE, ...(isWhole ? ROUNDING : {}) });
});

/** What writes into its first argument: an array of numpy-ts is copied in, so that nobody would see it. */
const WRITERS = ['copyto', 'fill', 'fill_diagonal', 'place', 'put', 'put_along_axis', 'putmask'];

test('an array of numpy-ts is taken wherever an array is', () => {
  const program = programOf({ 'all.ts': head(MAIN_TYPES) });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(MAIN_TYPES) as ts.SourceFile;
  const lines: string[] = [];
  for (const given of checker.getExportsOfModule(checker.getSymbolAtLocation(file)!)) {
    const symbol = given.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(given) : given;
    const [first] = checker.getTypeOfSymbol(symbol).getCallSignatures()[0]?.getParameters() ?? [];
    const text = first === undefined ? '' : checker.typeToString(checker.getTypeOfSymbol(first));
    if (!/^NDArray(<\w+>)?$/.test(text) || given.name === 'delete' || WRITERS.includes(given.name)) continue;
    lines.push(
      `export const v${lines.length}: (a: theirs.NDArray<'float64'>, ...more: never[]) => unknown = ours.${given.name};`,
    );
  }
  expect(lines.length).toBeGreaterThan(200);
  lines.push(`ours.array([1]).add(theirs.array([1])).matmul(theirs.array([1])).arctan2(theirs.array([1]));`);
  const errors = errorsByLine(programOf({ 'all.ts': [head(MAIN_TYPES), ...lines].join('\n') }, false), 'all.ts');
  expect([...errors].map(([line, message]) => `${lines[line - 1]}: ${message}`)).toEqual([]);
});

test('the rules of types are numpy-ts’, type by type', () => {
  const types = Object.keys(DTYPES);
  const one =
    'MathResult ReductionAccum TrueDivide StdVar Abs Angle BoolArith FftResult FftReal ComplexComponent Scalar'.split(
      ' ',
    );
  const two = 'Promote Power Divide MatMul MathBinary'.split(' ');
  const same = (a: string, b: string) =>
    `(<T>() => T extends ${a} ? 1 : 2) extends (<T>() => T extends ${b} ? 1 : 2) ? true : [${a}, ${b}]`;
  const lines = [
    'ours.Complex extends theirs.Complex ? true : never',
    'theirs.Complex extends ours.Complex ? true : never',
  ];
  for (const a of types) {
    for (const rule of one) lines.push(same(`theirs.${rule}<'${a}'>`, `ours.${rule}<'${a}'>`));
    for (const b of types)
      for (const rule of two) lines.push(same(`theirs.${rule}<'${a}', '${b}'>`, `ours.${rule}<'${a}', '${b}'>`));
  }
  const text = [head(MAIN_TYPES), ...lines.map((l, i) => `export const v${i}: ${l} = true;`)].join('\n');
  const errors = errorsByLine(programOf({ 'all.ts': text }, false), 'all.ts');
  const found = [...errors].map(([line, message]) => `${lines[line - 1]}: ${message}`);
  expect(found.filter((text) => isDType('float16') || !text.includes('"float16'))).toEqual([]);
});

test.each(Object.keys(PROGRAMS))('program %s type-checks against both', (name) => {
  const text = PROGRAMS[name] as string;
  for (const library of [module(MAIN_TYPES), OURS]) {
    const program = programOf({ 'all.ts': text.replaceAll("'numpy-ts'", `'${library}'`) }, false);
    expect([...errorsByLine(program, 'all.ts')]).toEqual([]);
  }
});
