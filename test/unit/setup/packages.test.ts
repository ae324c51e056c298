import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, root, scratch } from './helpers';

type Packages = Record<string, { integrity?: string; optional?: boolean }>;

/** A folder whose lock file asks for `wanted` and whose node_modules holds `have`. */
function project(wanted: Packages, have: Packages): string {
  const folder = scratch();
  mkdirSync(join(folder, 'node_modules'));
  for (const path of Object.keys(have)) mkdirSync(join(folder, path));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }));
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages: have }));
  return folder;
}

const a = { 'node_modules/a': { integrity: 'sha512-1' } };

describe('packages', () => {
  it('are installed if node_modules holds what the lock file asks for', async () => {
    const { packagesInstalled } = await load('packages');
    const other = { 'node_modules/other-platform': { integrity: 'sha512-3', optional: true } };
    expect(packagesInstalled(project(a, a))).toBe(true);
    expect(packagesInstalled(project({ ...a, ...other }, a))).toBe(true);
  });

  it('are not if one is absent or another version', async () => {
    const { packagesInstalled } = await load('packages');
    expect(packagesInstalled(project(a, {}))).toBe(false);
    expect(packagesInstalled(project({ 'node_modules/a': { integrity: 'sha512-2' } }, a))).toBe(false);
    expect(packagesInstalled(scratch())).toBe(false);
  });

  it('are locked whole: a dependency for another platform left out makes npm ci refuse', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const locked = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)));
    for (const [path, entry] of Object.entries<Record<string, object>>(packages)) {
      const names = Object.keys({ ...entry.dependencies, ...entry.optionalDependencies });
      expect(
        names.filter((name) => !locked.has(name)),
        path,
      ).toEqual([]);
    }
  });

  it('are locked by content, without the address they came from', () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    for (const [path, entry] of Object.entries<Record<string, unknown>>(lock.packages)) {
      if (path === '') continue;
      expect(entry, path).toHaveProperty('integrity');
      expect(entry, path).not.toHaveProperty('resolved');
    }
  });
});
