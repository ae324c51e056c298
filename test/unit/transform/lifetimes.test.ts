/**
 * Transformed programs are run against a library that knows which of its arrays are released: they
 * must compute what the original does, use nothing that is released, and leave no more than expected.
 */
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Compiled, compileSnippets } from '../../golden/transform/compile';
import { run } from './lifetimes-run';

const HEAD = `import * as np from 'legate-ts/numpy';\nconst x = np.zeros(3), y = np.zeros(5);\nconst keep = () => [x, y];\n`;

/** Program, and how many arrays are left when it has run, besides x and y. */
const programs = {
  chain: ['export const r = x.multiply(2).add(y).multiply(x).sum();', 0],
  result: ['export const r = x.multiply(2).add(y);', 1],
  nested: ['export const r = np.add(np.stack([x.add(1), y.add(np.zeros(2))]), y.copy());', 1],
  user: ['const f = (a: np.NDArray) => a.multiply(2).add(1);\nexport const r = f(f(x).add(1)).item();', 1],
  keptByUser: [
    'const all: np.NDArray[] = [];\nconst f = (a: np.NDArray) => { all.push(a); return a; };\nexport const r = f(x.add(1)).add(2).item() === 6 && all[0].item();',
    1,
  ],
  same: ['export const r = np.asarray(x.add(1)).add(1).item();', 0],
  sameAtRoot: ['export const r = np.asarray(x.add(1)).item() === 4 && np.asarray(x.add(2));', 1],
  alias: ['const a = np.asarray(x);\na.add(1).item();\nexport const r = x.item();', 0],
  astype: ["const a = x.astype('float64');\na.item();\nexport const r = x.item();", 0],
  locals: ['const a = x.add(1);\nconst b = a.add(a);\nexport const r = b.item();', 0],
  destructured: ['const [a, , b] = [x.add(1), 7, x.add(2)];\nexport const r = [a.item(), b.item()];', 0],
  destructuredAlias: ['const [a, b] = [x, x.add(2)];\na.item();\nb.item();\nexport const r = x.add(a).item();', 0],
  destructuredTwice: ['const all = [x.add(1)];\nconst [a] = all;\na.item();\nexport const r = all[0].item();', 1],
  destructuredRest: ['const [a, ...b] = [x.add(1), x.add(2)];\na.item();\nexport const r = b[0].item();', 1],
  destructuredDefault: ['const [a = x] = [x.add(1)];\na.item();\nexport const r = x.item();', 1],
  destructuredSpread: [
    'const all = [x.add(1)];\nconst [a, b] = [...all, x.add(2)];\nb.item();\nexport const r = all[0].add(a).item();',
    2,
  ],
  aliasedLocal: ['const a = x.add(1);\nconst b = a;\na.item();\nexport const r = b.item();', 1],
  captured: ['const a = x.add(1);\nconst f = () => a.item();\na.item();\nexport const r = f();', 1],
  capturedAtOnce: ['const a = x.add(1);\nexport const r = [1, 2].map((n) => a.item() as number + n);', 0],
  capturedAndKept: [
    'const a = x.add(1);\nconst all = [1, 2].map(() => a);\na.item();\nexport const r = all[1].item();',
    1,
  ],
  capturedAndReturned: [
    'const a = x.add(1);\nconst all = [1].map(() => { return a; });\na.item();\nexport const r = all[0].item();',
    1,
  ],
  capturedDeeper: [
    'const a = x.add(1);\nconst all = [1].map(() => () => a.item());\na.item();\nexport const r = all[0]();',
    1,
  ],
  capturedLater: [
    'const a = x.add(1);\nconst later = [1].map(async () => a.item());\na.item();\nexport const r = later.length;',
    1,
  ],
  capturedByOwn: [
    'const kept: (() => unknown)[] = [];\nconst own = { map: (f: () => unknown) => kept.push(f) };\nconst a = x.add(1);\nown.map(() => a.item());\nexport const r = kept[0]();',
    1,
  ],
  assignedAtOnce: ['let a = x.copy();\n[1, 2].forEach((n) => { a = a.add(n); });\nexport const r = a.item();', 0],
  localAtOnce: ['export const r = [1, 2].map((n) => { const t = x.add(n); return t.item(); });', 0],
  fold: ['export const r = [1, 2, 3].reduce((a, n) => a.multiply(x).add(n), x.multiply(0)).item();', 0],
  foldOfNothing: ['export const r = ([] as number[]).reduce((a, n) => a.add(n), x.multiply(0)).item();', 0],
  foldInBlock: [
    'const s = [1, 2, 3].reduceRight((a, n) => {\n  const t = a.multiply(2);\n  if (n === 2) return t.add(a);\n  return t.multiply(n);\n}, x.copy());\nexport const r = s.item();',
    0,
  ],
  foldOfSame: ['export const r = [1, 2].reduce((a, n) => (n > 1 ? a : a.add(n)), x.copy()).item();', 2],
  foldOfOther: [
    'const all = [x.add(1)];\nexport const r = [1, 2].reduce((a) => a.add(1), all[0]).item() === all[0].item();',
    3,
  ],
  foldToOther: ['[1, 2].reduce((a, n) => (n > 1 ? a.add(1) : x), x.copy());\nexport const r = x.item();', 2],
  foldKept: [
    'const all: np.NDArray[] = [];\nconst s = [1, 2].reduce((a, n) => { all.push(a); return a.add(n); }, x.copy());\ns.item();\nexport const r = all[1].item();',
    2,
  ],
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
  returnedView: ["function f() { const a = x.add(1); return a.slice('1:'); }\nexport const r = f().item();", 0],
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
    0,
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
  earlyNothing: [
    'function f(out: number[]) { const a = x.add(1); if (a.item() === 4) { out.push(1); return; } out.push(Number(a.add(1).item())); }\nconst l: number[] = [];\nf(l);\nexport const r = l;',
    0,
  ],
  earlySelf: [
    'function f(n: number) { const a = x.add(n); if (n === 1) return a; const b = a.add(1); return b; }\nconst [p, q] = [f(1), f(2)];\nexport const r = [p.item(), q.item()];',
    2,
  ],
  earlyLoop: [
    'let n = 0;\nfor (let i = 0; i < 5; i++) {\n  const a = x.add(i);\n  if (i === 1) continue;\n  if (i === 3) { n += 100; break; }\n  n += Number(a.item());\n}\nexport const r = n;',
    0,
  ],
  earlyOuter: [
    'let n = 0;\nouter: for (let i = 0; i < 5; i++) {\n  const a = x.add(i);\n  for (let j = 0; j < 3; j++) {\n    const b = a.add(j);\n    if (j === 1) { if (i === 2) break outer; continue outer; }\n    n += Number(b.item());\n  }\n  a.item();\n}\nexport const r = n;',
    0,
  ],
  stays: [
    'let n = 0;\nconst a = x.add(1);\nfor (let i = 0; i < 5; i++) { if (i === 2) break; n += Number(a.item()); }\nswitch (n) { case 8: n++; break; default: n--; }\nexport const r = n + Number(a.item());',
    0,
  ],
  earlyThrow: [
    "function f(n: number) { const a = x.add(n); if (n === 1) throw new Error(String(a.item())); return a.item(); }\nlet m = '';\ntry { f(1); } catch (e) { m = (e as Error).message; }\nexport const r = [m, f(2)];",
    0,
  ],
  caughtInside: [
    'function f() { const a = x.add(1); try { if (a.item() === 4) throw new Error(); } catch { return Number(a.add(1).item()); } return 0; }\nexport const r = f();',
    0,
  ],
  leftByFinally: [
    'function f() { const a = x.add(1); let n = 0; for (;;) { try { if (n > 2) break; n++; } finally { n += Number(a.item()); } } return n + Number(a.item()); }\nexport const r = f();',
    0,
  ],
  maker: [
    'const twice = (a: np.NDArray) => a.add(a);\nfunction pick(c: boolean) { if (c) return x.add(1); return twice(y); }\nconst a = pick(true);\nlet b = pick(false);\nb = twice(b);\nexport const r = [a.item(), twice(a).add(b).item()];',
    0,
  ],
  notMaker: [
    'const all: np.NDArray[] = [];\nconst kept = () => { const a = x.add(1); all.push(a); return a; };\nconst same = (a: np.NDArray) => a;\nlet f = () => x.add(1);\nconst a = kept(), b = same(x), c = f();\nexport const r = [a.add(b).add(c).item(), all[0]!.item(), x.item()];',
    2,
  ],
  recursive: [
    'function f(n: number): np.NDArray { return n === 0 ? x.add(0) : f(n - 1).add(1); }\nexport const r = f(3).item();',
    0,
  ],
  lent: [
    'const sum = (a: np.NDArray, b: np.NDArray) => Number(a.item()) + twice(b);\nfunction twice(a: np.NDArray) { return 2 * Number(a.add(a).item()); }\nconst a = x.add(1), b = x.add(2);\nexport const r = sum(a, b);',
    0,
  ],
  notLent: [
    'const all: np.NDArray[] = [];\nconst later = (a: np.NDArray) => () => a.item();\nconst hold = (a: np.NDArray) => { all.push(a); };\nfunction any(..._: unknown[]) { return Number((arguments[0] as np.NDArray).item()); }\nasync function wait(a: np.NDArray) { await null; return a.item(); }\nconst a = x.add(1), b = x.add(2), c = x.add(3), d = x.add(4);\nconst f = later(a);\nhold(b);\nconst n = any(c);\nconst p = wait(d);\nexport const r = p.then((m) => [f(), all[0]!.item(), n, m]);',
    4,
  ],
  conditional: ['const a = Math.PI > 3 ? x.add(1) : y.add(1);\nexport const r = a.item();', 0],
} satisfies Record<string, [string, number]>;
type Name = keyof typeof programs;

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
