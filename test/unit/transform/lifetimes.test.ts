/**
 * Transformed programs are run against a library that knows which of its arrays are released: they
 * must compute what the original does, use nothing that is released, and leave no more than expected.
 */
import { join } from 'node:path';
import vm from 'node:vm';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Compiled, compileSnippets, FIXTURE } from '../../golden/transform/compile';

const HEAD = `import * as np from 'legate-ts/numpy';\nconst x = np.zeros(3), y = np.zeros(5);\nconst keep = () => [x, y];\n`;

/** Program, and how many arrays are left when it has run, besides x and y. */
const programs = {
  chain: ['export const r = x.multiply(2).add(y).multiply(x).sum();', 0],
  result: ['export const r = x.multiply(2).add(y);', 1],
  nested: ['export const r = np.add(np.stack([x.add(1), y.add(np.zeros(2))]), y.copy());', 1],
  user: ['const f = (a: np.NDArray) => a.multiply(2).add(1);\nexport const r = f(f(x).add(1)).item();', 3],
  keptByUser: [
    'const all: np.NDArray[] = [];\nconst f = (a: np.NDArray) => { all.push(a); return a; };\nexport const r = f(x.add(1)).add(2).item() === 6 && all[0].item();',
    1,
  ],
  same: ['export const r = np.asarray(x.add(1)).add(1).item();', 0],
  sameAtRoot: ['export const r = np.asarray(x.add(1)).item() === 4 && np.asarray(x.add(2));', 1],
  alias: ['const a = np.asarray(x);\na.add(1).item();\nexport const r = x.item();', 0],
  astype: ["const a = x.astype('float64');\na.item();\nexport const r = x.item();", 0],
  locals: ['const a = x.add(1);\nconst b = a.add(a);\nexport const r = b.item();', 0],
  aliasedLocal: ['const a = x.add(1);\nconst b = a;\na.item();\nexport const r = b.item();', 1],
  captured: ['const a = x.add(1);\nconst f = () => a.item();\na.item();\nexport const r = f();', 1],
  exported: ['export const a = x.add(1);\na.item();\nexport const r = a.item();', 1],
  exportedLater: ['const a = x.add(1);\na.item();\nexport const r = a.item();\nexport { a };', 1],
  shorthand: ['const a = x.add(1);\na.item();\nexport const r = { a };', 1],
  branch: ['let a = x.add(1);\nif (a.item() === 4) a = a.add(1);\nelse a = a.add(2);\nexport const r = a.item();', 0],
  loop: [
    'let a = x.copy();\nfor (let i = 0; i < 5; i++) {\n  const t = a.multiply(2);\n  a = t.add(y);\n}\nexport const r = a.item();',
    0,
  ],
  loopAliased: [
    'let a = x.copy();\nlet b = a;\nfor (let i = 0; i < 3; i++) a = a.add(1);\nexport const r = [a.item(), b.item()];',
    4,
  ],
  increment: ['let a = x.copy();\nfor (let i = 0; i < 3; i++, a = a.add(1));\nexport const r = a.item();', 4],
  iterated: ['const a = x.add(1);\nlet n = 0;\nfor (const v of a) n += Number(v);\nexport const r = n;', 0],
  iteratedAndAssigned: [
    'let a = x.add(1);\nlet n = 0;\nfor (const v of a) { n += Number(v); a = a.add(1); }\nexport const r = n;',
    3,
  ],
  late: ['let a: np.NDArray;\na = x.add(1);\na = a.add(1);\nexport const r = a.item();', 0],
  returned: ['function f() { const a = x.add(1); return a; }\nexport const r = f().item();', 1],
  returnedView: ["function f() { const a = x.add(1); return a.slice('1:'); }\nexport const r = f().item();", 1],
  returnedMaybe: [
    'function f(c: boolean) { const a = x.add(1); return c ? a : x; }\nexport const r = f(true).item();',
    1,
  ],
  returnedScalar: [
    'function f() { const a = x.add(1); const b = a.add(1); return a.add(b).item(); }\nexport const r = f();',
    0,
  ],
  thrown: [
    'function f(): never { throw new Error(); }\nlet r0 = 0;\ntry { x.add(1).add(f()); } catch { r0 = 1; }\nexport const r = r0 + Number(x.add(1).add(1).item());',
    0,
  ],
  thrownOften: [
    'function f(): number { try { return Number(x.add(1).add(g()).item()); } catch (e) { return y.add(1).add(1).item() === 7 ? 1 : 0; } }\nfunction g(): number { throw new Error(); }\nlet n = 0;\nfor (let i = 0; i < 5; i++) n += Number(x.multiply(2).add(f()).item());\nexport const r = n;',
    0,
  ],
  thrownInGenerator: [
    'function* g(): Generator<number> { try { yield 1; x.add(1).add(h()); } catch { yield 2; } }\nfunction h(): number { throw new Error(); }\nconst it = g();\nit.next();\nexport const r = x.multiply(2).add(Number(it.next().value)).item();',
    0,
  ],
  notCaught: ['let n = 0;\ntry { n = Number(x.add(1).add(1).item()); } finally { n++; }\nexport const r = n;', 0],
  finallyUse: [
    'function f() { const a = x.add(1); try { return a.item(); } finally { a.add(1); } }\nexport const r = f();',
    2,
  ],
  early: [
    'function f() { const a = x.add(1); if (a.item() === 4) return 1; const b = a.add(1); return b.item(); }\nexport const r = f();',
    1,
  ],
  callback: ['export const r = x.add(1).map((v) => v + 1).item();', 0],
  element: ['const a = x.add(1);\na[0] = 7;\nexport const r = a[0];', 0],
  elementOfArray: ['x[0] = y.add(1);\nexport const r = x.item();', 1],
  data: ['const a = x.add(1);\nexport const r = a.data[0];', 1],
  parts: ['const a = x.add(1);\nconst [b, c] = np.split(a);\nexport const r = b!.add(c!).item();', 3],
  anyTyped: ['const a: any = x.add(1);\nexport const r = a.add(1).add(1).item();', 3],
  union: ['const a = x.sum(0, true);\nconst b = x.sum();\nexport const r = [String(a), b];', 0],
  printed: ['const a = x.add(1);\nexport const r = `${a} ${x.add(2)}`;', 1],
  optional: ['const a = x.add(1) as np.NDArray | undefined;\nexport const r = a?.add(1).item();', 2],
  shadow: ['const a = x.add(1);\n{ const a = y.add(1); a.item(); }\nexport const r = a.item();', 0],
  spread: [
    'const a = x.add(1);\nconst list = [a] as const;\nexport const r = np.stack([...list, x.add(1)]).item();',
    1,
  ],
  classes: [
    'class C { v = x.add(1).add(1); static s = y.add(1).add(2).item(); m() { const t = this.v.add(1); return t.item(); } }\nexport const r = [new C().m(), C.s];',
    1,
  ],
  defaults: ['function f(a = x.add(1).add(1)) { return a.add(1).item(); }\nexport const r = f();', 1],
  generator: [
    'function* g() { const a = x.add(1); yield a.add(1).add(yield 1); }\nconst it = g();\nit.next();\nexport const r = (it.next(2).value as np.NDArray).item();',
    3,
  ],
  conditional: ['const a = Math.PI > 3 ? x.add(1) : y.add(1);\nexport const r = a.item();', 0],
} satisfies Record<string, [string, number]>;
type Name = keyof typeof programs;

const { live, ...numpy } = require(join(FIXTURE, 'numpy.js'));

const temporaries: unknown[] = [];
const drop = (value: unknown) => value instanceof numpy.NDArray && (value as { release(): void }).release();
/** The helpers' contract, on the fixture's arrays. */
const helpers = {
  $file: () => 1,
  $s: (_site: number, value: unknown) => value,
  $m: () => temporaries.length,
  $t: (value: unknown) => {
    temporaries.push(value);
    return value;
  },
  $e: (mark: number, value: unknown) => {
    for (const t of temporaries.splice(mark)) if (t !== value) drop(t);
    return value;
  },
  $d: drop,
  $f: (f: unknown) => f,
  $nf: (f: unknown) => f,
  $re: (old: unknown, value: unknown) => {
    if (old !== value) drop(old);
    return value;
  },
};

/** Runs CommonJS code; gives what it exports as `r` and how many arrays are left. */
async function run(code: string): Promise<{ r: unknown; left: number }> {
  live.clear();
  temporaries.length = 0;
  const exports: { r?: unknown } = {};
  const require = (name: string) => (name === 'legate-ts/numpy' ? numpy : helpers);
  vm.runInThisContext(`(function (exports, require) {${code}\n})`)(exports, require);
  const r = await exports.r;
  const plain = r instanceof numpy.NDArray ? String((r as { value: unknown }).value) : JSON.stringify(r, shown);
  return { r: plain, left: live.size - 2 };
}

const shown = (_key: string, value: unknown) =>
  value instanceof numpy.NDArray ? { value: (value as { value: number }).value } : value;

let compiled: Record<Name, Compiled>;
beforeAll(() => {
  const texts = Object.entries(programs).map(([name, [text]]) => [name, HEAD + text]);
  compiled = compileSnippets(Object.fromEntries(texts) as Record<Name, string>, 'cts');
});

describe('a transformed program computes what it did, uses nothing released, and leaves', () => {
  test.each(Object.entries(programs))('%s', async (name, [text, left]) => {
    const { code, errors } = compiled[name as Name];
    expect(errors).toBe('');
    const original = ts.transpileModule(HEAD + text, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
    });
    const expected = await run(original.outputText);
    const actual = await run(code);
    expect(actual.r).toBe(expected.r);
    expect(`${actual.left} arrays left\n${code}`).toBe(`${left} arrays left\n${code}`);
  });
});

describe('expressions that are interrupted', () => {
  const asynchronous = {
    awaits: `const wait = (n: number) => new Promise<number>((done) => setTimeout(() => done(n), n));
async function f(n: number) { return x.multiply(n).add(await wait(n)).add(y.add(n).add(1)); }
export const r = Promise.all([f(3), f(1), f(2)]).then((all) => all.map((a) => a.item()));`,
    promised: `async function f() { const a = x.add(1); const p = np.save('', a); const q = np.save('', x.add(2)); await p; return q; }
export const r = f();`,
  };
  test.each(Object.entries(asynchronous))('%s', async (_name, text) => {
    const { one } = compileSnippets({ one: HEAD + text }, 'cts');
    expect(one.errors).toBe('');
    const original = ts.transpileModule(HEAD + text, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
    });
    const expected = await run(original.outputText);
    expect((await run(one.code)).r).toBe(expected.r);
  });
});
