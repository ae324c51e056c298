/**
 * About one start in two hundred crashed in V8: UCX rewrote libc's memory functions while V8's threads
 * ran, and tested that by growing and shrinking the heap, which took away another thread's memory.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { legatec, root } from '../run';

const folder = mkdtempSync(join(root, 'test', 'bug', '.libc-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([[[]], [['--ranks-per-node', '2', '--launcher', 'mpirun']]])('UCX leaves libc alone: %j', async (options) => {
  const file = join(folder, 'sum.ts');
  writeFileSync(file, `import * as np from 'legate-ts/numpy';\nconsole.log(np.ones([3]).sum());\n`);
  const { code, out, err } = await legatec([...options, file], {
    env: { UCX_LOG_LEVEL: 'info', UCX_MEM_LOG_LEVEL: 'debug' },
  });
  expect(code).toBe(0);
  expect(out + err).not.toMatch(/installing .* hook|mmap installed events/);
});
