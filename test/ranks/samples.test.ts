/** Two ranks print what one process prints: once, and the same digits. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { legatec, root } from '../run';

describe('samples on two ranks', () => {
  it.each(['jacobi', 'cg', 'flights'])('%s', { timeout: 300_000 }, async (name) => {
    const ranks = ['--ranks-per-node', '2', '--launcher', 'mpirun'];
    const { code, out, err } = await legatec([...ranks, join('samples', `${name}.ts`)], { timeout: 240_000 });
    expect(out, err).toBe(readFileSync(join(root, 'samples', 'expected', `${name}.txt`), 'utf8'));
    expect(code).toBe(0);
  });
});
