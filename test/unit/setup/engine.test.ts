import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, scratch } from './helpers';

/** Makes the wheel `tiny` 1.0 with one file in `folder`; returns its SHA-256. */
function makeWheel(folder: string): string {
  const name = join(folder, 'tiny-1.0-py3-none-any.whl');
  const program = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as wheel:
    wheel.writestr("tiny/lib.txt", "content")
    wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n")
    wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("tiny-1.0.dist-info/RECORD", "")
`;
  execFileSync('python3', ['-c', program, name]);
  return createHash('sha256').update(readFileSync(name)).digest('hex');
}

function offline(wheels: string, cache: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels, LEGATE_TS_CACHE: cache };
  delete env.LEGATE_DIR;
  return env;
}

describe('wheels', () => {
  it('are unpacked into the cache when their hash is right, and found there the next time', async () => {
    const { ensureEngine, locateEngine } = await load('engine');
    const [folder, cache] = [scratch(), join(scratch(), 'cache')];
    const requirements = join(folder, 'pins.txt');
    writeFileSync(requirements, `tiny==1.0 --hash=sha256:${makeWheel(folder)}\n`);
    const options = { env: offline(folder, cache), requirements };

    expect(locateEngine(options).present).toBe(false);
    const engine = await ensureEngine(options);
    expect(readFileSync(join(engine.path, 'tiny', 'lib.txt'), 'utf8')).toBe('content');
    expect(readdirSync(join(cache, 'engine'))).toHaveLength(1);
    expect(statSync(cache).mode & 0o777).toBe(0o700);

    const nowhere = { ...options, env: offline('/nowhere', cache) };
    expect(await ensureEngine(nowhere)).toEqual(engine);
  });

  it('are refused when their hash is wrong, and nothing is left behind', async () => {
    const { ensureEngine } = await load('engine');
    const [folder, cache] = [scratch(), scratch()];
    makeWheel(folder);
    const requirements = join(folder, 'pins.txt');
    writeFileSync(requirements, `tiny==1.0 --hash=sha256:${'0'.repeat(64)}\n`);
    await expect(ensureEngine({ env: offline(folder, cache), requirements })).rejects.toThrow(/its hash differs/);
    expect(readdirSync(join(cache, 'engine'))).toEqual([]);
  });

  it('that cannot be reached are an error with the command that fetches them', async () => {
    const { ensureEngine } = await load('engine');
    const [folder, cache] = [scratch(), scratch()];
    const requirements = join(folder, 'pins.txt');
    writeFileSync(requirements, `tiny==1.0 --hash=sha256:${'0'.repeat(64)}\n`);
    const promise = ensureEngine({ env: offline(folder, cache), requirements });
    await expect(promise).rejects.toThrow(/python3 -m pip download .*pins\.txt/);
    expect(readdirSync(join(cache, 'engine'))).toEqual([]);
  });

  it('are all pinned by version and hash', () => {
    const pins = readFileSync(join(__dirname, '../../../compiler/cli/setup/engine.txt'), 'utf8');
    const lines = pins.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/^[a-z0-9-]+==[\w.]+ --hash=sha256:[0-9a-f]{64}$/);
  });
});

describe('LEGATE_DIR', () => {
  function prefix(folder: string): string {
    for (const name of ['include/legate', 'lib']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'lib', 'liblegate.so'), '');
    return folder;
  }

  it('names an installed Legate, which is used and nothing is downloaded', async () => {
    const { ensureEngine } = await load('engine');
    const path = prefix(scratch());
    const cache = join(scratch(), 'cache');
    const env = { ...process.env, LEGATE_DIR: path, LEGATE_TS_CACHE: cache, PATH: '' };
    expect(await ensureEngine({ env })).toEqual({ kind: 'installed', path });
    expect(existsSync(cache)).toBe(false);
  });

  it('may name a folder of unpacked wheels', async () => {
    const { engineOfEnvironment } = await load('engine');
    const path = scratch();
    prefix(join(path, 'legate'));
    expect(engineOfEnvironment(path)).toEqual({ kind: 'wheels', path });
  });

  it('that holds no Legate is an error which says what is expected', async () => {
    const { ensureEngine } = await load('engine');
    const env = { ...process.env, LEGATE_DIR: scratch() };
    await expect(ensureEngine({ env })).rejects.toThrow(/holds no Legate: include\/legate and lib\/liblegate.so/);
  });
});
