/**
 * A cache folder that can't be made gave node's own error (EACCES, ENOENT …, mkdir), which says neither
 * what the folder is for nor how to name another.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { legatec, root } from '../run';

const folder = mkdtempSync(join(root, 'test', 'bug', '.cache-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is an error with a number that says what to do', async () => {
  writeFileSync(join(folder, 'taken'), '');
  const file = join(folder, 'sum.ts');
  writeFileSync(file, `import * as np from 'legate-ts/numpy';\nconsole.log(np.ones([3]).sum());\n`);
  const { code, err } = await legatec([file], { env: { LEGATE_TS_CACHE: join(folder, 'taken') } });
  expect(code).toBe(1);
  expect(err).toMatch(/LGT7032: can't make the folder .*; name another folder by LEGATE_TS_CACHE/);
  expect(err).toContain('sum.ts:2:');
});
