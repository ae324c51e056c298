import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { rankEnvironment } from '../../../compiler/cli/launch';
import { ADDON, built, elementwise, REPORT_WIDTH, report } from './harness';

const mpirun = spawnSync('mpirun', ['--version']).status === 0;

describe.skipIf(!built || !mpirun)('two ranks', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'legate-ts-ranks-'));
  afterAll(() => rmSync(scratch, { recursive: true }));

  function run(script: string): { code: number | null; out: string; ms: number } {
    const file = join(scratch, 'program.js');
    writeFileSync(
      file,
      `const L = require(${JSON.stringify(ADDON)});
       L.start('--cpus 1 --gpus 0 --omps 0 --sysmem 300 --utility 1');
       const bytes = (a) => new Uint8Array(a.buffer);
       const read = (s, a) => { s.read(bytes(a)); return a; };
       const none = new Uint8Array(0);
       ${script}`,
    );
    const started = Date.now();
    const child = spawnSync(
      'mpirun',
      ['-n', '2', '--oversubscribe', '--mca', 'mpi_yield_when_idle', '1', process.execPath, file],
      {
        encoding: 'utf8',
        timeout: 100_000,
        env: rankEnvironment(process.env),
      },
    );
    return { code: child.status, out: child.stdout + child.stderr, ms: Date.now() - started };
  }

  const lines = (out: string) =>
    out
      .trim()
      .split('\n')
      .sort()
      .map((line) => JSON.parse(line));

  it('hold the same data, and compute their share of it', () => {
    const { code, out } = run(`
      L.jitCompile('twice', ${JSON.stringify(elementwise('%y = fadd double %x, %x'))}, { fastMath: false });
      const N = 300000;
      const a = new L.Store([N], 'float64'), b = new L.Store([N], 'float64');
      a.write(bytes(Float64Array.from({ length: N }, (_, i) => i)));
      const cut = { dim: 0, extent: N / 2 };
      const args = [{ store: 0, access: 'read', cut }, { store: 1, access: 'write', cut }];
      const plan = new L.Plan([{ task: 'kernel', kernel: 'twice', points: 2, extent: N, tile: N / 2, args, scalars: [], site: 0 }]);
      const before = L.counters().points;
      for (let i = 0; i < 10; i++) L.execute(plan, i % 2 ? [b, a] : [a, b], none, ['r.ts:1:1']);
      L.fence();
      const points = L.counters().points - before;
      const got = read(a, new Float64Array(N));
      const good = got.every((v, i) => v === i * 1024);
      a.release();
      console.log(JSON.stringify({ rank: L.machine().rank, ranks: L.machine().ranks, processors: L.machine().processors, good, points }));
      process.exitCode = L.finish();`);
    expect(lines(out)).toEqual(
      [0, 1].map((rank) => ({ rank, ranks: 2, processors: 2, good: true, points: 10 })).sort(),
    );
    expect(code).toBe(0);
  });

  it('move halos between them', () => {
    const { code, out } = run(`
      L.jitCompile('report', ${JSON.stringify(report(2))}, { fastMath: false });
      const a = new L.Store([8, 3], 'float64'), b = new L.Store([2, ${REPORT_WIDTH}], 'int64');
      a.write(bytes(Float64Array.from({ length: 24 }, (_, i) => i)));
      a.slice(0, 4, 5).write(bytes(new Float64Array([100, 100, 100])));
      const plan = new L.Plan([{ task: 'kernel', kernel: 'report', points: 2, extent: 6, tile: 3, scalars: [], site: 0, args: [
        { store: 0, access: 'read', cut: { dim: 0, extent: 3, low: 1, high: 1 } }, { store: 1, access: 'write', cut: { dim: 0, extent: 1 } }] }]);
      L.execute(plan, [a, b], none, ['r.ts:1:1']);
      const rows = read(b, new BigInt64Array(2 * ${REPORT_WIDTH}));
      console.log(JSON.stringify([0, 1].map((p) => [4, 5, 12].map((c) => Number(rows[p * ${REPORT_WIDTH} + c])))));
      process.exitCode = L.finish();`);
    const sum = (lo: number, hi: number) => {
      let total = 0;
      for (let i = lo * 3; i < hi * 3; i++) total += i >= 12 && i < 15 ? 100 : i;
      return total;
    };
    const want = [
      [0, 5, sum(0, 5)],
      [3, 8, sum(3, 8)],
    ];
    expect(lines(out)).toEqual([want, want]);
    expect(code).toBe(0);
  });

  it('map a store, each for itself, and keep what all of them write', () => {
    const { code, out } = run(`
      const a = new L.Store([4], 'float64'), b = new L.Store([4], 'float64');
      a.fill(bytes(new Float64Array([1])));
      const m = new Float64Array(a.map());
      m[2] = 5;
      a.unmap();
      b.copyFrom(a);
      console.log(JSON.stringify(Array.from(read(b, new Float64Array(4)))));
      process.exitCode = L.finish();`);
    expect(lines(out)).toEqual([
      [1, 1, 5, 1],
      [1, 1, 5, 1],
    ]);
    expect(code).toBe(0);
  });

  it.each<[string, string]>([
    ['throws', "if (L.machine().rank === 1) throw new Error('only here');"],
    ['aborts', 'if (L.machine().rank === 1) L.abort(1);'],
    ['exits', 'if (L.machine().rank === 1) process.exit(1);'],
  ])('end at once when one %s', (_, script) => {
    const { code, out, ms } = run(`const a = new L.Store([4], 'float64'); ${script}
      a.fill(new Uint8Array(8)); read(a, new Float64Array(4)); L.fence(); L.finish();`);
    expect(code, out).toBe(1);
    expect(ms).toBeLessThan(30_000);
  });
});
