/**
 * Several ranks: this process starts the launcher, which starts legatec once a rank, and passes on
 * signals and the exit code. The program is compiled by now; the ranks find it in the cache.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAILED_VARIABLE, OUTPUT_VARIABLE } from '../loader/ranks';
import type { Options } from '../options';
import { type CommandLine, UsageError } from './args';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** Signals that a terminal's keys send. */
const KEYS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/** What a rank on another machine must have of this process's environment. */
const EXPORTED = /^(LEGATE|LEGION|REALM|NODE_OPTIONS$|UCC_|UCX_|PATH$|LD_LIBRARY_PATH$)/;

/** @throws UsageError LGT1007 when there is nothing to launch with. */
export function launch(options: Options, line: CommandLine): void {
  const folder = mkdtempSync(join(tmpdir(), 'legate-ts-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const env = { ...rankEnvironment(process.env), [FAILED_VARIABLE]: join(folder, 'failed') };
  const program = [process.execPath, ...process.execArgv, join(__dirname, 'main.js'), line.command];
  if (line.json) program.push('--json');
  program.push('--', line.file!, ...line.rest);
  const launcher = launcherArguments(options, env);
  const child = spawn(launcher[0]!, [...launcher.slice(1), ...program], { stdio: 'inherit', env });
  let received: NodeJS.Signals | undefined;
  for (const signal of FORWARDED)
    process.on(signal, () => {
      received = signal;
      // What is typed at a terminal reaches the launcher without us, and twice would be once too often.
      if (!(process.stdin.isTTY && KEYS.includes(signal))) child.kill(signal);
    });
  child.on('error', (error) => {
    process.stderr.write(`legatec: LGT1007: ${launcher[0]} can't be started: ${error.message}\n`);
    process.exitCode = 64;
  });
  child.on('exit', (code, signal) => {
    const fatal = signal ?? (code === 0 ? undefined : received);
    process.exitCode = fatal === undefined ? (code ?? 1) : 128 + constants.signals[fatal];
  });
}

/**
 * Realm starts with collectives of UCC, over nothing but UCX: UCC's transports for special hardware
 * were seen to wait for each other on machines that haven't got it. MPI, which does no more than
 * introduce the ranks to each other, must not rewrite libc under V8's threads (see native/loader.cc).
 */
const START_UP = { UCC_CLS: 'basic', UCC_TLS: 'ucp', UCX_MEM_EVENTS: 'n', OMPI_MCA_memory: '^patcher' };

/**
 * The environment that ranks get; what the user has set stays. Realm's default number of background
 * threads would leave a small machine with nothing but spinning threads; MPI refuses root unless
 * told twice.
 */
export function rankEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const realm = env.REALM_DEFAULT_ARGS ?? '';
  return {
    ...START_UP,
    ...env,
    REALM_DEFAULT_ARGS: realm.includes('-ll:bgwork') ? realm : `-ll:bgwork 1 ${realm}`.trim(),
    OMPI_ALLOW_RUN_AS_ROOT: '1',
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1',
    [OUTPUT_VARIABLE]: process.stdout.isTTY ? '1' : '0',
  };
}

/** The launcher and its arguments, up to the program. */
export function launcherArguments(
  options: Pick<Options, 'launcher' | 'launcherExtra' | 'nodes' | 'ranksPerNode'>,
  env: NodeJS.ProcessEnv,
  version: () => string | undefined = mpiVersion,
  cores = availableParallelism(),
): string[] {
  const { nodes, ranksPerNode } = options;
  const ranks = nodes * ranksPerNode;
  if (options.launcher === 'none') throw new UsageError('LGT1007', `${ranks} ranks need a launcher: --launcher mpirun`);
  const implementation = version();
  if (implementation === undefined)
    throw new UsageError('LGT1007', 'mpirun is not installed; on Debian: apt-get install openmpi-bin');
  const exported = Object.keys(env).filter((name) => EXPORTED.test(name));
  const args = implementation.includes('Open MPI')
    ? [
        // Quiet: what mpirun says about a rank that failed comes after that rank's own words.
        ...['-q', '-n', String(ranks), '--oversubscribe', '--mca', 'mpi_yield_when_idle', '1'],
        ...placement(options, cores),
        ...exported.flatMap((name) => ['-x', name]),
      ]
    : ['-n', String(ranks), '-ppn', String(ranksPerNode), '-genvlist', exported.join(',')];
  return ['mpirun', ...args, ...options.launcherExtra];
}

/**
 * Each rank keeps to its share of a machine's processors: ranks that wander get in each other's way
 * (measured on two cores: a task took four times as long).
 */
function placement(
  { launcherExtra, ranksPerNode }: Pick<Options, 'launcherExtra' | 'ranksPerNode'>,
  cores: number,
): string[] {
  if (launcherExtra.some((word) => /^--?(bind-to|map-by)/.test(word))) return [];
  const share = Math.floor(cores / ranksPerNode);
  if (share === 0) return ['--map-by', `ppr:${ranksPerNode}:node`, '--bind-to', 'none'];
  return ['--use-hwthread-cpus', '--map-by', `ppr:${ranksPerNode}:node:PE=${share}`, '--bind-to', 'hwthread'];
}

function mpiVersion(): string | undefined {
  const { error, stdout } = spawnSync('mpirun', ['--version'], { encoding: 'utf8' });
  return error === undefined ? stdout : undefined;
}
