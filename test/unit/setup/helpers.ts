import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const root = join(__dirname, '..', '..', '..');
export const script = (name: string) => join(root, 'compiler', 'cli', 'setup', `${name}.mjs`);

/** One of the set-up scripts, which are plain JavaScript without types. */
// biome-ignore lint/suspicious/noExplicitAny: there are no types to give
export const load = (name: string): Promise<any> => import(/* @vite-ignore */ script(name));

/** A folder that is gone after the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'legate-ts-setup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
