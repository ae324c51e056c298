/**
 * Functions whose code is the JIT's own. exp, log, pow, sin, cos, hyperbolic functions of doubles: near V8's, special values,
 * the same at every position. fmod, floor_divide, nextafter, ldexp and frexp: exact.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { legatec, root } from '../run';

const folder = mkdtempSync(join(root, 'test', 'differential', '.own-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PROGRAM = `import * as np from 'legate-ts/numpy';

const specials = [
  0, -0, Infinity, -Infinity, NaN, 1, -1, 709.782712893384, 709.7827128933841, -745.13, -745.14, -708.5, -740,
  5e-324, 1e-310, 2 ** -1022, Number.MAX_VALUE, Math.SQRT1_2, Math.SQRT2, 1 - 2 ** -53, 1 + 2 ** -52, 750, -750, 1e300,
];
// Near multiples of pi / 2, where little is left; up to where the library's functions take over, and past it.
for (const k of [1, 2, 3, 4, 29, 355, 1e3 + 1, 1e5 + 7, 1335088, 2 ** 40 + 1, 1e22]) specials.push((k * Math.PI) / 2, (-k * Math.PI) / 2);
specials.push(2 ** 21, 2 ** 21 + 1, -(2 ** 21) - 1, 45.553093477052002, 1e300);
const inputs = new Float64Array(100_003);
for (let i = 0, state = 1; i < inputs.length; i++) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  const u = state / 2 ** 32;
  inputs[i] = specials[i] ?? [(u - 0.5) * 1500, u, u * 1e-3, 2 ** ((u - 0.5) * 2140)][i % 4]!;
}

/** Doubles between two. */
const words = new BigInt64Array(1);
const float = new Float64Array(words.buffer);
const rank = (v: number): bigint => {
  float[0] = v;
  return words[0]! < 0n ? -(2n ** 63n) - words[0]! : words[0]!;
};
const apart = (a: number, b: number): number => (Object.is(a, b) ? 0 : Math.abs(Number(rank(a) - rank(b))));

const x = np.array(inputs);
for (const name of ['exp', 'log', 'sin', 'cos'] as const) {
  const all = np[name](x);
  const out = all.data as Float64Array;
  const isFar = (v: number) => (name === 'sin' || name === 'cos') && Math.abs(v) > 2 ** 21;
  console.log(name, 'apart', Math.max(...Array.from(specials, (v, i) => (isFar(v) ? 0 : apart(out[i]!, Math[name](v))))));
  const most = (far: boolean) =>
    out.reduce((m, v, i) => (isFar(inputs[i]!) === far ? Math.max(m, apart(v, Math[name](inputs[i]!))) : m), 0);
  console.log(name, 'most', most(false));
  console.log(name, 'far', most(true));
  for (const part of ['1::3', '::-1', '7:8', '5:25']) {
    const same = np.array_equal(all.slice(part), np[name](x.slice(part)), true);
    console.log(name, part, same);
  }
}

// From where they are linear to where they are constant or logarithms, of both signs, and next to their ends.
const signed = new Float64Array(3 * inputs.length);
inputs.forEach((v, i) => signed.set([v, -v * 0.02, (i % 2 ? 1 : -1) * (1 + v * [1, 1e-9, 1e-3][i % 3]!)], 3 * i));
const others = { expm1: 'expm1', log1p: 'log1p', tanh: 'tanh', arcsinh: 'asinh', arccosh: 'acosh', arctanh: 'atanh' } as const;
const both = np.array(signed);
for (const [name, known] of Object.entries(others) as ['tanh', 'tanh'][]) {
  const all = np[name](both);
  const out = all.data as Float64Array;
  console.log(name, 'near', out.reduce((m, v, i) => Math.max(m, apart(v, Math[known](signed[i]!))), 0));
  for (const part of ['1::3', '::-1', '7:8', '5:25'])
    console.log(name, part, np.array_equal(all.slice(part), np[name](both.slice(part)), true));
}

// Powers: all pairs of the specials and of small integers; then scattered ones whose results are in range.
const bases: number[] = [];
const exponents: number[] = [];
const numbers = [...specials, -2, -3, 0.5, -0.5, 1023, 1024, -1074, -1022.5, 2 ** 53, 2 ** 53 - 1, 1.5];
for (const a of numbers) for (const b of numbers) bases.push(a), exponents.push(b);
const count = bases.length;
for (let a = -20; a <= 20; a++) for (let b = 0; b < 12; b++) bases.push(a), exponents.push(b);
const exact = bases.length;
for (let i = 0; i < 100_000; i++) {
  const [u, v] = [(i * 0.6180339887498949) % 1, (i * 0.7548776662466927) % 1];
  const base = 2 ** ((u - 0.5) * [2, 20, 2000][i % 3]!);
  bases.push(base), exponents.push(((v - 0.5) * 1400) / Math.max(1, Math.abs(Math.log(base))));
}
// 1 and -1 to the power of an infinity or of NaN are C's and NumPy's 1, and V8's NaN.
const expected = (a: number, b: number) =>
  a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;
const [xs, ys] = [np.array(bases), np.array(exponents)];
const powers = np.power(xs, ys);
const got = powers.data as Float64Array;
console.log('pow apart', got.slice(0, count).reduce((m, v, i) => Math.max(m, apart(v, expected(bases[i]!, exponents[i]!))), 0));
console.log('pow exact', got.slice(count, exact).every((v, i) => v === Number(BigInt(bases[count + i]!) ** BigInt(exponents[count + i]!))));
console.log('pow most', got.reduce((m, v, i) => Math.max(m, apart(v, expected(bases[i]!, exponents[i]!))), 0));
for (const part of ['1::3', '::-1', '7:8', '5:25'])
  console.log('pow', part, np.array_equal(powers.slice(part), np.power(xs.slice(part), ys.slice(part)), true));

// Exact ones. Divisors and dividends from all over, whole multiples among them, and powers to which results are subnormal.
const [dividends, divisors]: number[][] = [[], []];
for (const a of numbers) for (const b of numbers) dividends!.push(a), divisors!.push(b);
for (let i = 0; i < 100_000; i++) {
  const [u, v] = [(i * 0.6180339887498949) % 1, (i * 0.7548776662466927) % 1];
  const by = 2 ** ((v - 0.5) * [4, 40, 2000][i % 3]!) * (i % 5 === 0 ? -1 : 1);
  divisors!.push(by), dividends!.push(i % 7 === 0 ? by * Math.floor(u * 1e6) : (u - 0.5) * 2 ** ((u - 0.3) * [8, 60, 2000][i % 3]!));
}
const counts = dividends!.map((_, i) => Math.floor(((i * 0.5698402909980532) % 1) * 2098) - 1074);
const isExact = (got: ArrayLike<number>, expected: (i: number) => number) => dividends!.every((_, i) => Object.is(got[i], expected(i)));
const [as, bs, ns] = [np.array(dividends!), np.array(divisors!), np.array(counts, 'int32')];
console.log('fmod exact', isExact(np.fmod(as, bs).data as Float64Array, (i) => dividends![i]! % divisors![i]!));
const quotient = (a: number, b: number) => {
  if (b === 0) return a / b;
  const rest = a % b;
  const q = (a - rest) / b - (rest !== 0 && b < 0 !== rest < 0 ? 1 : 0);
  if (q === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  return q - Math.floor(q) > 0.5 ? Math.floor(q) + 1 : Math.floor(q);
};
console.log('floor_divide exact', isExact(np.floor_divide(as, bs).data as Float64Array, (i) => quotient(dividends![i]!, divisors![i]!)));
const next = (a: number, b: number) => {
  if (a !== a || b !== b) return NaN;
  if (a === b) return b;
  float[0] = a;
  if (a === 0) float[0] = b < 0 ? -5e-324 : 5e-324;
  else words[0] = words[0]! + (b > a === a > 0 ? 1n : -1n);
  return float[0]!;
};
console.log('nextafter exact', isExact(np.nextafter(as, bs).data as Float64Array, (i) => next(dividends![i]!, divisors![i]!)));
console.log('spacing exact', isExact(np.spacing(as).data as Float64Array, (i) => next(dividends![i]!, dividends![i]! < 0 ? -Infinity : Infinity) - dividends![i]!));
console.log('ldexp exact', isExact(np.ldexp(as, ns).data as Float64Array, (i) => dividends![i]! * 2 ** counts[i]!));
const [af, bf] = [as.astype('float32'), bs.astype('float32')];
const [ad, bd] = [af.data as Float32Array, bf.data as Float32Array];
console.log('fmod single', isExact(np.fmod(af, bf).data as Float32Array, (i) => Math.fround(ad[i]! % bd[i]!)));
console.log('ldexp single', isExact(np.ldexp(af, ns).data as Float32Array, (i) => Math.fround(ad[i]! * 2 ** counts[i]!)));
for (const most of [2 ** 31 - 1, 2100, -2100, -(2 ** 31)]) {
  const far = np.ldexp(np.array([1, -1, 5e-324, 0, -0, Infinity, NaN]), most).toArray() as number[];
  console.log('ldexp beyond', most < 0 ? far[0] === 0 && Object.is(far[1], -0) && far[2] === 0 : far[0] === Infinity && far[1] === -Infinity);
  console.log('ldexp special', Object.is(far[3], 0) && Object.is(far[4], -0) && far[5] === Infinity && Number.isNaN(far[6]));
}
const [mantissas, exponents2] = np.frexp(as);
const [md, ed] = [mantissas.data as Float64Array, exponents2.data as Int32Array];
console.log('frexp parts', dividends!.every((a, i) => {
  const [m, e] = [md[i]!, ed[i]!];
  if (a === 0 || !Number.isFinite(a)) return Object.is(m, a) && e === 0;
  return Math.abs(m) >= 0.5 && Math.abs(m) < 1 && 2 * m * 2 ** Math.max(e - 1, -1022) * 2 ** Math.min(0, e + 1021) === a;
}));
`;

it('are exact, or within two units in the last place of V8, whatever is around them', {
  timeout: 120_000,
}, async () => {
  const file = join(folder, 'functions.ts');
  writeFileSync(file, PROGRAM);
  const { code, out, err } = await legatec([file]);
  expect(code, err).toBe(0);
  for (const line of out.trim().split('\n')) {
    const [name, what, value] = line.split(' ') as [string, string, string];
    if (what === 'apart' || what === 'most') expect(Number(value), `${name} ${what}`).toBeLessThanOrEqual(2);
    // Those that are made of others.
    else if (what === 'near') expect(Number(value), `${name} ${what}`).toBeLessThanOrEqual(4);
    // The library's function.
    else if (what === 'far') expect(Number(value), `${name} ${what}`).toBeLessThanOrEqual(4);
    else expect(value, `${name} of ${what}`).toBe('true');
  }
  expect(out.split('\n').length).toBe(82);
});
