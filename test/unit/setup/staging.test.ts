import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, scratch, script } from './helpers';

describe('makeFolder', () => {
  it('leaves nothing when filling fails', async () => {
    const { makeFolder } = await load('staging');
    const parent = scratch();
    const fill = (folder: string) => {
      writeFileSync(join(folder, 'half'), '');
      throw new Error('disk full');
    };
    await expect(makeFolder(join(parent, 'target'), fill)).rejects.toThrow('disk full');
    expect(readdirSync(parent)).toEqual([]);
  });

  it('leaves nothing when it is ended by a signal', async () => {
    const parent = scratch();
    const program = `
      import { makeFolder } from ${JSON.stringify(script('staging'))};
      await makeFolder(${JSON.stringify(join(parent, 'target'))}, async () => {
        console.log('filling');
        await new Promise((resolve) => setTimeout(resolve, 60000));
      });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(readdirSync(parent)).toHaveLength(1);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([143, null]);
    expect(readdirSync(parent)).toEqual([]);
  });

  it('takes what a faster set-up made', async () => {
    const { makeFolder } = await load('staging');
    const target = join(scratch(), 'target');
    await makeFolder(target, () => {
      mkdirSync(target);
      writeFileSync(join(target, 'theirs'), '');
    });
    expect(readdirSync(target)).toEqual(['theirs']);
  });
});

describe('the lock', () => {
  it('is taken over from a process that is gone', async () => {
    const { takeLock } = await load('lock');
    const file = join(scratch(), 'lock');
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    writeFileSync(file, `${child.pid}\n`);
    const release = await takeLock(file);
    expect(readFileSync(file, 'utf8')).toBe(`${process.pid}\n`);
    release();
    expect(existsSync(file)).toBe(false);
  });

  it('makes a second set-up wait', async () => {
    const { takeLock } = await load('lock');
    const file = join(scratch(), 'lock');
    const release = await takeLock(file);
    let second = false;
    const waiting = takeLock(file).then((give: () => void) => {
      second = true;
      give();
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(second).toBe(false);
    release();
    await waiting;
    expect(second).toBe(true);
  });
});
