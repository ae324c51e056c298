/** A user's project in a folder of its own, with this package installed and a cache of its own. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Ended, legatec, node, root } from '../../run';

export interface Project {
  readonly folder: string;
  readonly cache: string;
  write(files: Readonly<Record<string, string>>): void;
  legatec(...args: string[]): Promise<Ended>;
  node(...args: string[]): Promise<Ended>;
  remove(): void;
}

export const TS_NODE = join(root, 'node_modules', 'ts-node', 'dist', 'bin.js');

export function makeProject(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'legate-ts-')));
  const cache = join(folder, '.cache');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'legate-ts'));
  const options = { cwd: folder, env: { LEGATE_TS_CACHE: cache, FORCE_COLOR: '0', NODE_OPTIONS: '', ...env } };
  const project: Project = {
    folder,
    cache,
    write(contents) {
      for (const [name, text] of Object.entries(contents)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
    },
    legatec: (...args) => legatec(args, options),
    node: (...args) => node(args, options),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  project.write(files);
  return project;
}
