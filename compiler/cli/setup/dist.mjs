// dist/: the TypeScript sources compiled to CommonJS.
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashTree, readText, root, run, SetupError, timed } from './common.mjs';

const dist = join(root, 'dist');
const stamp = join(dist, '.built');

function inputs() {
  const folders = ['compiler', 'runtime'].map((name) => join(root, name));
  const configuration = ['tsconfig.json', 'package-lock.json', 'native/index.d.ts'].map(
    (name) => readText(join(root, name)) ?? '',
  );
  return hashTree(folders, (name) => name.endsWith('.ts'), ...configuration);
}

export async function ensureDist() {
  const key = inputs();
  if (readText(stamp) === key) return;
  // A stamp is only left by a build that went well; without one, what tsc remembers may not fit what is there.
  if (!existsSync(stamp)) rmSync(join(dist, '.tsbuildinfo'), { force: true });
  rmSync(stamp, { force: true });
  await timed('compiling TypeScript', async () => {
    const { code } = await run(process.execPath, [
      join(root, 'node_modules', 'typescript', 'lib', 'tsc.js'),
      '-p',
      root,
    ]);
    if (code !== 0) throw new SetupError('the TypeScript sources have errors, see above; nothing was run');
    // Declarations in dist/ refer to the addon's, which tsc, having nothing to emit for it, doesn't copy.
    mkdirSync(join(dist, 'native'), { recursive: true });
    copyFileSync(join(root, 'native', 'index.d.ts'), join(dist, 'native', 'index.d.ts'));
    const command = join(dist, 'compiler', 'cli', 'main.js');
    if (existsSync(command)) chmodSync(command, 0o755);
  });
  writeFileSync(stamp, key);
}
