/**
 * Loops over typed arrays where the language allows them, with what may stand in them: every one that can be is lifted,
 * however short, and the program can't tell.
 */

import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeProject, type Project } from '../unit/loader/project';

/** Bodies of functions of `x` (1, 2, 3, 4), `y` (zeros), and `k` (4, 3, -6, 7), int32. */
const CASES: Record<string, string> = {
  'one of everything': 'for (let i = 0; i < 4; i++) y[i] = 2 * x[i] + k[i] + i; return y;',
  'zero and minus zero': `const by = (c: number) => { for (let i = 0; i < 4; i++) y[i] = x[i] * c; return Object.is(y[0], -0); };
    return [by(0), by(-0), by(0)];`,
  'a generator': `function* g() { for (let i = 0; i < 4; i++) x[i] = i; yield x[3]; for (let i = 0; i < 4; i++) x[i] += 1; yield x[3]; }
    return [...g()];`,
  'cases of a switch': `const at = (n: number) => { switch (n) {
      case 1: for (let i = 0; i < 4; i++) x[i] = 11; return x.join();
      case 2: for (let i = 0; i < 4; i++) x[i] += 2; break;
      default: for (let i = 0; i < 4; i++) x[i] = 0; }
    return x.join(); };
    return [at(2), at(1), at(3)];`,
  classes: `class C { static s = new Float64Array(4); static { for (let i = 0; i < 4; i++) C.s[i] = 3; }
      y = Float64Array.of(1, 2);
      constructor() { for (let i = 0; i < 2; i++) this.y[i] *= 2; }
      get sum() { let s = 0; for (let i = 0; i < 2; i++) s += this.y[i]; return s; } }
    const c = new C(); return [...C.s, ...c.y, c.sum];`,
  'what is caught': `try { for (let i = 0; i < 4; i++) x[i] = 8; throw new Error(x.join()); }
    catch (e) { for (let i = 0; i < 4; i++) x[i] += 1; return [(e as Error).message, x.join()]; }
    finally { for (let i = 0; i < 4; i++) x[i] += 1; }`,
  'other views of the memory': `const d = new DataView(x.buffer), bytes = new Uint8Array(x.buffer);
    for (let i = 0; i < 4; i++) x[i] = -4; return [d.getFloat64(8, true), bytes[7]];`,
  'branches without blocks': `const at = (c: boolean) => {
      if (c) for (let i = 0; i < 4; i++) x[i] = 1; else for (let i = 0; i < 4; i++) x[i] = 2;
      return x[0]; };
    return [at(true), at(false)];`,
  'do and while around': `let n = 0; do { for (let i = 0; i < 4; i++) x[i] += 1; n++; } while (x[0] < 10);
    let worst = 1; while (worst > 0.1) { worst = 0; for (let i = 0; i < 4; i++) { x[i] /= 2; worst = Math.max(worst, x[i]); } n++; }
    return [n, worst];`,
  labels: `a: for (let i = 0; i < 4; i++) x[i] = i;
    b: { for (let i = 0; i < 4; i++) x[i] += 1; if (x[0] > 0) break b; x[0] = 100; }
    outer: for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) { if (j > i) continue outer; y[j] += x[i]; }
    return [...x, ...y];`,
  'a condition that looks': `let t = 0; for (let n = 0; x[0] < 5; n++) { for (let i = 0; i < 4; i++) x[i] += 1; t = n; } return [t];`,
  'arrays that change places': `let u = x, v = y; for (let s = 0; s < 3; s++) {
      for (let i = 1; i < 3; i++) v[i] = u[i - 1] + u[i + 1];
      [u, v] = [v, u]; }
    return [...u, ...v];`,
  closures: `const add = () => { for (let i = 0; i < 4; i++) x[i] += 1; }; for (let n = 0; n < 3; n++) add();
    const of: (() => number)[] = []; for (let i = 0; i < 4; i++) { x[i] = i; of.push(() => i); }
    return [...x, ...of.map((f) => f())];`,
  'looks inside': `const seen: string[] = []; for (let i = 0; i < 4; i++) { x[i] = i; seen.push(x.join('')); } return seen;`,
  'a return inside': `for (let i = 0; i < 4; i++) { x[i] = 9; if (i === 2) return [i, ...x]; } return [];`,
  'parts of an array': `for (let r = 0; r < 2; r++) { const row = x.subarray(r * 2, r * 2 + 2); for (let j = 0; j < 2; j++) row[j] += r; } return x;`,
  rows: `const m = [x, y]; for (let i = 0; i < m.length; i++) for (let j = 0; j < 4; j++) m[i][j] = i * 10 + j; return [...x, ...y];`,
  'memory that goes away': `for (let i = 0; i < 4; i++) x[i] = 1; const z = structuredClone(x, { transfer: [x.buffer as ArrayBuffer] });
    for (let i = 0; i < 4; i++) x[i] = 1; return [...z, x.length, x[0]];`,
  'memory that is shared': `const s = new Int32Array(new SharedArrayBuffer(16)); for (let i = 0; i < 4; i++) s[i] = i; return s;`,
  'a loop for each': `for (let i = 0; i < 4; i++) { let a = k[i], b = 12; while (b !== 0) { const t = a % b; a = b; b = t; } k[i] = a; } return k;`,
  'chance and time': `for (let i = 0; i < 4; i++) x[i] = Math.random(); for (let i = 0; i < 4; i++) y[i] = Date.now() > 0 ? 1 : 0;
    return [new Set(x).size, ...y];`,
  text: `let s = ''; for (let i = 0; i < 4; i++) s += x[i]; return [s];`,
  'nothing yet': `let m: number | undefined; for (let i = 0; i < 4; i++) if (m === undefined || x[i] > m) m = x[i]; return [m];`,
  'an inexact sum, and a write': `let s = 9007199254740990; for (let i = 0; i < 4; i++) { x[i] += 1; s += k[i]; } return [s, ...x];`,
  'sums at the ends of int32': `k[1] = -(2 ** 31); let s = 0, t = 0, u = 0, v = 0;
    for (let i = 0; i < 4; i++) { s -= k[i]; t += Math.abs(k[i]); u += 2147483648; v += k[i]; } return [s, t, u, v];`,
  'both ends': `let lo = Infinity, hi = -Infinity; for (let i = 0; i < 4; i++) { if (x[i] < lo) lo = x[i]; else if (x[i] > hi) hi = x[i]; } return [lo, hi];`,
  'no braces':
    'let m = -Infinity, n = 0; for (let i = 0; i < 4; i++) if (x[i] > m) m = x[i]; for (const v of x) if (v > 2) n++; return [m, n];',
  'what came before': `let p = 0; for (let i = 0; i < 4; i++) { y[i] = x[i] - p; p = x[i]; } return [...y, p];`,
  'what came last': `let last = -1; for (let i = 0; i < 4; i++) { x[i] += i; last = i; } return [last, ...x];`,
  'several reductions': `let s = 0, m = -Infinity, at = -1, n = 0, any = false, all = true;
    for (let i = 0; i < 4; i++) { s += k[i]; if (x[i] > m) { m = x[i]; at = i; } if (k[i] > 3) n++; any = any || x[i] === 2; all = all && x[i] > 0; }
    return [s, m, at, n, any, all];`,
  'reductions of nothing': `let m = 7, s = -0; for (let i = 4; i < 4; i++) { m = Math.min(m, x[i]); s += k[i]; } return [m, Object.is(s, -0)];`,
  'the nearest one': `for (let i = 0; i < 4; i++) { let best = Infinity, at = 0;
      for (let j = 0; j < 4; j++) { const d = (x[i] - k[j]) ** 2; if (d < best) { best = d; at = j; } }
      y[i] = at; }
    return y;`,
  'a name of an outer loop': `let i = 9; for (let i = 0; i < 4; i++) x[i] = i; { const x = Float64Array.of(5); for (let j = 0; j < 1; j++) x[j] += i; i = x[0]; } return [i, ...x];`,
  var: 'for (var i = 0; i < 4; i++) x[i] = i; return [i, ...x];',
  'two variables': `let s = 0; for (let i = 0, w = 2; i < 4; i++, w *= 2) s += w * x[i]; for (let i = 0, j = 3; i < j; i++, j--) { const t = x[i]; x[i] = x[j]; x[j] = t; }
    return [s, ...x];`,
  'backwards in the condition': 'for (let i = 4; i--; ) x[i] = i; return x;',
  'a bound that is looked at each time': `let n = 0; const bound = () => { n++; return 4; }; for (let i = 0; i < bound(); i++) x[i] = i; return [n, ...x];`,
  'a bound that changes': 'let n = 2; for (let i = 0; i < n; i++) { x[i] = 9; if (n < 4) n++; } return x;',
  'a bound that is an element': 'x[0] = 2; for (let i = 0; i < x[0]; i++) x[i] += 1; return x;',
  'an array that changes': 'let z = x; for (let i = 0; i < 2; i++) { z[i] = 9; z = y; } return [...x, ...y];',
  'a getter': `let n = 0; const o = { get v() { n++; return x; } }; for (let i = 0; i < 4; i++) o.v[i] += 1; return [n, ...x];`,
  'a lie about the type': `const lie = { 0: 1, length: 1 } as unknown as Float64Array; for (let i = 0; i < lie.length; i++) lie[i] /= 2; return [lie[0]];`,
  'an array of a class of its own':
    'class Own extends Float64Array {} const o = new Own(4); for (let i = 0; i < 4; i++) o[i] = i; return o;',
  'big integers, lists': `const b = new BigInt64Array(2), l = [1, 2]; for (let i = 0; i < 2; i++) b[i] += 2n; for (let i = 0; i < 2; i++) l[i] *= 2; return [...b, ...l];`,
  clamped:
    'const c = new Uint8ClampedArray(4); for (let i = 0; i < 4; i++) c[i] = i * 127.5 + 0.5; for (let i = 0; i < 4; i++) c[i] -= 1; return c;',
  'past the end':
    'let s = 0; for (let i = -1; i < 6; i++) { x[i] = i; if (x[i] === undefined) s++; } return [s, ...x];',
  fractions:
    'for (let i = 0.5; i < 4; i++) x[i] = 9; for (let i = 0; i < 3.5; i++) y[i / 2] = 1; for (let i = 0; i < NaN; i++) x[i] = 7; return [...x, ...y];',
  'moved along itself': `for (let i = 0; i < 3; i++) x[i] = x[i + 1]; const z = x.subarray(1); for (let i = 0; i < 3; i++) z[i] = x[i]; return x;`,
  'backwards along itself':
    'for (let i = 3; i > 0; i--) x[i] = x[i - 1]; for (let i = 3; i >= 0; i -= 2) x[i] += x[i ^ 1]; return x;',
  'pieces of memory in other types':
    'const n = new Int32Array(x.buffer); for (let i = 0; i < 4; i++) { x[i] = i + 0.5; n[2 * i] = i; } return [...x, ...n];',
};

const texts = Object.values(CASES).map(
  (body, n) =>
    `function case${n}(x: Float64Array, y: Float64Array, k: Int32Array): Iterable<unknown> {\n    ${body}\n}\n`,
);
const calls = texts.map(
  (_, n) => `() => case${n}(Float64Array.of(1, 2, 3, 4), new Float64Array(4), Int32Array.of(4, 3, -6, 7))`,
);
const PROGRAM = `${texts.join('\n')}
const show = (v: unknown) => Object.is(v, -0) ? '-0' : String(v);
export const outcomes = [${calls.join(',\n')}].map((run) => Array.from(run(), show).join(' '));
`;

let project: Project;
beforeAll(() => {
  const main = `import { outcomes } from './cases';\nconsole.log(JSON.stringify(outcomes));\n`;
  project = makeProject({ 'cases.ts': PROGRAM, 'main.ts': main });
});
afterAll(() => project.remove());

test.each(['always', 'auto', 'never'])('lifted: %s', async (mode) => {
  const { outputText } = ts.transpileModule(PROGRAM, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const plain: { outcomes?: string[] } = {};
  new Function('exports', outputText)(plain);
  const { code, out, err } = await project.legatec('run', `--loops=${mode}`, 'main.ts');
  expect(err).toBe('');
  expect(code).toBe(0);
  const lifted = JSON.parse(out) as string[];
  const named = (outcomes: readonly string[]) => Object.keys(CASES).map((name, n) => [name, outcomes[n]]);
  expect(named(lifted)).toEqual(named(plain.outcomes!));
});
