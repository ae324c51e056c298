// npm packages: as package-lock.json says, installed by `npm ci` when they are not.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText, root, run, SetupError, timed } from './common.mjs';

/** True if node_modules holds what the lock file asks for. npm keeps its own record of that in node_modules. */
export function packagesInstalled(folder = root) {
  const wanted = JSON.parse(readText(join(folder, 'package-lock.json')) ?? '{}').packages ?? {};
  const record = readText(join(folder, 'node_modules', '.package-lock.json'));
  if (record === undefined) return false;
  let have;
  try {
    have = JSON.parse(record).packages;
  } catch {
    return false;
  }
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    if (have[path] === undefined) return entry.optional === true;
    return have[path].integrity === entry.integrity && existsSync(join(folder, path));
  });
}

export async function ensurePackages() {
  if (packagesInstalled()) return;
  await timed('npm ci', async () => {
    // Dependencies' install scripts stay off (.npmrc): the one addon among them is built by the next step.
    const { code } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      env: { ...process.env, NODE_ENV: 'development' },
    });
    if (code !== 0) {
      throw new SetupError("npm packages could not be installed; see npm's messages above. To try again:\n  npm ci");
    }
  });
}
