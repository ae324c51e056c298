/** Runs random loop nests: by V8 alone, and by `legatec`, which lifts what it can. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../run';
import type { LoopProgram } from './generate';
import { type Call, makeMemory, outcomeOf } from './memory';

type Nest = (...given: unknown[]) => (number | boolean)[];

/** What the functions may call. */
const HELPER = 'function helper(x: number): number {\n  return x > 1 ? x * 0.5 : x + 1;\n}\n';

export const textOf = (programs: readonly LoopProgram[]): string =>
  [HELPER, ...programs.map((p) => p.text)].join('\n\n');

/** What a call leaves behind. */
export function outcome(nest: Nest, call: Call): Uint8Array {
  const memory = makeMemory(call);
  return outcomeOf(call, memory, nest(...memory.arrays, ...call.numbers));
}

/** The functions as V8 runs them: types removed, otherwise what was written. */
export function plainly(programs: readonly LoopProgram[]): Record<string, Nest> {
  const { outputText } = ts.transpileModule(textOf(programs), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exports: Record<string, Nest> = {};
  new Function('exports', outputText)(exports);
  return exports;
}

export interface Lifted {
  /** Outcomes of all calls of all programs, as far as they came. */
  readonly outcomes: readonly Uint8Array[];
  /** Loops that were lifted in each call. */
  readonly loops: number;
  readonly words: string;
}

/** The same functions through `legatec`, every loop lifted that can be, however short. */
export async function lifted(
  programs: readonly LoopProgram[],
  mode: 'always' | 'auto' | 'never',
  flags: readonly string[],
): Promise<Lifted> {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const folder = mkdtempSync(join(root, 'dist', 'differential-loops-'));
  try {
    const at = (name: string) => join(folder, name);
    writeFileSync(at('programs.ts'), textOf(programs));
    writeFileSync(at('calls.json'), JSON.stringify(programs.map(({ name, calls }) => ({ name, calls }))));
    writeFileSync(at('main.ts'), DRIVER);
    const words = await legatec([...flags, at('main.ts'), at('calls.json'), at('outcomes')], mode);
    const outcomes = existsSync(at('outcomes')) ? packed(readFileSync(at('outcomes'))) : [];
    return { outcomes, loops: Number(/(\d+) loops were lifted/.exec(words)?.[1] ?? 0), words };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each outcome is appended at once, its length before it: after a crash it is known which one it was. */
const DRIVER = `import { appendFileSync, readFileSync } from 'node:fs';
import { refusedLoops } from ${JSON.stringify(join(root, 'dist', 'runtime', 'trace', 'loops'))};
import { makeMemory, outcomeOf } from ${JSON.stringify(join(__dirname, 'memory'))};
import * as programs from './programs';

const [input, output] = process.argv.slice(2);
for (const { name, calls } of JSON.parse(readFileSync(input, 'utf8'))) {
  for (const call of calls) {
    let bytes: Uint8Array;
    try {
      const memory = makeMemory(call);
      const nest = (programs as any)[name];
      bytes = outcomeOf(call, memory, nest(...memory.arrays, ...call.numbers));
    } catch (error) {
      bytes = Buffer.from((error as Error).stack ?? String(error));
    }
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    appendFileSync(output, Buffer.concat([length, bytes]));
  }
}
const lifted = Object.values(programs).flatMap((nest) => String(nest).match(/\\$l\\(/g) ?? []);
console.error(\`\${lifted.length - refusedLoops().size} loops were lifted\`);
`;

function packed(bytes: Buffer): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt32LE(at);
    all.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return all;
}

function legatec(args: readonly string[], mode: string): Promise<string> {
  return new Promise((resolve) => {
    const file = join(root, 'dist', 'compiler', 'cli', 'main.js');
    const env = { ...process.env, LEGATE_LOOPS: mode };
    const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let words = '';
    child.stderr.on('data', (text) => {
      words = (words + text).slice(-4000);
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 300_000);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve(`${signal ?? `exit ${code}`}; ${words.trim()}`);
    });
  });
}
