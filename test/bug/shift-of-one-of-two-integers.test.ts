/** V8 11.3 (Node 20) could not compile the host's loop of an integer power or a count of bits, and ended the process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileScript, ScriptBuilder } from '../../runtime/host/script';
import { legatec, root } from '../run';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(root, 'test', 'bug', '.shift-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('powers and counts of bits of 64-bit integers, until their loops are compiled', async () => {
  const file = join(folder, 'hot.ts');
  writeFileSync(
    file,
    `import * as np from 'legate-ts/numpy';
const a = np.array([1, 2, 3, -4, 5], 'int64');
const u = np.array([1, 2, 3, 4, 5], 'uint64');
const n = np.array([1, 2, 3, 1, 0], 'int64');
for (let i = 0; i < 20000; i++) {
  np.power(a, n);
  np.power(u, u);
  np.bitwise_count(a);
}
console.log(String(np.power(a, n).tolist()), String(np.power(u, u).tolist()), String(np.bitwise_count(a).tolist()));
`,
  );
  const { out, err } = await legatec([file]);
  expect(out, err).toBe('1,4,27,-4,1 1,4,27,256,3125 1,1,2,1,2\n');
});

const EXTREMES = [0n, 1n, 5n, -1n, -2n, -7n, 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 64n - 1n];

it.each(['int64', 'uint64'] as const)('%s shifted by counts that are known', (type) => {
  const wrap = type === 'int64' ? BigInt.asIntN : BigInt.asUintN;
  const values = EXTREMES.map((v) => wrap(64, v));
  for (const count of [0n, 1n, 8n, 61n, 62n, 63n, 64n, 100n]) {
    const b = new ScriptBuilder();
    b.store(b.shr(b.load(type, 'a', '0'), b.constant(type, count)), 'o', '0');
    const shift = compileScript<(a: bigint[], o: bigint[]) => void>(`return (a, o) => { ${b.lines.join('\n')} };`);
    const found = values.map((v) => {
      const o: bigint[] = [];
      shift([v], o);
      return o[0];
    });
    expect(found, String(count)).toEqual(values.map((v) => v >> count));
  }
});
