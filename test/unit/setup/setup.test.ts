import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
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
  const line = (data: object) => `${JSON.stringify(data)}\n`;
  const end = line({ end: 'passed', unhandled: 0 });

  it('adds up the files', async () => {
    const { countTests } = await load('tally');
    const text = line({ file: 'a', passed: 3, failed: 0 }) + line({ file: 'b', passed: 1, failed: 2 }) + end;
    expect(countTests(text, 1)).toEqual({ passed: 4, failed: 2, ended: true });
    expect(countTests(end, 0)).toEqual({ passed: 0, failed: 0, ended: true });
  });

  it('never says zero failures for a run that failed', async () => {
    const { countTests } = await load('tally');
    const passed = line({ file: 'a', passed: 1, failed: 0 });
    expect(countTests(undefined, 1)).toMatchObject({ passed: 0, failed: 1 });
    expect(countTests(passed, 0)).toMatchObject({ passed: 1, failed: 1, ended: false });
    expect(countTests(passed + end, 1)).toMatchObject({ passed: 1, failed: 1 });
    expect(countTests(passed + line({ end: 'passed', unhandled: 2 }), 1)).toMatchObject({ passed: 1, failed: 2 });
  });

  it('counts tests, and a file that cannot be loaded as one failure', async () => {
    const { countTests } = await load('tally');
    const folder = scratch();
    const header = "import { expect, it } from 'vitest';\n";
    writeFileSync(
      join(folder, 'some.test.mjs'),
      `${header}it('a', () => {}); it('b', () => expect(1).toBe(2)); it.skip('c', () => {});`,
    );
    writeFileSync(join(folder, 'broken.test.mjs'), `${header}throw new Error('broken');`);
    const file = join(folder, 'tally');
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const args = ['run', '--root', folder, `--reporter=${script('reporter')}`];
    const env = { ...process.env, LEGATE_TS_TALLY: file };
    writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {};');
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const { status, stderr } = spawnSync(process.execPath, [vitest, ...args], { env, encoding: 'utf8' });
    expect(existsSync(file), stderr).toBe(true);
    expect(countTests(readFileSync(file, 'utf8'), status)).toEqual({ passed: 1, failed: 2, ended: true });
  });
});
