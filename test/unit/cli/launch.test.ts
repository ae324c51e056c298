import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launcherArguments, rankEnvironment } from '../../../compiler/cli/launch';
import { makeProject, type Project } from '../loader/project';

const mpirun = { launcher: 'mpirun', launcherExtra: ['--tag-output'], nodes: 1, ranksPerNode: 2 } as const;

describe('launcherArguments', () => {
  const openMpi = () => 'mpirun (Open MPI) 4.1.4';
  const common = '--oversubscribe --mca mpi_yield_when_idle 1';

  test('Open MPI: each rank has its share of the processors', () => {
    const args = launcherArguments(mpirun, { LEGATE_TS_CPUS: '1', HOME: '/h' }, openMpi, 8);
    expect(args.join(' ')).toBe(
      `mpirun -q -n 2 ${common} --use-hwthread-cpus --map-by ppr:2:node:PE=4 --bind-to hwthread ` +
        '-x LEGATE_TS_CPUS --tag-output',
    );
  });

  test('more ranks than processors, several machines', () => {
    const args = launcherArguments({ ...mpirun, nodes: 3 }, {}, openMpi, 1);
    expect(args.join(' ')).toBe(`mpirun -q -n 6 ${common} --map-by ppr:2:node --bind-to none --tag-output`);
  });

  test('what the user says about placement counts', () => {
    const args = launcherArguments({ ...mpirun, launcherExtra: ['--bind-to', 'socket'] }, {}, openMpi, 8);
    expect(args.join(' ')).toBe(`mpirun -q -n 2 ${common} --bind-to socket`);
  });

  test('MPICH', () => {
    const args = launcherArguments(mpirun, { REALM_DEFAULT_ARGS: 'x' }, () => 'HYDRA build details');
    expect(args.join(' ')).toBe('mpirun -n 2 -ppn 2 -genvlist REALM_DEFAULT_ARGS --tag-output');
  });

  test('without a launcher, or without MPI', () => {
    expect(() => launcherArguments({ ...mpirun, launcher: 'none' }, {})).toThrow(
      'LGT1007: 2 ranks need a launcher: --launcher mpirun',
    );
    expect(() => launcherArguments(mpirun, {}, () => undefined)).toThrow('LGT1007: mpirun is not installed');
  });
});

test('ranks of a small machine get one background thread, unless the user says otherwise', () => {
  const realm = (env: NodeJS.ProcessEnv) => rankEnvironment(env).REALM_DEFAULT_ARGS;
  expect(realm({})).toBe('-ll:bgwork 1');
  expect(realm({ REALM_DEFAULT_ARGS: '-level 2' })).toBe('-ll:bgwork 1 -level 2');
  expect(realm({ REALM_DEFAULT_ARGS: '-ll:bgwork 4' })).toBe('-ll:bgwork 4');
});

test('libraries that rewrite libc are told not to, and what the user sets stays', () => {
  expect(rankEnvironment({})).toMatchObject({ UCX_MEM_EVENTS: 'n', OMPI_MCA_memory: '^patcher', UCC_TLS: 'ucp' });
  expect(rankEnvironment({ UCX_MEM_EVENTS: 'y', UCC_TLS: 'all' })).toMatchObject({
    UCX_MEM_EVENTS: 'y',
    UCC_TLS: 'all',
  });
});

const hasMpi = (() => {
  try {
    return execFileSync('mpirun', ['--version'], { encoding: 'utf8' }).includes('MPI');
  } catch {
    return false;
  }
})();

/** Programs without arrays: what the command itself sees to. */
describe.skipIf(!hasMpi)('two ranks', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject({
      'ranks.ts': `
const rank = process.env['OMPI_COMM_WORLD_RANK'] ?? process.env['PMI_RANK'];
console.log('out', process.argv.slice(2), { n: 1 });
console.error('err');
const [, , what, where] = process.argv;
if (where === undefined || where === rank) {
  if (what === 'throw') throw new RangeError('thrown');
  if (what === 'reject') void Promise.reject(new RangeError('thrown'));
  if (what === 'exit') process.exit(5);
}
if (what === 'stay') setTimeout(() => {}, 30_000);
else setTimeout(() => {}, where === undefined ? 0 : 5000);
`,
      'bad.ts': 'const x: number = "";\n',
    });
  });
  afterAll(() => project.remove());
  const start = (...args: string[]) => project.legatec('--ranks-per-node', '2', '--launcher', 'mpirun', ...args);

  test('print once, as one process does', async () => {
    const alone = await project.legatec('ranks.ts', 'a');
    expect(await start('ranks.ts', 'a')).toEqual(alone);
    expect(alone).toEqual({ code: 0, out: "out [ 'a' ] { n: 1 }\n", err: 'err\n' });
  });

  test.each([
    ['throw', []],
    ['throw', ['0']],
    ['throw', ['1']],
    ['reject', ['1']],
  ])('%s on %j: the job ends, with one stack trace in TypeScript', async (what, where) => {
    const begin = performance.now();
    const { code, err } = await start('ranks.ts', what, ...where);
    expect(performance.now() - begin).toBeLessThan(15_000);
    expect(code).toBe(1);
    expect(err.match(/RangeError: thrown/g)).toHaveLength(1);
    expect(err).toMatch(what === 'throw' ? /ranks\.ts:7:31/ : /ranks\.ts:8:46/);
  });

  test("the program's exit code is the job's", async () => {
    expect((await start('ranks.ts', 'exit')).code).toBe(5);
  });

  test('type errors are told before anything is launched', async () => {
    const { code, err } = await start('bad.ts');
    expect(code).toBe(2);
    expect(err.match(/TS2322/g)).toHaveLength(1);
  });
});
