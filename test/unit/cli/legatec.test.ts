/** The command as a user meets it, for programs that need no arrays. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProject, type Project } from '../loader/project';

let project: Project;
beforeAll(() => {
  project = makeProject({
    'args.ts': 'console.log(JSON.stringify(process.argv.slice(1)), process.env["LEGATE_TS_CPUS"]);\n',
    'part.ts': 'export const n: number = 1;\n',
    'whole.ts': "import { n } from './part';\nexport const m: string = String(n);\n",
    'bad.ts': "import { n } from './part';\nconst s: string = n;\n",
    'syntax.ts': 'const = 1;\n',
    'text.txt': '',
  });
});
afterAll(() => project.remove());

test('process.argv is as node makes it', async () => {
  const { code, out } = await project.legatec('--cpus', '1', 'args.ts', '--cpus', '3', '--', 'x');
  expect(out).toBe(`${JSON.stringify([`${project.folder}/args.ts`, '--cpus', '3', '--', 'x'])} 1\n`);
  expect(code).toBe(0);
});

test('--help tells of every option, --version of the version', async () => {
  const help = await project.legatec('--help');
  expect(help.code).toBe(0);
  for (const text of ['--cpus N', '--ranks-per-node N', '--emit=KIND', '--no-fuse', '--sysmem MB', '64'])
    expect(help.out).toContain(text);
  expect((await project.legatec('--version')).out).toMatch(/^legatec \d+\.\d+\.\d+\n$/);
});

test('--show-config prints what is in force', async () => {
  const { code, out } = await project.legatec('--show-config', '--cpus', '3', '--no-fuse', '--emit', 'llvm');
  expect(code).toBe(0);
  expect(out).toMatch(/^cpus +3$/m);
  expect(out).toMatch(/^fuse +no$/m);
  expect(out).toMatch(/^emit +llvm$/m);
});

test('--emit=js prints JavaScript and runs nothing', async () => {
  const { code, out } = await project.legatec('--emit=js', 'whole.ts');
  expect(code).toBe(0);
  expect(out).toBe(
    `// ${project.folder}/part.ts\nexport const n = 1;\n` +
      `// ${project.folder}/whole.ts\nimport { n } from './part';\nexport const m = String(n);\n`,
  );
});

describe('wrong use: exit code 64, one line that says what', () => {
  test.each([
    [[], 'LGT1004: no program to run'],
    [['nowhere.ts'], 'LGT1005: there is no file nowhere.ts'],
    [['.'], 'LGT1005: . is not a file'],
    [['text.txt'], 'LGT1006: text.txt is not a program'],
    [['--cpu', '2', 'args.ts'], 'LGT1001: unknown option --cpu; did you mean --cpus?'],
    [['--ranks-per-node', '2', 'args.ts'], 'LGT1007: 2 ranks need a launcher'],
  ])('%j', async (args, message) => {
    const { code, out, err } = await project.legatec(...args);
    expect(err).toContain(`legatec: ${message}`);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, out }).toEqual({ code: 64, out: '' });
  });

  test('a malformed environment variable', async () => {
    const other = makeProject({ 'a.ts': '' }, { LEGATE_TS_SYSMEM: 'much' });
    const { code, err } = await other.legatec('a.ts');
    other.remove();
    expect(err).toBe("legatec: LGT1003: LEGATE_TS_SYSMEM is 'much'; it must be an integer, at least 1\n");
    expect(code).toBe(64);
  });
});

describe('errors in the program', () => {
  const TYPE_ERROR = "bad.ts(2,7): error TS2322: Type 'number' is not assignable to type 'string'.\n";

  test('types: in the words of tsc, exit code 2', async () => {
    expect(await project.legatec('bad.ts')).toEqual({ code: 2, out: '', err: TYPE_ERROR });
  });

  test('syntax: likewise', async () => {
    const { code, err } = await project.legatec('syntax.ts');
    expect(code).toBe(2);
    expect(err).toMatch(/^syntax\.ts\(1,7\): error TS1134: Variable declaration expected\./);
  });

  test('check prints to standard output, for several files', async () => {
    expect(await project.legatec('check', 'whole.ts', 'bad.ts')).toEqual({ code: 2, out: TYPE_ERROR, err: '' });
    expect(await project.legatec('check', 'whole.ts')).toEqual({ code: 0, out: '', err: '' });
  });
});

test('info is JSON when asked', async () => {
  const { code, out } = await project.legatec('info', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ node: { version: expect.any(String) } });
});
