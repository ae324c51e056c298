/**
 * Random programs of branches, loops, jumps, closures and exceptions around arrays: transformed, they compute what
 * they did, use nothing that is released, and leave fewer arrays.
 */
import ts from 'typescript';
import { expect, it } from 'vitest';
import { compileSnippets } from '../../golden/transform/compile';
import { run } from './lifetimes-run';

const HEAD = `import * as np from 'legate-ts/numpy';
const x = np.zeros(3), y = np.zeros(5);
const keep = () => [x, y];
const out: unknown[] = [];
const twice = (a: np.NDArray) => a.add(a);
function pick(a: np.NDArray, c: number) { if (c > 1) return a.add(1); const b = a.multiply(2); return b; }
const same = (a: np.NDArray) => a;
const read = (a: np.NDArray) => Number(a.item());
`;

class Writer {
  private seed: number;
  private names = 0;
  private budget = 22;

  constructor(seed: number) {
    this.seed = seed * 7919 + 1;
  }

  private next(n: number): number {
    this.seed = (Math.imul(this.seed, 1103515245) + 12345) >>> 0;
    return (this.seed >>> 8) % n;
  }

  private one<T>(list: readonly T[]): T {
    return list[this.next(list.length)]!;
  }

  /** An array. */
  private array(arrays: readonly string[], depth = 0): string {
    const inner = () => (depth > 2 ? this.one(arrays) : this.array(arrays, depth + 1));
    const texts: (() => string)[] = [
      () => this.one(arrays),
      () => `${inner()}.add(${this.next(5)})`,
      () => `${inner()}.multiply(${inner()})`,
      () => `twice(${inner()})`,
      () => `pick(${inner()}, ${this.next(3)})`,
      () => `np.add(${inner()}, ${inner()})`,
      () => `np.stack([${inner()}, ${inner()}])`,
      () => `(${this.number(arrays, depth + 1)} > 9 ? ${inner()}.add(1) : ${inner()}.copy())`,
      () => `${inner()}.T`,
    ];
    return (depth === 0 ? texts[1 + this.next(texts.length - 1)]! : this.one(texts))();
  }

  private number(arrays: readonly string[], depth = 0): string {
    return this.one([() => `Number(${this.array(arrays, depth + 1)}.item())`, () => `read(${this.one(arrays)})`])();
  }

  /** Statements. @param jumps that are possible here. @param lets arrays that may be assigned */
  block(arrays: readonly string[], lets: readonly string[], jumps: readonly string[], depth: number): string {
    const [known, mutable] = [[...arrays], [...lets]];
    const lines: string[] = [];
    for (let n = 1 + this.next(4); n > 0 && this.budget-- > 0; n--) {
      lines.push(this.statement(known, mutable, jumps, depth));
    }
    return lines.join('\n');
  }

  private statement(known: string[], mutable: string[], jumps: readonly string[], depth: number): string {
    const nested = (more: readonly string[] = []): string => this.block(known, mutable, [...jumps, ...more], depth + 1);
    const name = `v${this.names++}`;
    const choices: (() => string)[] = [
      () => {
        const text = `const ${name} = ${this.array(known)};`;
        known.push(name);
        return text;
      },
      () => {
        const text = `let ${name} = ${this.array(known)};`;
        known.push(name);
        mutable.push(name);
        return text;
      },
      () => {
        const text = `let [${name}, , ${name}b] = [${this.array(known)}, 0, ${this.array(known)}];`;
        known.push(name, `${name}b`);
        mutable.push(name);
        return text;
      },
      () => `out.push(${this.number(known)});`,
      () => (mutable.length === 0 ? 'out.push(0);' : this.assignment(this.one(mutable), known)),
      () => `out.push(${this.one(known)}.add(1).item());`,
    ];
    if (depth < 4) {
      choices.push(
        () => `if (${this.number(known)} % 3 === 1) {\n${nested()}\n} else {\n${nested()}\n}`,
        () => `if (${this.number(known)} % 2 === 1) {\n${nested()}\n}`,
        () => `for (let ${name} = 0; ${name} < 3; ${name}++) {\n${nested(['break;', 'continue;'])}\n}`,
        () => `${name}: for (const i of [1, 2]) {\n${nested([`break ${name};`, `continue ${name};`])}\n}`,
        () => `try {\n${nested(['throw new Error(String(out.length));'])}\n} catch (e) {\n${nested()}\n}`,
        () => `try {\n${nested()}\n} finally {\n${nested()}\n}`,
        () =>
          `switch (${this.number(known)} % 3) {\ncase 0: {\n${nested(['break;'])}\n}\ndefault: {\n${nested()}\n}\n}`,
        () =>
          `[1, 2].forEach((${name}) => {\n${this.block(known, mutable, ['return;'], depth + 1)}\nout.push(${name});\n});`,
        () => `out.push(...[1, 2].map(() => ${this.number(known)}));`,
        () => `out.push([1, 2].map(() => ${this.array(known)}).length);`,
        () => {
          const inner = [...known, `${name}a`];
          const body = this.one([
            () => this.array(inner),
            () => `{\n${this.block(inner, mutable, [], depth + 1)}\nreturn ${this.array(inner)};\n}`,
          ])();
          const text = `let ${name} = [1, 2].reduce((${name}a, n) => ${body}, ${this.array(known)});`;
          known.push(name);
          mutable.push(name);
          return text;
        },
        () =>
          `{\nconst ${name} = () => ${this.number(known)};\nout.push(${name}());\n${nested()}\nout.push(${name}());\n}`,
      );
      if (jumps.length > 0) choices.push(() => `if (${this.number(known)} % 3 === 0) ${this.jump(jumps, known)}`);
      if (jumps.length > 0)
        choices.push(() => `if (${this.number(known)} % 4 < 2) {\n${nested()}\n${this.jump(jumps, known)}\n}`);
    }
    choices.push(() => {
      const text = `const ${name} = same(${this.one(known)});`;
      known.push(name);
      return text;
    });
    return this.one(choices)();
  }

  private assignment(name: string, known: readonly string[]): string {
    return this.one([`${name} = ${name}.add(1);`, `${name} = ${this.array(known)};`, `${name} = ${this.one(known)};`]);
  }

  private jump(jumps: readonly string[], known: readonly string[]): string {
    const jump = this.one(jumps);
    return jump === 'return' ? `return ${this.one([this.number(known), this.one(known), this.array(known)])};` : jump;
  }

  program(): string {
    const f = this.block(['x', 'y', 'p'], [], ['return'], 0);
    return `${HEAD}function f(p: np.NDArray, n: number): unknown {\n${f}\nreturn p.add(n);\n}
for (let n = 0; n < 3; n++) { try { const r = f(x.add(n), n); out.push(r instanceof np.NDArray ? r.item() : r); } catch (e) { out.push(String((e as Error).message)); } }
export const r = out;\n`;
  }
}

it('400 programs', { timeout: 120_000 }, async () => {
  const programs = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`p${n}`, new Writer(n).program()]));
  const compiled = compileSnippets(programs, 'cts');
  let [before, after, released] = [0, 0, 0];
  for (const [name, text] of Object.entries(programs)) {
    const { code, errors } = compiled[name]!;
    expect(errors.replace(/.*TS(7027|2367).*\n/g, ''), text).toBe('');
    const original = ts.transpileModule(text, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
    });
    const expected = await run(original.outputText);
    const actual = await run(code);
    expect(actual.r, `${text}\n${code}`).toBe(expected.r);
    before += expected.left;
    after += actual.left;
    released += code.split('$d(').length + code.split('$re(').length - 2;
  }
  // Most of what the programs make is ended by the compiled code.
  expect(released).toBeGreaterThan(1000);
  expect(after).toBeLessThan(before / 2);
});
