import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, root, scratch, script } from './helpers';

describe('set-up', () => {
  // Only where it has just been run: elsewhere it would start to build.
  it.runIf(process.env.npm_lifecycle_event === 'test')('does nothing the second time, in under a second', () => {
    // Processor time: what the clock says depends on the tests that run at the same time.
    const program = `
      import { setUp } from ${JSON.stringify(script('setup'))};
      await setUp();
      const { user, system } = process.cpuUsage();
      console.log((user + system) / 1e6);`;
    const args = ['--input-type=module', '-e', program];
    const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(Number(stdout)).toBeLessThan(0.8);
  });

  it('finds the cache folder by environment, and makes it private', async () => {
    const { cacheFolder } = await load('common');
    const folder = scratch();
    const own = join(folder, 'own');
    expect(cacheFolder({ LEGATE_TS_CACHE: own, XDG_CACHE_HOME: folder })).toBe(own);
    expect(statSync(own).mode & 0o777).toBe(0o700);
    expect(cacheFolder({ XDG_CACHE_HOME: folder })).toBe(join(folder, 'legate-ts'));
  });

  it('notices a change of any source file', async () => {
    const { hashTree } = await load('common');
    const folder = scratch();
    const hash = () => hashTree([folder], (name: string) => name.endsWith('.ts'));
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub', 'a.ts'), 'one');
    const first = hash();
    writeFileSync(join(folder, 'sub', 'note.md'), 'no source');
    expect(hash()).toBe(first);
    writeFileSync(join(folder, 'sub', 'a.ts'), 'two');
    const second = hash();
    expect(second).not.toBe(first);
    writeFileSync(join(folder, 'b.ts'), '');
    expect(hash()).not.toBe(second);
  });

  it('is refused the cache folder with a word on what to set', async () => {
    const { cacheFolder } = await load('common');
    const file = join(scratch(), 'file');
    writeFileSync(file, '');
    expect(() => cacheFolder({ LEGATE_TS_CACHE: join(file, 'cache') })).toThrow(/set LEGATE_TS_CACHE/);
  });

  it('is executable as .ci/run', () => {
    expect(statSync(join(root, '.ci', 'run')).mode & 0o111).not.toBe(0);
  });
});

describe('the closing line of npm test', () => {
  const test = (status: string) => ({ status });

  it('counts tests, and a file that could not be loaded as one failure', async () => {
    const { countTests } = await load('tally');
    const report = JSON.stringify({
      testResults: [
        { status: 'passed', assertionResults: [test('passed'), test('passed'), test('skipped')] },
        { status: 'failed', assertionResults: [test('passed'), test('failed')] },
        { status: 'failed', assertionResults: [] },
      ],
    });
    expect(countTests(report, 1)).toEqual({ passed: 3, failed: 2 });
  });

  it('never says zero failures for a run that failed', async () => {
    const { countTests } = await load('tally');
    expect(countTests(undefined, 1)).toEqual({ passed: 0, failed: 1 });
    const passed = JSON.stringify({ testResults: [{ status: 'passed', assertionResults: [test('passed')] }] });
    expect(countTests(passed, 1)).toEqual({ passed: 1, failed: 1 });
    expect(countTests(passed, 0)).toEqual({ passed: 1, failed: 0 });
  });
});
