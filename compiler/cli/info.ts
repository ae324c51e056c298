import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One component: `version` is null if it isn't there, '?' if it is but doesn't say. */
export interface Component {
  version: string | null;
  path?: string;
}

/** Something that isn't there: what it would serve, and the command that gets it (null: no command does). */
export interface Missing {
  name: string;
  for: string;
  install: string | null;
}

/** What `legatec info --json` prints. Sizes are in bytes. */
export interface SystemInfo {
  legateTs: string;
  legate: Component & { from: 'wheels' | 'installed' | null };
  legion: Component;
  realm: Component;
  ucx: Component;
  mpi: Component;
  llvm: Component;
  openblas: Component;
  typescript: Component;
  node: Component;
  addon: { built: boolean; path: string };
  machine: { kernel: string; processor: string; cores: number; memory: number; freeMemory: number };
  gpu: { driver: string | null; devices: string[] };
  missing: Missing[];
}

interface Need {
  name: string;
  for: string;
}

/** The part of the set-up scripts' system.mjs that is used here; they are plain scripts, to run before any build. */
interface SystemModule {
  missingNeeds(options: { engine: boolean; env: NodeJS.ProcessEnv }): Need[];
  installCommand(missing: Need[]): string;
}

interface Engine {
  kind: 'wheels' | 'installed';
  path: string;
}

function packageRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const text = readText(join(folder, 'package.json'));
    if (text !== undefined && JSON.parse(text).name === 'legate-ts') return folder;
    if (dirname(folder) === folder) throw new Error(`no package legate-ts around ${from}`);
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The first group of `pattern` in the first of the files that has it. */
function find(pattern: RegExp, ...files: string[]): Component {
  for (const file of files) {
    const match = readText(file)?.match(pattern);
    if (match) return { version: match[1]!, path: file };
  }
  return { version: null };
}

function commandOutput(command: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 10_000 }, (error, stdout) => resolve(error ? undefined : stdout));
  });
}

function legateVersion(prefix: string): string | null {
  const text = readText(join(prefix, 'include', 'legate', 'legate', 'version.h'));
  if (text === undefined) return existsSync(prefix) ? '?' : null;
  const part = (name: string) => text.match(new RegExp(`LEGATE_VERSION_${name}\\s+(\\d+)`))?.[1] ?? '?';
  return ['MAJOR', 'MINOR', 'PATCH'].map(part).join('.');
}

function engineVersions(engine: Engine | undefined) {
  if (engine === undefined) {
    const none = { version: null };
    return { legate: { ...none, from: null }, legion: none, realm: none, ucx: none };
  }
  const wheels = engine.kind === 'wheels';
  const prefix = wheels ? join(engine.path, 'legate') : engine.path;
  const ucx = wheels ? join(engine.path, 'libucx') : engine.path;
  const header = (name: string) => join(prefix, 'include', 'legate', 'deps', name);
  return {
    legate: { version: legateVersion(prefix), from: engine.kind, path: prefix },
    legion: find(/LEGION_VERSION\s+"([^"]+)"/, header('legion_defines.h')),
    realm: find(/REALM_VERSION\s+"([^"]+)"/, header('realm_defines.h')),
    ucx: find(/PACKAGE_VERSION\s+"?([\d.]+)/, join(ucx, 'lib', 'cmake', 'ucx', 'ucx-config-version.cmake')),
  };
}

async function mpiVersion(): Promise<Component> {
  const output = await commandOutput('mpirun', ['--version']);
  if (output === undefined) return { version: null };
  const openMpi = output.match(/Open MPI\)?\s+([\w.]+)/);
  return { version: openMpi ? `Open MPI ${openMpi[1]}` : output.split('\n')[0]!.trim() || '?' };
}

/** The driver as the kernel knows it: no NVIDIA library is loaded to find out. */
function gpus(): SystemInfo['gpu'] {
  const driver = readText('/proc/driver/nvidia/version')?.match(/Kernel Module\D*([\d.]+)/)?.[1] ?? null;
  const folder = '/proc/driver/nvidia/gpus';
  const devices = existsSync(folder) ? readdirSync(folder) : [];
  const model = (name: string) => readText(join(folder, name, 'information'))?.match(/Model:\s*(.+)/)?.[1] ?? name;
  return { driver, devices: devices.map(model) };
}

async function missingParts(root: string, env: NodeJS.ProcessEnv): Promise<Missing[]> {
  const script = join(root, 'compiler', 'cli', 'setup', 'system.mjs');
  const system = (await import(pathToFileURL(script).href)) as SystemModule;
  const prefix = process.getuid?.() === 0 ? '' : 'sudo ';
  return system
    .missingNeeds({ engine: false, env })
    .map((need) => ({ name: need.name, for: need.for, install: prefix + system.installCommand([need]) }));
}

/** Looks at this machine and this installation. Starts no runtime and needs no addon. */
export async function collectInfo(env: NodeJS.ProcessEnv = process.env): Promise<SystemInfo> {
  const root = packageRoot(__dirname);
  const addon = join(root, 'native', 'build', 'Release', 'legate.node');
  const built = readText(join(root, 'native', 'build', 'built.json'));
  const engine = built === undefined ? undefined : (JSON.parse(built).engine as Engine);
  const versions = engineVersions(engine);
  const [mpi, missing] = await Promise.all([mpiVersion(), missingParts(root, env)]);
  const gpu = gpus();

  const lacking = (name: string, purpose: string, install: string | null) =>
    missing.push({ name, for: purpose, install });
  if (!existsSync(addon)) lacking('the addon', 'running anything', 'npm run build');
  else if (versions.legate.version === null) lacking('Legate', 'running anything', 'npm run build');
  if (versions.legate.version !== null && versions.ucx.version === null) {
    lacking('UCX', 'running on several machines', null);
  }
  if (gpu.driver === null) lacking('an NVIDIA driver', 'running on GPUs', null);

  return {
    legateTs: JSON.parse(readText(join(root, 'package.json'))!).version,
    ...versions,
    mpi,
    llvm: find(/PACKAGE_VERSION "([^"]+)"/, '/usr/lib/llvm-14/lib/cmake/llvm/LLVMConfigVersion.cmake'),
    openblas: find(
      /^version=(\S+)/im,
      '/usr/lib/x86_64-linux-gnu/pkgconfig/openblas.pc',
      '/usr/lib64/pkgconfig/openblas.pc',
    ),
    typescript: find(/"version":\s*"([^"]+)"/, join(dirname(dirname(require.resolve('typescript'))), 'package.json')),
    node: { version: process.versions.node, path: process.execPath },
    addon: { built: existsSync(addon), path: addon },
    machine: {
      kernel: release(),
      processor: cpus()[0]?.model ?? '?',
      cores: availableParallelism(),
      memory: Math.min(totalmem(), process.constrainedMemory?.() || totalmem()),
      freeMemory: freemem(),
    },
    gpu,
    missing,
  };
}

const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** The same for people: a line a component, then what is missing. */
export function formatInfo(info: SystemInfo): string {
  const { machine, gpu } = info;
  const component = ({ version }: Component) => version ?? 'not there';
  const from = { wheels: ' (downloaded)', installed: ' (LEGATE_DIR)' };
  const rows: [string, string][] = [
    ['legate-ts', info.legateTs + (info.addon.built ? '' : ', addon not built')],
    ['Legate', component(info.legate) + (info.legate.from === null ? '' : from[info.legate.from])],
    ['Legion', component(info.legion)],
    ['Realm', component(info.realm)],
    ['UCX', component(info.ucx)],
    ['MPI', component(info.mpi)],
    ['LLVM', component(info.llvm)],
    ['OpenBLAS', component(info.openblas)],
    ['TypeScript', component(info.typescript)],
    ['node', component(info.node)],
    ['processor', `${machine.cores} cores, ${machine.processor}`],
    ['memory', `${gibibytes(machine.memory)}, ${gibibytes(machine.freeMemory)} free`],
    ['GPUs', gpu.driver === null ? 'no driver' : `driver ${gpu.driver}, ${gpu.devices.join(', ') || 'no device'}`],
  ];
  const lines = rows.map(([name, text]) => `${name.padEnd(11)} ${text}`);
  if (info.missing.length === 0) return `${lines.join('\n')}\n\nNothing is missing.\n`;
  const absent = info.missing.map(
    (part) => `  ${part.name}, for ${part.for}${part.install === null ? '' : `: ${part.install}`}`,
  );
  return `${lines.join('\n')}\n\nMissing:\n${absent.join('\n')}\n`;
}
