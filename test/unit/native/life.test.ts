import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ADDON, built, CONFIG } from './harness';

/** Runs a script in a process of its own; `L` is the addon. */
function run(script: string, started = true): { code: number | null; out: string } {
  const code = `const L = require(${JSON.stringify(ADDON)});
    const tell = (f) => { try { f(); console.log('ok'); } catch (e) { console.log(e.code ?? e.message); } };
    ${started ? `L.start(${JSON.stringify(CONFIG)});` : ''}
    ${script}`;
  const child = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', timeout: 60_000 });
  return { code: child.status, out: child.stdout + child.stderr };
}

const BUSY = `const a = new L.Store([1000000], 'float64'), b = new L.Store([1000000], 'float64');
  a.fill(new Uint8Array(8)); for (let i = 0; i < 20; i++) b.copyFrom(a);`;

describe.skipIf(!built)('life of the engine', () => {
  it.each<[string, string, number]>([
    ['falls off the end', '', 0],
    ['finishes', 'process.exitCode = L.finish() + L.finish();', 0],
    ['sets an exit code', 'process.exitCode = 5;', 5],
    ['calls process.exit', 'process.exit(3);', 3],
    ['throws', 'throw new Error("boom");', 1],
    ['throws in a timer', 'setTimeout(() => { throw new Error("late"); }, 1);', 1],
    ['leaves a rejection unhandled', 'Promise.reject(new Error("no"));', 1],
    ['throws after finish', 'L.finish(); throw new Error("after");', 1],
    ['leaves a store mapped', 'a.map(); process.exit(4);', 4],
    ['aborts', 'L.abort(9);', 9],
  ])('ends in good order when the program %s', (_, script, code) => {
    const result = run(BUSY + script);
    expect(result.code, result.out).toBe(code);
    expect(result.out).not.toMatch(/Signal|terminate|Assertion/);
  });

  it('says nothing when all is well', () => {
    expect(run(`${BUSY} L.fence();`)).toEqual({ code: 0, out: '' });
  });

  it('knows the machine', () => {
    const { out } = run(
      'const { legate, ...rest } = L.machine(); console.log(JSON.stringify(rest), legate.split(".").length);',
    );
    expect(out.trim()).toBe('{"rank":0,"ranks":1,"processors":2} 3');
  });

  it('leaves no settings behind for child processes', () => {
    const { out } = run(
      'console.log(Object.keys(process.env).filter((k) => /^(LEGATE|REALM|LEGION)_/.test(k)).join());',
    );
    expect(out.trim()).not.toMatch(/LEGATE_CONFIG|REALM_DEFAULT_ARGS/);
  });

  it('gives an error for calls at the wrong time', () => {
    const { out, code } = run(
      `tell(() => L.fence()); tell(() => new L.Store([1], 'int8')); tell(() => L.start(5));
       tell(() => console.log(L.finish())); L.start(${JSON.stringify(CONFIG)});
       const s = new L.Store([1], 'int8');
       tell(() => L.start('')); L.finish();
       tell(() => L.fence()); tell(() => s.read(new Uint8Array(1))); tell(() => L.start(''));`,
      false,
    );
    expect(out.trim().split('\n')).toEqual([
      'LGT7001',
      'LGT7001',
      'LGT7010',
      '0',
      'ok',
      'LGT7004',
      'LGT7002',
      'LGT7002',
      'LGT7002',
    ]);
    expect(code).toBe(0);
  });

  it.each([
    '--no-such-flag 1',
    '--cpus x',
    '--cpus 1 --sysmem',
    '--cpus 0',
    '--cpus 64 --utility 1',
    '--cpus 1 --sysmem 900000000',
  ])('gives an error for flags that would end the process: %s', (flags) => {
    const { out, code } = run(
      `tell(() => L.start('${flags}')); L.start('--cpus 1 --show-config=0 --logging legate=info');`,
      false,
    );
    expect(out.trim()).toBe('LGT7004');
    expect(code).toBe(0);
  });

  it('serves one thread', () => {
    const { out, code } = run(`
      const { Worker } = require('node:worker_threads');
      const s = new L.Store([2], 'int8');
      new Worker(\`const L = require(${JSON.stringify(ADDON)});
        for (const f of [() => L.fence(), () => L.finish(), () => new L.Store([1], 'int8')])
          try { f(); console.log('ok'); } catch (e) { console.log(e.code); }\`, { eval: true })
        .on('exit', () => { console.log(s.slice(0, 0, 1).bytes, L.finish()); });`);
    expect(out.trim().split('\n')).toEqual(['LGT7003', 'LGT7003', 'LGT7003', '1 0']);
    expect(code).toBe(0);
  });
});
