/** With an addon that was built before the sources changed, programs ended with "readStores is not a function". */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkSources } from '../../runtime/core/addon';
import { root } from '../run';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'legate-ts-addon-'));
  mkdirSync(join(folder, 'native', 'build'), { recursive: true });
  writeFileSync(join(folder, 'native', 'index.d.ts'), 'export function readStores(): void;\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

it('the addon of this checkout is of its sources, as set-up recorded them', () => {
  const built = JSON.parse(readFileSync(join(root, 'native', 'build', 'built.json'), 'utf8'));
  expect(built.sources).toMatch(/^[0-9a-f]{64}$/);
  expect(() => checkSources(root)).not.toThrow();
});

it('an addon of other sources is refused in a checkout, and only there', () => {
  const stamp = join(folder, 'native', 'build', 'built.json');
  writeFileSync(stamp, JSON.stringify({ key: '', sources: 'of another index.d.ts' }));
  expect(() => checkSources(folder)).not.toThrow();
  writeFileSync(join(folder, '.git'), '');
  expect(() => checkSources(folder)).toThrow(/LGT6004.*npm run build/);
});
