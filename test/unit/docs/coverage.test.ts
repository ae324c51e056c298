/** docs/coverage.md is what `legatec coverage` prints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { coverageText } from '../../../compiler/cli/coverage';
import { coverage } from '../../../runtime/numpy/coverage';

const { functions, native, fallback, absent } = coverage();

it('every function of numpy-ts is counted once', () => {
  const kinds = Object.values(functions);
  expect(kinds).toHaveLength(520);
  expect(native + fallback + absent).toBe(520);
  expect(kinds.filter((k) => k === 'native')).toHaveLength(native);
});

it('nothing is absent', () => {
  expect(Object.keys(functions).filter((name) => functions[name] === 'absent')).toEqual([]);
});

it('the page is up to date: legatec coverage > docs/coverage.md', () => {
  const page = readFileSync(join(__dirname, '../../../docs/coverage.md'), 'utf8');
  expect(page).toBe(coverageText({ functions, native, fallback, absent }));
});
