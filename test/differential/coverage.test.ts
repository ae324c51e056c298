/** The random programs use every operation of the table, but for those named here. */
import { expect, it } from 'vitest';
import { BUILTIN } from '../../compiler/ops/builtin';
import { FOLD } from '../../compiler/ops/fold';
import { LOOP_REDUCTIONS } from '../../compiler/ops/loop-reductions';
import { generate } from './generate';
import { loadTypes } from './types';

/** What the table calls differently than the library's functions. */
const NAMES: Readonly<Record<string, string>> = {
  remainder: 'mod',
  conjugate: 'conj',
  deg2rad: 'radians',
  rad2deg: 'degrees',
  copy: 'copyto',
};

/** Made by creating arrays or of the program's functions, or halves of functions with two results: test/unit tests them. */
const ELSEWHERE = new Set(['scalar_function', 'iota', 'flat', 'eye', 'tri', 'arange', 'linspace']);
// functions/ compares it with NumPy, for every type.
ELSEWHERE.add('i0');
// Of long lists only: unit/numpy/order-statistics.
ELSEWHERE.add('order_statistics');
// unit/numpy/partition, for every type; functions/ in all modes.
for (const name of ['partition', 'argpartition']) ELSEWHERE.add(name);
// What lifted loops are made of: loops/ runs them.
for (const { name } of [...FOLD, ...LOOP_REDUCTIONS]) ELSEWHERE.add(name);
for (const name of ['take', 'put', 'nonzero', 'compress', 'searchsorted', 'tally', 'convolve', 'deconvolve', 'bytes'])
  ELSEWHERE.add(name);
for (const name of ['modf_fractional', 'modf_integral', 'frexp_mantissa', 'frexp_exponent']) ELSEWHERE.add(name);

it('every operation occurs', async () => {
  await loadTypes();
  const used = new Set<string>();
  for (let seed = 1; seed <= 2000; seed++) for (const { op } of generate(seed).steps) used.add(op);
  const missing = [...BUILTIN]
    .filter((op) => op.kind !== 'library' || !['linalg', 'fft', 'random'].includes(op.task)) // library.test.ts
    .map((op) => op.name)
    .filter((name) => !ELSEWHERE.has(name) && !used.has(NAMES[name] ?? name));
  expect(missing).toEqual([]);
});
