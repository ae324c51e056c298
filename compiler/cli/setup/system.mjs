// What the operating system has to provide. As root on Debian it is installed; otherwise it is named, with the command.
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run, SetupError, say, timed, which } from './common.mjs';

const libraryFolders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/local/lib'];
const library = (name) => () => libraryFolders.some((folder) => existsSync(`${folder}/${name}`));
const command =
  (...names) =>
  (env) =>
    names.some((name) => which(name, env) !== undefined);

/**
 * Debian packages, what each is for, and how to tell that it is there. `python` says: only to fetch the engine;
 * `optional`: the rest works without.
 */
export const needs = [
  { name: 'g++', packages: ['g++'], for: 'building the addon', present: command('g++', 'clang++') },
  { name: 'make', packages: ['make'], for: 'building the addon', present: command('make', 'ninja') },
  { name: 'cmake', packages: ['cmake'], for: 'building the addon', present: command('cmake') },
  {
    name: 'LLVM 14',
    packages: ['llvm-14-dev'],
    for: 'generating kernels',
    present: () =>
      existsSync('/usr/lib/llvm-14/lib/cmake/llvm/LLVMConfig.cmake') && existsSync('/usr/lib/llvm-14/include/llvm'),
  },
  { name: 'OpenBLAS', packages: ['libopenblas-dev'], for: 'matrix products', present: library('libopenblas.so') },
  {
    name: 'Highway',
    packages: ['libhwy-dev'],
    for: 'sorting with vectors',
    present: library('libhwy_contrib.so'),
    optional: true,
  },
  {
    name: 'Open MPI',
    // The -dev package for one link: Legate opens libmpi.so, without a version.
    packages: ['openmpi-bin', 'libopenmpi-dev'],
    for: 'running on several ranks',
    present: (env) => command('mpirun')(env) && (library('libmpi.so')() || mpiBeside(env)),
    optional: true,
  },
  { name: 'python3', packages: ['python3'], for: 'fetching Legate', python: true, present: command('python3') },
  { name: 'pip', packages: ['python3-pip'], for: 'fetching Legate', python: true, present: hasPip },
];

/** An MPI that was not installed by Debian: its library beside its command, or where the linker is told to look. */
export function mpiBeside(env) {
  const folders = [join(dirname(which('mpirun', env)), '..', 'lib'), ...(env.LD_LIBRARY_PATH ?? '').split(delimiter)];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, 'libmpi.so')));
}

/** pip without starting python, which costs a quarter of a second: its module or its command. */
function hasPip(env) {
  if (command('pip3', 'pip')(env)) return true;
  return (
    existsSync('/usr/lib/python3/dist-packages/pip') || sitePackages().some((folder) => existsSync(`${folder}/pip`))
  );
}

function sitePackages() {
  const base = '/usr/local/lib';
  if (!existsSync(base)) return [];
  return readdirSync(base)
    .filter((name) => /^python3\.\d+$/.test(name))
    .map((name) => `${base}/${name}/site-packages`);
}

/** What is missing; what only serves to fetch the engine counts only if `engine` has to be fetched. */
export function missingNeeds({ engine = true, env = process.env, table = needs } = {}) {
  return table.filter((need) => (engine || !need.python) && !need.present(env));
}

const isRoot = () => process.getuid?.() === 0;

/** The command that installs what is missing. */
export function installCommand(missing) {
  return `apt-get install -y --no-install-recommends ${missing.flatMap((need) => need.packages).join(' ')}`;
}

/** Installs what is missing, or throws a SetupError that names it and the command that would. */
export async function ensureSystem(options = {}) {
  const missing = missingNeeds(options);
  if (missing.length === 0) return;
  const { root = isRoot(), execute = run, env = process.env } = options;
  const names = missing.map((need) => `${need.name} (for ${need.for})`).join(', ');
  const install = installCommand(missing);
  if (!root || which('apt-get', env) === undefined) {
    const how = which('apt-get', env)
      ? `sudo ${install}`
      : `install what Debian calls ${install.split(' ').slice(4).join(' ')}`;
    const text = `missing: ${names}\nInstall with:\n  ${how}`;
    if (missing.some((need) => !need.optional)) throw new SetupError(text);
    return say(text);
  }
  say(`missing: ${names}`);
  await timed(install, async () => {
    const apt = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
    // Options of a slow or absent network: give up and say so rather than hang.
    const args = ['-q', '-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=60', '-o', 'DPkg::Lock::Timeout=300'];
    await execute('apt-get', [...args, 'update'], apt);
    // One package that a system lacks would keep apt from installing the others.
    const optional = missing.filter((need) => need.optional);
    for (const needs of [missing.filter((need) => !need.optional), ...optional.map((need) => [need])]) {
      if (needs.length > 0) await execute('apt-get', [...args, ...installCommand(needs).split(' ').slice(1)], apt);
    }
  });
  const still = missingNeeds(options);
  if (still.length > 0) {
    const text =
      `could not install ${still.map((need) => need.name).join(', ')}; see apt's messages above. To try again:\n` +
      `  apt-get update && ${installCommand(still)}`;
    if (still.some((need) => !need.optional)) throw new SetupError(text);
    say(text);
  }
}
