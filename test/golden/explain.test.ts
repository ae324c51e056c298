import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Line } from '../../runtime/profile/report';
import { legatec } from '../run';
import { launches, SPY } from '../spy';

const CHAIN = `import * as np from 'legate-ts/numpy';
const x = np.linspace(0, 1, 1_000_000);
const y = np.ones([1_000_000]);
console.error(np.sum(x.multiply(2).add(y).multiply(x)));
`;

function folderWith(text: string): { cwd: string; program: string } {
  const cwd = mkdtempSync(join(tmpdir(), 'legate-ts-explain-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const program = join(cwd, 'chain.ts');
  writeFileSync(program, text);
  return { cwd, program };
}

it('a chain and its sum are one kernel without a stored temporary; the engine counted the same tasks', async () => {
  const { cwd, program } = folderWith(CHAIN);
  const { code, out, err } = await legatec(['explain', '--json', program], { cwd, env: SPY });
  expect(code, err).toBe(0);
  const figures = JSON.parse(out);
  expect(figures).toMatchObject({ kernels: 1, tasks: 2, syncs: 1, temporaries_stored: 0 });
  expect(launches(cwd)).toBe(figures.tasks);
  // A kernel of a million elements for what begins on line 2; on line 4, its partial results are combined.
  const [kernel, combination, ...others] = figures.lines.map(({ ms }: Line) => ms);
  expect(others).toEqual([]);
  expect(combination).toBeGreaterThan(0);
  expect(kernel).toBeGreaterThan(combination);
});

it('every stage can be looked at', async () => {
  const { cwd, program } = folderWith(CHAIN);
  const { code, err } = await legatec(['--cpus', '2', '--emit=fused,partition,llvm,asm', program], { cwd });
  expect(code, err).toBe(0);
  expect(err.slice(0, err.indexOf('; llvm')).trimEnd()).toMatchInlineSnapshot(`
    "; fused
    g0: kernel 1000000 reduced over 0
        b0[0;1000000;1] = linspace(s0:float64, s1:float64) {axis=0 num=1000000}
        b1[0;1000000;1] = copy(s2:float64)
        b2[0;1000000;1] = multiply(b0[0;1000000;1], s3:float64)
        b3[0;1000000;1] = add(b2[0;1000000;1], b1[0;1000000;1])
        b4[0;1000000;1] = multiply(b3[0;1000000;1], b0[0;1000000;1])
        b5[0;;] = sum(b4[0;1000000;1]) {axes=0}

    ; partition
    r0: float64 1000000 kept
    r1: float64 1000000 kept
    r5: float64 1 kept
    r6: float64 245
    t0: kernel k0, 2 points of 503808/1000000
        write r0[0:1000000] cut dim 0 by 503808
        write r1[0:1000000] cut dim 0 by 503808
        write r6[0:245] cut dim 0 by 123
    t1: kernel k1, one point
        read r6[0:245]
        write r5[0:1]"
  `);
  expect(err).toContain('; llvm of kernel k0');
  expect(err).toContain('; asm of kernel k0');
});

const LOOP = `import * as np from 'legate-ts/numpy';
let u = np.zeros([1000, 1000]);
u[\`0\`] = 100;
for (let step = 0; step < 60; step++) {
  const average = (u[\`:-2, 1:-1\`] + u[\`2:, 1:-1\`] + u[\`1:-1, :-2\`] + u[\`1:-1, 2:\`]) / 4;
  u[\`1:-1, 1:-1\`] = average;
}
console.log(u.sum());
console.log(np.vectorize((v: number) => Number(String(v)))(u[\`:3, 0\`]).sum());
`;

it('each line says what became of it, also where the window of a loop was full', async () => {
  const { cwd, program } = folderWith(LOOP);
  const { code, out, err } = await legatec(['explain', '--cpus', '2', program], { cwd });
  expect(code, err).toBe(0);
  const text = out.slice(out.indexOf('1 | import')).replace(/(less than )?[\d.]+ ms/g, '… ms');
  expect(text.slice(0, text.indexOf('\n\n'))).toMatchInlineSnapshot(`
    "1 | import * as np from 'legate-ts/numpy';
    2 | let u = np.zeros([1000, 1000]);
      |       ^ copy: once, in 2 parts
      |       ^ tasks took … ms, of all processors together
    3 | u[\`0\`] = 100;
      |       ^ copy: once, in one part
      |       ^ tasks took … ms, of all processors together
    4 | for (let step = 0; step < 60; step++) {
    5 |   const average = (u[\`:-2, 1:-1\`] + u[\`2:, 1:-1\`] + u[\`1:-1, :-2\`] + u[\`1:-1, 2:\`]) / 4;
      |       ^ add add add divide: 60 times, in 2 parts, each with 2 rows of its neighbours
      |       ^ tasks took … ms, of all processors together
    6 |   u[\`1:-1, 1:-1\`] = average;
      |       ^ copy: 2 times, in 2 parts
      |       ^ tasks took … ms, of all processors together
    7 | }
    8 | console.log(u.sum());
      |       ^ sum: once, in 2 parts
      |       ^ tasks took … ms, of all processors together
      |       ^ waited once, … ms in all
    9 | console.log(np.vectorize((v: number) => Number(String(v)))(u[\`:3, 0\`]).sum());
      |       ^ astype: once, in one part
      |       ^ sum: once, in one part
      |       ^ tasks took … ms, of all processors together
      |       ^ waited 2 times, … ms in all
      |       ^ vectorize ran in JavaScript, once: a call of 'String' at 9:48"
  `);
});
