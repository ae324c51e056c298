import { describe, expect, test } from 'vitest';
import { parseArguments, UsageError } from '../../../compiler/cli/args';

const parse = (text: string) => parseArguments(text.split(' ').filter((word) => word !== ''));

describe('parseArguments', () => {
  test('options before the file are ours, all after it is the program’s', () => {
    expect(parse('--cpus 2 --no-fuse a.ts --cpus 3 -- --help x')).toEqual({
      command: 'run',
      help: false,
      version: false,
      json: false,
      operators: false,
      write: false,
      outDir: undefined,
      environment: { LEGATE_TS_CPUS: '2', LEGATE_TS_FUSE: '0' },
      file: 'a.ts',
      rest: ['--cpus', '3', '--', '--help', 'x'],
    });
  });

  test('-- ends the options: what follows is a file, even if it looks like a command or an option', () => {
    expect(parse('--verify -- run x')).toMatchObject({ command: 'run', file: 'run', rest: ['x'] });
    expect(parse('check -- --cpus')).toMatchObject({ command: 'check', file: '--cpus' });
  });

  test('commands, with options on either side', () => {
    expect(parse('--cpus=1 explain --json --verify a.ts b')).toMatchObject({
      command: 'explain',
      json: true,
      environment: { LEGATE_TS_CPUS: '1', LEGATE_TS_VERIFY: '1' },
      file: 'a.ts',
      rest: ['b'],
    });
    expect(parse('info --json')).toMatchObject({ command: 'info', json: true, file: undefined });
    expect(parse('run check')).toMatchObject({ command: 'run', file: 'check' });
  });

  test('commands that run no program take several files, and options anywhere', () => {
    expect(parse('build a.ts --out-dir dist b.ts')).toMatchObject({
      command: 'build',
      outDir: 'dist',
      file: 'a.ts',
      rest: ['b.ts'],
    });
    expect(parse('adopt --write a.ts b.ts --operators -- --c.ts')).toMatchObject({
      write: true,
      operators: true,
      file: 'a.ts',
      rest: ['b.ts', '--c.ts'],
    });
  });

  test('the last value counts; lists and words add up', () => {
    expect(parse('--cpus 1 --cpus 2 --emit=js --emit trace,llvm a.ts').environment).toEqual({
      LEGATE_TS_CPUS: '2',
      LEGATE_TS_EMIT: 'js,trace,llvm',
    });
    const words = parseArguments(['--launcher-extra', '--mca a b', '--launcher-extra=-H "x y"', 'f.ts']);
    expect(words.environment).toEqual({ LEGATE_TS_LAUNCHER_EXTRA: '--mca a b -H "x y"' });
  });

  test('--fuse and --no-verify undo what the environment says', () => {
    expect(parse('--fuse --no-verify a.ts').environment).toEqual({ LEGATE_TS_FUSE: '1', LEGATE_TS_VERIFY: '0' });
  });

  test.each([
    ['--cpu 2 a.ts', 'LGT1001: unknown option --cpu; did you mean --cpus?'],
    ['--ranks-per-nodes=2 a.ts', 'LGT1001: unknown option --ranks-per-nodes; did you mean --ranks-per-node?'],
    ['--nofuse a.ts', 'LGT1001: unknown option --nofuse; did you mean --no-fuse?'],
    ['--frobnicate a.ts', 'LGT1001: unknown option --frobnicate; see legatec --help'],
    ['-x a.ts', 'LGT1001: unknown option -x; see legatec --help'],
    ['a.ts --', undefined],
    ['--cpus', 'LGT1002: --cpus needs a value (N)'],
    ['--launcher', 'LGT1002: --launcher needs a value (none, mpirun)'],
    ['--cpus a.ts', "LGT1003: --cpus is 'a.ts'; it must be an integer, at least 1"],
    ['--emit=c a.ts', "LGT1003: --emit has 'c'; it takes js, trace, fused, partition, llvm, asm"],
    ['--verify=1 a.ts', 'LGT1003: --verify takes no value'],
    ['--json a.ts', 'LGT1008: --json belongs to the commands explain, info and coverage'],
    ['check --out-dir=d a.ts', 'LGT1008: --out-dir belongs to the command build'],
    ['build --out-dir', 'LGT1002: --out-dir needs a value (DIR)'],
    ['adopt --write=1 a.ts', 'LGT1003: --write takes no value'],
  ])('%s', (text, message) => {
    if (message === undefined) expect(() => parse(text)).not.toThrow();
    else {
      expect(() => parse(text)).toThrow(UsageError);
      expect(() => parse(text)).toThrow(message);
    }
  });
});
