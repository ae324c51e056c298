import { availableParallelism, totalmem } from 'node:os';
import { describe, expect, test } from 'vitest';
import { LegateError } from '../../../compiler/errors';
import {
  cacheFolder,
  legateFlags,
  OPTIONS,
  type OptionKey,
  readOptions,
  splitWords,
  variableOf,
} from '../../../compiler/options';

describe('readOptions', () => {
  test('defaults: a processor a core, half of the memory', () => {
    const options = readOptions({});
    expect(options).toMatchObject({
      cpus: availableParallelism(),
      utility: 1,
      nodes: 1,
      ranksPerNode: 1,
      launcher: 'none',
    });
    expect(options).toMatchObject({ fuse: true, jit: true, verify: false, fastMath: false, emit: [] });
    expect(options.sysmem).toBeGreaterThanOrEqual(256);
    expect(options.sysmem).toBeLessThanOrEqual(totalmem() / 2 ** 20 / 2);
  });

  test('ranks of one machine share its cores and its memory', () => {
    const one = readOptions({});
    const two = readOptions({ LEGATE_TS_RANKS_PER_NODE: '2' });
    expect(two.cpus).toBe(Math.max(1, Math.floor(one.cpus / 2)));
    expect(Math.abs(two.sysmem - Math.max(256, one.sysmem / 2))).toBeLessThan(2);
  });

  test('every option is an environment variable', () => {
    const texts: Record<string, [text: string, value: unknown]> = {
      flag: ['1', true],
      count: ['7', 7],
      list: ['trace,llvm', ['trace', 'llvm']],
      numbers: ['LGT2303,LGT2304', ['LGT2303', 'LGT2304']],
      words: [`--mca "a b" c`, ['--mca', 'a b', 'c']],
      text: ['legate=debug', 'legate=debug'],
    };
    for (const key of Object.keys(OPTIONS) as OptionKey[]) {
      const spec = OPTIONS[key];
      const last = spec.kind === 'choice' ? spec.values.at(-1)! : '';
      const [text, value] = texts[spec.kind] ?? [last, last];
      expect(readOptions({ [variableOf(key)]: text })[key]).toEqual(value);
    }
  });

  test('what is on by default is switched off by either form', () => {
    expect(readOptions({ LEGATE_TS_FUSE: '0' }).fuse).toBe(false);
    expect(readOptions({ LEGATE_TS_NO_FUSE: '1' }).fuse).toBe(false);
    expect(readOptions({ LEGATE_TS_NO_JIT: '0' }).jit).toBe(true);
  });

  test("Legate's own variables: LEGATE_CONFIG below ours, LEGATE_VERIFY", () => {
    const env = { LEGATE_CONFIG: '--cpus 3 --sysmem=512 --numamem 0 --profile', LEGATE_VERIFY: '1' };
    expect(readOptions(env)).toMatchObject({ cpus: 3, sysmem: 512, profile: true, verify: true });
    expect(readOptions(env).legateExtra).toEqual(['--numamem', '0']);
    expect(readOptions({ ...env, LEGATE_TS_CPUS: '1' }).cpus).toBe(1);
  });

  test.each([
    [{ LEGATE_TS_CPUS: 'two' }, "LGT1003: LEGATE_TS_CPUS is 'two'; it must be an integer, at least 1"],
    [{ LEGATE_TS_CPUS: '0' }, "LGT1003: LEGATE_TS_CPUS is '0'; it must be an integer, at least 1"],
    [{ LEGATE_TS_EMIT: 'js,c' }, "LGT1003: LEGATE_TS_EMIT has 'c'; it takes js, trace, fused, partition, llvm, asm"],
    [{ LEGATE_TS_VERIFY: 'maybe' }, "LGT1003: LEGATE_TS_VERIFY is 'maybe'; it must be 1 or 0"],
    [{ LEGATE_TS_LAUNCHER: 'srun' }, "LGT1003: LEGATE_TS_LAUNCHER is 'srun'; it must be one of none, mpirun"],
    [{ LEGATE_CONFIG: '--cpus x' }, "LGT1003: --cpus in LEGATE_CONFIG is 'x'; it must be an integer, at least 1"],
  ])('%j', (env, message) => {
    expect(() => readOptions(env)).toThrow(LegateError);
    expect(() => readOptions(env)).toThrow(message);
  });
});

test("the engine's flags are Legate's", () => {
  const options = readOptions({
    LEGATE_TS_CPUS: '2',
    LEGATE_TS_SYSMEM: '1000',
    LEGATE_TS_SPY: '1',
    LEGATE_TS_LOGDIR: 'logs',
    LEGATE_CONFIG: '--numamem 0',
  });
  expect(legateFlags(options)).toBe(
    '--cpus 2 --gpus 0 --omps 0 --utility 1 --sysmem 2000 --spy --logdir logs --numamem 0',
  );
});

test('words are split as a shell does', () => {
  expect(splitWords(`a  b\\ c 'd "e' "f 'g" h"i j"k`)).toEqual(['a', 'b c', 'd "e', "f 'g", 'hi jk']);
  expect(splitWords('')).toEqual([]);
});

test('the cache folder', () => {
  expect(cacheFolder({ LEGATE_TS_CACHE: '/c', XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/c');
  expect(cacheFolder({ XDG_CACHE_HOME: '/x', HOME: '/h' })).toBe('/x/legate-ts');
  expect(cacheFolder({ HOME: '/h' })).toBe('/h/.cache/legate-ts');
});
