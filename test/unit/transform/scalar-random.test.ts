/** Random functions with branches, loops and early exits give what JavaScript gives. */
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { BUILTIN } from '../../../compiler/ops/builtin';
import type { ElementwiseOperation } from '../../../compiler/ops/operation';
import { translate } from './scalar-programs';

const FUNCTIONS = 150;
const VALUES = [0, -0, 1, -1, 2.5, -3.5, 7, 1e10, -4294967297, Number.NaN, Infinity, 0.3];

/** Counts, and mixes the count: the same functions on every machine. */
class Random {
  constructor(private state: number) {}
  below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

class Generator {
  private counters = 0;
  constructor(private readonly r: Random) {}

  function(): string {
    return `(x, y) => { let a = x, b = 1, c = -y; ${this.list(4, false)} return ${this.number(2)}; }`;
  }

  private list(depth: number, loop: boolean): string {
    return Array.from({ length: 1 + this.r.below(3) }, () => this.statement(depth, loop)).join(' ');
  }

  private statement(depth: number, loop: boolean): string {
    const { r } = this;
    const kind = depth === 0 ? r.below(4) : r.below(12);
    if (kind < 3)
      return `${r.pick(['a', 'b', 'c'])} ${r.pick(['=', '+=', '-=', '*=', '%=', '^=', '>>='])} ${this.number(2)};`;
    if (kind === 3) return `if (${this.truth(1)}) ${this.exit(loop)}`;
    if (kind < 7)
      return `if (${this.truth(2)}) { ${this.list(depth - 1, loop)} } else { ${this.list(depth - 1, loop)} }`;
    if (kind === 7)
      return `{ let a = x ${r.pick(['+', '*', '-'])} 2; c = a - ${this.number(1)}; ${this.list(depth - 1, loop)} }`;
    const i = `i${this.counters++}`;
    const count = 1 + r.below(5);
    const body = this.list(depth - 1, true);
    if (kind < 10) return `for (let ${i} = 0; ${i} < ${count}; ${i}++) { b += ${i}; ${body} }`;
    if (kind === 10) return `{ let ${i} = 0; while (${i}++ < ${count} && ${this.truth(1)}) { ${body} } }`;
    return `{ let ${i} = 0; do { ${i}++; ${body} } while (${i} < ${count} || (${this.truth(1)} && ${i} < 7)); }`;
  }

  private exit(loop: boolean): string {
    const kind = this.r.below(loop ? 3 : 1);
    return kind === 0 ? `return ${this.number(1)};` : kind === 1 ? 'break;' : 'continue;';
  }

  private number(depth: number): string {
    const { r } = this;
    if (depth === 0) return r.pick(['x', 'y', 'a', 'b', 'c', '1', '0.5', '-3', '255']);
    const [p, q] = [this.number(depth - 1), this.number(depth - 1)];
    switch (r.below(9)) {
      case 0:
        return `(${this.truth(depth - 1)} ? ${p} : ${q})`;
      case 1:
        return `Math.${r.pick(['min', 'max', 'imul'])}(${p}, ${q})`;
      case 2:
        return `Math.${r.pick(['floor', 'round', 'abs', 'sign', 'sqrt'])}(${p})`;
      case 3:
        return `(0, ${r.pick(['a', 'b', 'c'])} = ${p})`;
      case 4:
        return `(${p} ${r.pick(['&', '|', '^', '<<', '>>', '>>>'])} ${q})`;
      case 5:
        return `(${p} ${r.pick(['&&', '||'])} ${q})`;
      default:
        return `(${p} ${r.pick(['+', '-', '*', '/', '%'])} ${q})`;
    }
  }

  private truth(depth: number): string {
    const { r } = this;
    if (depth > 0 && r.below(3) === 0)
      return `(${this.truth(depth - 1)} ${r.pick(['&&', '||', '===', '!=='])} !${this.truth(depth - 1)})`;
    return `(${this.number(depth)} ${r.pick(['<', '<=', '>', '>=', '===', '!='])} ${this.number(depth)})`;
  }
}

it(`${FUNCTIONS} functions`, () => {
  const r = new Random(20_240_607);
  const texts = Array.from({ length: FUNCTIONS }, () => new Generator(r).function());
  // Literals of different values are never equal, says tsc; it is right, and beside the point.
  const plans = translate(texts.map((text) => `// @ts-ignore\nnp.vectorize(${text});`).join('\n'));
  const js = runInNewContext(`[${texts.join(',\n')}]`) as ((x: number, y: number) => number)[];
  const op = BUILTIN.get('scalar_function') as ElementwiseOperation;
  const wrong: string[] = [];
  let translated = 0;
  plans.forEach((plan, n) => {
    if ('why' in plan) {
      expect(plan.why).toMatch(/too large/);
      return;
    }
    translated++;
    const params = { function: JSON.stringify(plan.function), axes: [], captures: 0 };
    const signature = op.resolve(['float64', 'float64'], params)!;
    for (const x of VALUES)
      for (const y of VALUES) {
        const [got, want] = [op.reference([x, y], signature, params, []), js[n]!(x, y)];
        if (!Object.is(got, want)) wrong.push(`${texts[n]}\n  of ${x}, ${y} gave ${got}, not ${want}`);
      }
  });
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(translated).toBeGreaterThan(FUNCTIONS * 0.9);
});
