import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { legatec, root } from '../run';
import { points, SPY } from '../spy';

it('each of two ranks computes its share of jacobi, by the engine’s own record', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'legate-ts-share-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const program = join(root, 'samples', 'jacobi.ts');
  const { code, err } = await legatec(['--ranks-per-node', '2', '--launcher', 'mpirun', program], { cwd, env: SPY });
  expect(code, err).toBe(0);
  const [mine, other] = [points(cwd, 0), points(cwd, 1)];
  expect(mine + other).toBeGreaterThanOrEqual(100);
  expect(Math.min(mine, other) / (mine + other)).toBeGreaterThanOrEqual(0.4);
});
