/** The addon, loaded when it is first needed. It is the same for every copy of this package in a process. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fail } from '../../compiler/errors';

export type Addon = typeof import('../../native/index');

/** Folders from this file up to the package: sources have one level less than compiled code. */
const PLACES = [join(__dirname, '../..'), join(__dirname, '../../..')];

let addon: Addon | undefined;

export function loadAddon(): Addon {
  if (addon !== undefined) return addon;
  const paths = PLACES.map((p) => join(p, 'native/build/Release/legate.node'));
  const path = paths.find((p) => existsSync(p));
  if (path === undefined)
    return fail('LGT6002', 'the native part is not built; run `npm run build` in the package folder');
  addon = createRequire(__filename)(path) as Addon;
  return addon;
}
