// The addon, native/build/Release/legate.node, by CMake.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildJobs, hashTree, readText, root, run, SetupError, timed } from './common.mjs';

const source = join(root, 'native');
const build = join(source, 'build');
const highwayHeaders = ['/usr', '/usr/local'].map((prefix) => `${prefix}/include/hwy/contrib/sort/vqsort.h`);
const stamp = join(build, 'built.json');

/** Everything the built addon depends on. */
function inputs(engine) {
  const addonApi = readText(join(root, 'node_modules', 'node-addon-api', 'package.json')) ?? '';
  const llvm = readText('/usr/lib/llvm-14/lib/cmake/llvm/LLVMConfigVersion.cmake') ?? '';
  const highway = highwayHeaders.find((file) => existsSync(file)) ?? '';
  const others = [engine.kind, engine.path, process.version, addonApi, llvm, highway];
  return hashTree([source], (name) => !name.endsWith('.md'), ...others);
}

/** What runtime/core/addon.ts compares with the sources that it finds, in the same way. */
function sourcesKey() {
  const hash = createHash('sha256');
  for (const name of readdirSync(source).sort())
    if (/\.(cc|h|ts)$/.test(name)) hash.update(readFileSync(join(source, name)));
  return hash.digest('hex');
}

export async function ensureNative(engine) {
  const key = inputs(engine);
  const sources = sourcesKey();
  const recorded = JSON.parse(readText(stamp) ?? '{}');
  const record = () =>
    writeFileSync(stamp, `${JSON.stringify({ key, sources, engine, node: process.version }, null, 2)}\n`);
  if (recorded.key === key && existsSync(join(build, 'Release', 'legate.node'))) {
    if (recorded.sources !== sources) record();
    return;
  }
  const work = join(build, 'work');
  // Another engine or another node: what CMake remembers of the old one would survive in its cache.
  if (recorded.engine?.path !== engine.path || recorded.node !== process.version) {
    rmSync(work, { recursive: true, force: true });
  }
  rmSync(stamp, { force: true });
  mkdirSync(build, { recursive: true });
  await timed('building the addon', async () => {
    const where = engine.kind === 'wheels' ? 'LEGATE_TS_ENGINE' : 'LEGATE_TS_LEGATE';
    const other = engine.kind === 'wheels' ? 'LEGATE_TS_LEGATE' : 'LEGATE_TS_ENGINE';
    const configure = ['-S', source, '-B', work, `-D${where}=${engine.path}`, `-D${other}=`];
    for (const args of [configure, ['--build', work, '-j', buildJobs()]]) {
      const { code } = await run('cmake', args);
      if (code !== 0) {
        throw new SetupError(
          `the addon could not be built; see the messages above. The command was:\n  cmake ${args.join(' ')}`,
        );
      }
    }
  });
  record();
}
