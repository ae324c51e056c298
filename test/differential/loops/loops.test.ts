/**
 * Random loop nests over typed arrays: what `legatec` makes of them, every loop lifted that can be, against V8 on the
 * same text. Every byte of every array, and every scalar, must be the same.
 */
import { expect, it } from 'vitest';
import { type LoopProgram, loopProgram } from './generate';
import { type Call, makeMemory, TYPES, type Typed } from './memory';
import { lifted, outcome, plainly } from './run';

const COUNT = Number(process.env.LEGATE_TS_TEST_LOOPS ?? 1000);
const FIRST = Number(process.env.LEGATE_TS_TEST_SEED ?? 1);
/** Failures that are printed. */
const SHOWN = 3;

it(`${COUNT} random loop nests leave what V8 leaves`, { timeout: 300_000 }, async () => {
  const programs = Array.from({ length: COUNT }, (_, k) => loopProgram(FIRST + k));
  const nests = plainly(programs);
  const { outcomes, loops, words } = await lifted(programs, 'always', ['--cpus', '2']);
  const failures: string[] = [];
  let at = 0;
  for (const program of programs) {
    for (const call of program.calls) {
      const actual = outcomes[at++];
      const expected = outcome(nests[program.name], call);
      if (actual !== undefined && Buffer.compare(actual, expected) === 0) continue;
      const what = actual === undefined ? `the process ended: ${words}` : difference(program, call, expected, actual);
      failures.push(`seed ${program.seed}, called with ${shown(call)}: ${what}\n${program.text}`);
      if (actual === undefined) break;
    }
    if (at > outcomes.length) break;
  }
  const more = failures.length > SHOWN ? `\n… and ${failures.length - SHOWN} more` : '';
  if (failures.length > 0) expect.fail(`${failures.slice(0, SHOWN).join('\n\n')}${more}`);
  // Otherwise nothing is tested.
  expect(loops).toBeGreaterThan(COUNT / 8);
});

function shown({ views, numbers, buffers }: Call): string {
  const arrays = views.map((v) => `${v.type}(buffer ${v.buffer}, ${v.byteOffset}, ${v.length})`);
  return `${arrays.join(', ')}, ${numbers.join(', ')} (buffers of ${buffers.join(', ')} bytes)`;
}

/** The first element that differs. */
function difference(program: LoopProgram, call: Call, expected: Uint8Array, actual: Uint8Array): string {
  if (actual.length !== expected.length) return `it threw ${Buffer.from(actual).toString()}`;
  const { buffers } = makeMemory(call);
  const aligned = (bytes: Uint8Array) => new Uint8Array(bytes).buffer;
  let start = 0;
  for (const [n, { byteLength }] of buffers.entries()) {
    const [e, a] = [expected, actual].map((all) => aligned(all.subarray(start, start + byteLength)));
    start += byteLength;
    const { type } = call.views.find((v) => v.buffer === n)!;
    const [x, y]: Typed[] = [new TYPES[type](e), new TYPES[type](a)];
    const i = x.findIndex((v: number, k: number) => !Object.is(v, y[k]));
    if (i >= 0) return `buffer ${n}, ${type}[${i}] is ${y[i]} instead of ${x[i]}`;
  }
  const [x, y] = [expected, actual].map((all) => [...new Float64Array(aligned(all.subarray(start)))]);
  return `the results are ${y} instead of ${x} of ${program.name}`;
}
