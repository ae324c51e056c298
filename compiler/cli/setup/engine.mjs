// Legate and what it needs: a prefix named by LEGATE_DIR, or pinned wheels unpacked into the cache.
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { arch } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheFolder, here, readText, run, SetupError, say, sha256, timed, which } from './common.mjs';
import { makeFolder } from './staging.mjs';

const pins = join(here, 'engine.txt');
const downloadMegabytes = 172;

// The wheels are for CPython 3.11 but no Python runs afterwards: any pip may fetch them.
const wheelTags = [
  '--python-version',
  '3.11',
  '--implementation',
  'cp',
  '--abi',
  'cp311',
  '--abi',
  'abi3',
  '--abi',
  'none',
  ...['_2_28', '_2_24', '_2_17', '2014', '_2_12', '2010'].flatMap((tag) => ['--platform', `manylinux${tag}_x86_64`]),
];

// Compilers and device libraries of CUDA's toolkit: only its headers are of use here.
const unpack = `
import sys, zipfile
for wheel in sys.argv[2:]:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(sys.argv[1], [name for name in archive.namelist()
            if not name.startswith("nvidia/cuda_nvcc/") or name.startswith("nvidia/cuda_nvcc/include/")])
`;

/** The Legate that LEGATE_DIR names: {kind, path}. `path` is a prefix, or a folder of unpacked wheels. */
export function engineOfEnvironment(path) {
  const has = (...names) => existsSync(join(path, ...names));
  const complete = (...prefix) =>
    has(...prefix, 'include', 'legate') &&
    (has(...prefix, 'lib', 'liblegate.so') || has(...prefix, 'lib64', 'liblegate.so'));
  if (complete()) return { kind: 'installed', path };
  if (complete('legate')) return { kind: 'wheels', path };
  throw new SetupError(
    `LEGATE_DIR=${path} holds no Legate: include/legate and lib/liblegate.so (or lib64) are expected there.\n` +
      'Set it to the prefix of an installed Legate, or unset it and Legate is downloaded.',
  );
}

/** Where the engine is or will be, and whether it is there: {kind, path, present}. */
export function locateEngine({ env = process.env, requirements = pins } = {}) {
  if (env.LEGATE_DIR) return { ...engineOfEnvironment(env.LEGATE_DIR), present: true };
  const path = join(cacheFolder(env), 'engine', sha256(readText(requirements), unpack, arch()).slice(0, 16));
  return { kind: 'wheels', path, present: existsSync(path) };
}

function sizeOf(folder) {
  let size = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      size += entry.isDirectory() ? sizeOf(path) : statSync(path).size;
    }
  } catch {
    // Files come and go while pip works.
  }
  return size;
}

async function fetchWheels(folder, requirements, env) {
  const wheels = join(folder, 'wheels');
  const scratch = join(folder, 'scratch');
  mkdirSync(wheels);
  mkdirSync(scratch);
  const options = ['--no-deps', '--no-cache-dir', '--disable-pip-version-check', '--only-binary=:all:', ...wheelTags];
  const [pip, ...module] = which('python3', env) ? ['python3', '-m', 'pip'] : ['pip3'];
  const run_ = (args, settings) => run(pip, [...module, ...args], { env: { ...env, TMPDIR: scratch }, ...settings });
  const download = ['download', '--progress-bar', 'off', ...options, '--require-hashes', '-r', requirements];

  let seen = 0;
  const progress = setInterval(() => {
    const megabytes = Math.round((sizeOf(wheels) + sizeOf(scratch)) / 1e6);
    if (megabytes > seen) say(`downloading Legate: ${megabytes} of about ${downloadMegabytes} MB`);
    seen = Math.max(seen, megabytes);
  }, 5000);
  try {
    const { code, output } = await run_([...download, '-d', wheels], { capture: true });
    if (code !== 0) {
      const hashes = /do not match the hashes/i.test(output);
      throw new SetupError(
        hashes
          ? 'a downloaded wheel is not the one that was pinned (its hash differs, see above): nothing was installed.\n' +
              'If you trust its source, compare with compiler/cli/setup/engine.txt.'
          : "Legate could not be downloaded; see pip's messages above. To see whether the wheels can be reached:\n" +
              `  ${[pip, ...module, ...download].join(' ')} -d /tmp\n` +
              'Without a network: set LEGATE_DIR to an installed Legate, or PIP_FIND_LINKS to a folder with the wheels.',
      );
    }
  } finally {
    clearInterval(progress);
  }
  return readdirSync(wheels).map((name) => join(wheels, name));
}

/** Fetches the engine if it isn't there. Resolves to {kind, path}. */
export async function ensureEngine({ env = process.env, requirements = pins } = {}) {
  const { kind, path, present } = locateEngine({ env, requirements });
  if (present) return { kind, path };
  if (arch() !== 'x64') {
    throw new SetupError(
      `Legate's wheels are pinned for x86-64, this machine is ${arch()}: set LEGATE_DIR to an installed Legate`,
    );
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  await timed(`fetching Legate into ${path}`, () =>
    makeFolder(path, async (folder) => {
      const wheels = await fetchWheels(folder, requirements, env);
      const { code } = await run('python3', ['-c', unpack, folder, ...wheels], { env });
      if (code !== 0) throw new SetupError(`the wheels could not be unpacked into ${folder}; is the disk full?`);
      for (const name of ['wheels', 'scratch']) rmSync(join(folder, name), { recursive: true });
    }),
  );
  return { kind, path };
}
