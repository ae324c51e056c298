/** The addon, loaded when it is first needed. It is the same for every copy of this package in a process. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fail } from '../../compiler/errors';

export type Addon = typeof import('../../native/index');

/** Folders from this file up to the package: sources have one level less than compiled code. */
const PLACES = [join(__dirname, '../..'), join(__dirname, '../../..')];

const ADDON = 'native/build/Release/legate.node';

let addon: Addon | undefined;

export function loadAddon(): Addon {
  if (addon !== undefined) return addon;
  const place = PLACES.find((p) => existsSync(join(p, ADDON)));
  if (place === undefined)
    return fail('LGT6002', 'the native part is not built; run `npm run build` in the package folder');
  checkSources(place);
  addon = createRequire(__filename)(join(place, ADDON)) as Addon;
  return addon;
}

/**
 * Refuses an addon that was built from other sources than those beside it: it may lack functions or read plans otherwise. Only in
 * a checkout, where sources change; an installed package has what it was built from.
 * @throws LGT6004
 */
export function checkSources(root: string): void {
  const stamp = join(root, 'native/build/built.json');
  if (!existsSync(join(root, '.git')) || !existsSync(stamp)) return;
  const { sources } = JSON.parse(readFileSync(stamp, 'utf8')) as { sources?: string };
  if (sources === undefined) return;
  // As compiler/cli/setup/native.mjs does it.
  const hash = createHash('sha256');
  for (const name of readdirSync(join(root, 'native')).sort())
    if (/\.(cc|h|ts)$/.test(name)) hash.update(readFileSync(join(root, 'native', name)));
  if (hash.digest('hex') !== sources)
    fail('LGT6004', 'the native part was built from other sources; run `npm run build` in the package folder');
}
