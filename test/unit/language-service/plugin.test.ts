/** The plugin of TypeScript's language service: what an editor would show. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../run';
import { makeProject, type Project } from '../loader/project';

const CONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    target: 'es2023',
    module: 'nodenext',
    noEmit: true,
    types: [],
    plugins: [{ name: 'legate-ts/language-service' }],
  },
  files: ['main.ts'],
});
const GOOD = `import * as np from 'legate-ts/numpy';
export const a = np.arange(4).astype('float64');
let sum = a * 2 + 1;
sum += a;
export const mask = (sum < 3) & (a != 2) & ~(a == 1);
export const part = sum[\`1:\`] * 2;
export const total = part.sum();
`;

let project: Project;
let texts: Record<string, string>;
let version = 0;
let service: ts.LanguageService;
let unaided: ts.LanguageService;
const main = () => join(project.folder, 'main.ts');

beforeAll(() => {
  project = makeProject({ 'main.ts': GOOD, 'tsconfig.json': CONFIG });
  texts = { [main()]: GOOD };
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    noEmit: true,
    types: [],
  };
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => Object.keys(texts),
    getScriptVersion: (name) => (name in texts ? String(version) : '0'),
    getScriptSnapshot: (name) => {
      const text = texts[name] ?? ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => project.folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name in texts || ts.sys.fileExists(name),
    readFile: (name) => texts[name] ?? ts.sys.readFile(name),
    directoryExists: ts.sys.directoryExists,
    realpath: ts.sys.realpath!,
  };
  unaided = ts.createLanguageService(host);
  const plugin = require(
    join(root, 'dist', 'compiler', 'language-service', 'index.js'),
  ) as ts.server.PluginModuleFactory;
  service = plugin({ typescript: ts as never }).create({ languageService: unaided } as ts.server.PluginCreateInfo);
});
afterAll(() => project.remove());

function write(text: string): void {
  texts[main()] = text;
  version++;
}

/** Errors as `line: code message` (line from 1). */
function errors(of: ts.LanguageService): string[] {
  return of.getSemanticDiagnostics(main()).map(({ file, start, code, messageText, source = 'TS' }) => {
    const { line } = file!.getLineAndCharacterOfPosition(start!);
    return `${line + 1}: ${source}${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

describe('errors', () => {
  test('what the checker accepts is silent, and was not', () => {
    write(GOOD);
    expect(errors(unaided).length).toBeGreaterThan(4);
    expect(errors(service)).toEqual([]);
  });

  test('what is wrong is told, in the place it is in', () => {
    write(`${GOOD}if (sum < 3) part.nothing();
const s: string = a * 2;
const n = 1 - {};
const t = a - {};
`);
    expect(errors(service)).toEqual([
      '8: legate-ts2201 an array has no truth value: ask for np.any(…) or np.all(…), or compare with undefined or null',
      expect.stringMatching(/^8: TS2339 Property 'nothing' does not exist on type 'NDArray<"float64">'/),
      expect.stringMatching(/^9: TS2322 Type 'NDArray<"float64">' is not assignable to type 'string'/),
      expect.stringMatching(/^10: TS2363 /),
      expect.stringMatching(/^11: legate-ts2202 operator '-' cannot be applied to types/),
    ]);
  });

  test('syntax errors are told once, by the editor itself', () => {
    write('import "legate-ts/numpy";\nconst = 1;\n');
    expect(service.getSyntacticDiagnostics(main()).length).toBeGreaterThan(0);
    expect(errors(service)).toEqual([]);
  });

  test('a program without arrays is the editor’s', () => {
    write('const s: string = 1 * 2;\n');
    expect(errors(service)).toEqual(errors(unaided));
    expect(errors(service)).toHaveLength(1);
  });

  test('after an edit', () => {
    write(GOOD.replace('sum += a', 'sum += {}'));
    expect(errors(service)).toHaveLength(1);
    write(GOOD);
    expect(errors(service)).toEqual([]);
  });
});

test('types that are shown are those of the arrays', () => {
  write(GOOD);
  const shown = (text: string) => {
    const info = service.getQuickInfoAtPosition(main(), GOOD.indexOf(text));
    return ts.displayPartsToString(info?.displayParts);
  };
  expect(shown('mask')).toBe('const mask: np.NDArray<"bool">');
  expect(shown('part =')).toBe('const part: np.NDArray<"float64">');
  expect(shown('a =')).toBe('const a: np.NDArray<"float64">');
  expect(shown('sum()')).toMatch(/^sum: .*"float64"/);
});

test('members of an array that an operator has made are offered', () => {
  const text = `${GOOD}(sum * 2).`;
  write(text);
  const names = service.getCompletionsAtPosition(main(), text.length, undefined)?.entries.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['reshape', 'sum', 'shape']));
  expect(names).not.toContain('toFixed');
  const other = `${GOOD}'text'.`;
  write(other);
  expect(service.getCompletionsAtPosition(main(), other.length, undefined)?.entries.map(({ name }) => name)).toContain(
    'codePointAt',
  );
});

/** As editors run it: found by its name in tsconfig.json. */
test('tsserver loads the plugin', async () => {
  const server = spawn(
    process.execPath,
    [join(root, 'node_modules', 'typescript', 'lib', 'tsserver.js'), '--allowLocalPluginLoads'],
    {
      cwd: project.folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  try {
    const send = (seq: number, command: string, args: object) =>
      server.stdin.write(`${JSON.stringify({ seq, type: 'request', command, arguments: args })}\n`);
    const answer = new Promise<{ body: { code: number }[] }>((resolve) => {
      let text = '';
      server.stdout.on('data', (data) => {
        text += data;
        const line = text.split('\n').find((l) => l.includes('"request_seq":2') && l.trimEnd().endsWith('}'));
        if (line !== undefined) resolve(JSON.parse(line));
      });
    });
    const broken = GOOD.replace('a * 2 + 1', 'a * 2 + {}');
    send(1, 'open', { file: main(), fileContent: broken });
    send(2, 'semanticDiagnosticsSync', { file: main() });
    expect((await answer).body.map(({ code }) => code)).toEqual([2202]);
  } finally {
    server.kill();
  }
});
