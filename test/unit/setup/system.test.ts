import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, scratch } from './helpers';

const need = (name: string, present: () => boolean) => ({ name, packages: [`${name}-dev`], for: 'a test', present });
const env = process.env;

describe('what the system lacks', () => {
  it('is named with the exact command when not root, and nothing is run', async () => {
    const { ensureSystem } = await load('system');
    const table = [need('alpha', () => false), need('beta', () => false), need('gamma', () => true)];
    const execute = () => expect.unreachable('nothing may be run');
    const promise = ensureSystem({ table, env, root: false, execute });
    await expect(promise).rejects.toThrow(/missing: alpha \(for a test\), beta \(for a test\)/);
    await expect(promise).rejects.toThrow(/alpha-dev beta-dev$/);
  });

  it('is installed by apt-get as root', async () => {
    const { ensureSystem } = await load('system');
    let installed = false;
    const commands: string[] = [];
    const execute = (command: string, args: string[]) => {
      commands.push([command, ...args].join(' '));
      installed ||= args.includes('install');
      return Promise.resolve({ code: 0 });
    };
    await ensureSystem({ table: [need('alpha', () => installed)], env: withApt(), root: true, execute });
    expect(commands).toHaveLength(2);
    expect(commands[0]).toMatch(/^apt-get .* update$/);
    expect(commands[1]).toMatch(/ install -y --no-install-recommends alpha-dev$/);
  });

  it('and apt-get could not install either is an error that names the command', async () => {
    const { ensureSystem } = await load('system');
    const execute = () => Promise.resolve({ code: 100 });
    const promise = ensureSystem({ table: [need('alpha', () => false)], env: withApt(), root: true, execute });
    await expect(promise).rejects.toThrow(
      /could not install alpha;.*\n +apt-get update && apt-get install .* alpha-dev$/,
    );
  });

  it('does not stop set-up if the rest works without', async () => {
    const { ensureSystem } = await load('system');
    const optional = { ...need('alpha', () => false), optional: true };
    await ensureSystem({ table: [optional], env, root: false });
    const execute = () => Promise.resolve({ code: 100 });
    await ensureSystem({ table: [optional], env: withApt(), root: true, execute });
  });

  it('and that the system does not have does not keep the others from being installed', async () => {
    const { ensureSystem } = await load('system');
    const there = new Set<string>();
    const execute = (_: string, args: string[]) => {
      // apt installs all or nothing.
      if (args.includes('beta-dev')) return Promise.resolve({ code: 100 });
      for (const name of ['alpha', 'gamma']) if (args.includes(`${name}-dev`)) there.add(name);
      return Promise.resolve({ code: 0 });
    };
    const table = ['alpha', 'beta', 'gamma'].map((name) => ({
      ...need(name, () => there.has(name)),
      ...(name !== 'alpha' && { optional: true }),
    }));
    await ensureSystem({ table, env: withApt(), root: true, execute });
    expect([...there]).toEqual(['alpha', 'gamma']);
  });

  it('of MPI is looked for beside mpirun, and where the linker is told to look', async () => {
    const { mpiBeside } = await load('system');
    const folder = scratch();
    for (const name of ['bin', 'lib', 'elsewhere']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'bin', 'mpirun'), '', { mode: 0o755 });
    const env = { PATH: join(folder, 'bin') };
    expect(mpiBeside(env)).toBe(false);
    writeFileSync(join(folder, 'elsewhere', 'libmpi.so'), '');
    expect(mpiBeside({ ...env, LD_LIBRARY_PATH: join(folder, 'elsewhere') })).toBe(true);
    writeFileSync(join(folder, 'lib', 'libmpi.so'), '');
    expect(mpiBeside(env)).toBe(true);
  });

  it('only to fetch the engine does not count once the engine is there', async () => {
    const { missingNeeds } = await load('system');
    const names = (engine: boolean) =>
      missingNeeds({ engine, env: { PATH: '' } }).map((missing: { name: string }) => missing.name);
    expect(names(true)).toContain('python3');
    expect(names(false)).not.toContain('python3');
    expect(names(false)).toContain('cmake');
  });
});

/** An environment where `which apt-get` finds something, whatever this machine is. */
function withApt(): NodeJS.ProcessEnv {
  return { PATH: `${__dirname}/bin` };
}
