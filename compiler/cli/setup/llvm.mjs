// The addon of the npm package llvm-bindings, which builds LLVM IR. Built once, kept in the cache.
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { arch } from 'node:os';
import { dirname, join } from 'node:path';
import { buildJobs, cacheFolder, here, readText, root, run, SetupError, sha256, timed } from './common.mjs';
import { makeFolder } from './staging.mjs';

const modules = join(root, 'node_modules');
const version = (name) => JSON.parse(readText(join(modules, name, 'package.json'))).version;

/** What the built addon depends on: its sources, the build file, the LLVM it links, the system's C++ library. */
function key() {
  return sha256(
    version('llvm-bindings'),
    version('node-addon-api'),
    readText(join(here, 'llvm-bindings', 'CMakeLists.txt')),
    readText('/usr/lib/llvm-14/lib/cmake/llvm/LLVMConfigVersion.cmake') ?? '',
    readText('/etc/os-release') ?? '',
    arch(),
  ).slice(0, 16);
}

async function build(folder) {
  const work = join(folder, 'work');
  const jobs = buildJobs();
  const steps = [
    [
      '-S',
      join(here, 'llvm-bindings'),
      '-B',
      work,
      `-DSOURCE_DIR=${join(modules, 'llvm-bindings')}`,
      `-DNODE_ADDON_API_DIR=${join(modules, 'node-addon-api')}`,
      `-DNODE_API_HEADERS_DIR=${join(modules, 'node-api-headers', 'include')}`,
    ],
    ['--build', work, '-j', jobs],
  ];
  for (const args of steps) {
    const { code } = await run('cmake', args);
    if (code !== 0) {
      throw new SetupError(
        `llvm-bindings could not be built; see the messages above. The command was:\n  cmake ${args.join(' ')}`,
      );
    }
  }
  renameSync(join(work, 'llvm-bindings.node'), join(folder, 'llvm-bindings.node'));
  rmSync(work, { recursive: true });
}

export async function ensureLlvmBindings() {
  const name = key();
  const target = join(modules, 'llvm-bindings', 'build', 'Release', 'llvm-bindings.node');
  const stamp = join(dirname(target), `${name}.built`);
  if (existsSync(target) && existsSync(stamp)) return;
  const folder = join(cacheFolder(), 'llvm-bindings', name);
  mkdirSync(dirname(folder), { recursive: true });
  if (!existsSync(folder)) await timed('building llvm-bindings', () => makeFolder(folder, build));
  rmSync(dirname(target), { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  // Copied aside and renamed: a process that has the old file loaded keeps it.
  copyFileSync(join(folder, 'llvm-bindings.node'), `${target}.part`);
  renameSync(`${target}.part`, target);
  copyFileSync(join(here, 'llvm-bindings', 'CMakeLists.txt'), stamp);
}
