/**
 * Running the same program on every rank, so that it looks like one.
 *
 * Each rank runs the whole program; the engine gives each its share of the work. That is right only
 * while all ranks take the same decisions, and looks right only if one of them speaks.
 */
import { seededRandom } from './random';

/** Variables by which MPI's launchers tell a process its place. */
const RANK_VARIABLES = ['OMPI_COMM_WORLD_RANK', 'PMI_RANK', 'SLURM_PROCID'];
const SIZE_VARIABLES = ['OMPI_COMM_WORLD_SIZE', 'PMI_SIZE', 'SLURM_NTASKS'];
/** What launchers leave in the environment; a program's own child processes must not join our job. */
const LAUNCHER_PREFIXES = ['OMPI_', 'PMIX_', 'PMI_', 'PRTE_', 'MPIR_', 'HYDRA_'];

type Environment = Record<string, string | undefined>;

const first = (env: Environment, names: readonly string[]): number | undefined => {
  const text = names.map((n) => env[n]).find((v) => v !== undefined && /^\d+$/.test(v));
  return text === undefined ? undefined : Number(text);
};

/** This process's rank and the number of ranks, as the launcher says; 0 of 1 without one. */
export function place(env: Environment = process.env): { rank: number; ranks: number } {
  const ranks = first(env, SIZE_VARIABLES) ?? 1;
  return { rank: ranks > 1 ? (first(env, RANK_VARIABLES) ?? 0) : 0, ranks };
}

/** Called before the user's program: from here on rank 0 speaks for all, and chance is the same for all. */
export function enterReplication(env: Environment = process.env): void {
  const { rank, ranks } = place(env);
  if (ranks === 1) return;
  Math.random = seededRandom(BigInt(env.LEGATE_TS_SEED ?? '1'));
  if (rank === 0) return;
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = ((_chunk: unknown, encoding?: unknown, done?: unknown) => {
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') process.nextTick(callback as () => void);
      return true;
    }) as typeof stream.write;
  }
}

/** Called when the engine has started: children of the program are not part of the job. */
export function hideLauncher(env: Environment = process.env): void {
  for (const name of Object.keys(env)) {
    if (LAUNCHER_PREFIXES.some((p) => name.startsWith(p))) delete env[name];
  }
}
