import { beforeAll, describe, expect, it } from 'vitest';
import { checkScalarFunction, printScalarFunction } from '../../../compiler/ir/scalar-function';
import { translate } from './scalar-programs';

/** Each function as it is printed, or why there is none. */
const shown = (program: string, files?: Record<string, string>): string[] =>
  translate(program, files).map((plan) => ('why' in plan ? plan.why : printScalarFunction(plan.function)));

describe('translation', () => {
  it('makes one value of early returns, and numbers what is used', () => {
    const program = `np.vectorize((x: number, y: number) => {
      const unused = Math.sin(x);
      if (x < y) return x * 2;
      return Math.max(x, y, 1) - 0.5;
    });`;
    expect(shown(program)[0]).toMatchInlineSnapshot(`
      "(0: number, 1: number)
      2 = const 2
      3 = const 1
      4 = const 0.5
      5 = lt 0 1
      6 = mul 0 2
      7 = max 0 1
      8 = max 7 3
      9 = sub 8 4
      10 = select 5 6 9
      return 10"
    `);
  });

  it('carries what changes through a loop, and reads the rest from outside', () => {
    const program = `np.vectorize((cx: number, cy: number) => {
      let zx = 0, zy = 0, n = 0;
      while (n < 100 && zx * zx + zy * zy <= 4) {
        const t = zx * zx - zy * zy + cx;
        zy = 2 * zx * zy + cy;
        zx = t;
        n++;
      }
      return n;
    });`;
    expect(shown(program)[0]).toMatchInlineSnapshot(`
      "(0: number, 1: number)
      2 = const 0
      3 = const 100
      4 = const 4
      5 = const 2
      6 = const 1
      7 8 9 = loop 2 2 2
        10 = lt 9 3
        11 = mul 7 7
        12 = mul 8 8
        13 = add 11 12
        14 = le 13 4
        15 = and 10 14
      while 15
        10 = mul 7 7
        11 = mul 8 8
        12 = sub 10 11
        13 = add 12 0
        14 = mul 5 7
        15 = mul 14 8
        16 = add 15 1
        17 = add 9 6
      next 13 16 17
      return 9"
    `);
  });

  it('runs a loop only where its branch is taken', () => {
    const program = `np.vectorize((x: number) => {
      if (x > 0) { let n = x; while (n > 1) n = n / 2; return n; }
      return 0;
    });`;
    expect(shown(program)[0]).toMatchInlineSnapshot(`
      "(0: number)
      1 = const 0
      2 = const 1
      3 = const 2
      4 = gt 0 1
      5 = loop 0
        6 = gt 5 2
        7 = and 4 6
      while 7
        6 = div 5 3
      next 6
      6 = select 4 5 1
      return 6"
    `);
  });

  it('finds functions by name, in other files too, and what they call', () => {
    const library = `
      const half = 0.5;
      export function smooth(t: number): number { return t * t * (3 - 2 * t) * half; }
      export const double = (t: number) => t * 2;`;
    const program = `import * as lib from './lib';\nimport { smooth } from './lib';
      const f = (x: number) => lib.double(smooth(x));
      np.vectorize(f); np.vectorize(lib.double); np.arange(3).map((v, i) => smooth(v) + i); np.fromFunction((i, j) => i - j, [2, 2]);`;
    const [whole, double, map, index] = shown(program, { 'lib.ts': library });
    expect(double).toBe('(0: number)\n1 = const 2\n2 = mul 0 1\nreturn 2');
    expect(index).toBe('(0: number, 1: number)\n2 = sub 0 1\nreturn 2');
    expect(whole).toContain('const 0.5');
    expect(map).toMatch(/^\(0: number, 1: number\)/);
  });

  it('captures numbers and booleans, once each, and inlines what can only be one value', () => {
    const program = `const G = 6.5, NEGATIVE = -2;
      let k = 1, flip = false;
      const p = { dt: 0.1 };
      np.vectorize((x: number) => (flip ? x : -x) * k * k + p.dt + G + NEGATIVE);
      k += 1; flip = !flip;`;
    const [plan] = translate(program);
    if (plan === undefined || 'why' in plan) throw new Error(plan?.why);
    expect(plan.captures.map((c) => c.getText())).toEqual(['flip', 'k', 'p.dt']);
    expect(plan.function.parameters).toEqual(['number', 'boolean', 'number', 'number']);
    expect(JSON.stringify(plan.function)).toContain('["const",6.5],["const",-2]');
  });
});

describe('this', () => {
  it('is captured where it is that of the call', () => {
    const program = `class Model {
      k = 2;
      get now() { return 1; }
      step(a: np.NDArray) { return a.map((v) => v * this.k); }
      other(a: np.NDArray) { return a.map(function (this: Model, v) { return v * this.k; } as (v: number) => number); }
      getter(a: np.NDArray) { return a.map((v) => v * this.now); }
    }`;
    const [own, other, getter] = translate(program);
    expect(own !== undefined && 'captures' in own && own.captures.map((c) => c.getText())).toEqual(['this.k']);
    expect(other).toEqual({ why: "'this', which has another meaning at the call, at 6:82" });
    expect(getter).toEqual({ why: "'this.now' at 7:55" });
  });
});

describe('what stays JavaScript', () => {
  const AROUND = `const list = [1, 2]; let count = 0; declare const unknown: (x: number) => number;
    const recursive = (n: number): number => (n < 1 ? 0 : recursive(n - 1));
    const accessor = { get now() { return Date.now(); } };
    let replaced = (x: number) => x; replaced = (x) => x + 1;
    function shadow(k: number) { return (x: number) => x * k; }
    const text: string = 'abc';\n`;
  const REFUSED: readonly (readonly [f: string, why: string])[] = [
    ['(x: number) => list[x]! * x', "'list[x]', whose index isn't linear in the position, at"],
    ['(x: number) => Number(text) * x', "'text' at"],
    ['(x: number) => Number("3") * x', '\'"3"\' at'],
    ['(x: number) => (count += x)', 'a write to a variable of the surroundings at'],
    ['(x: number) => { list[0] = x; return x; }', 'a write to something that is not a variable at'],
    ['(x: number) => unknown(x)', "a call of 'unknown' at"],
    ['(x: number) => Math.random() * x', "a call of 'Math.random' at"],
    ['(x: number) => recursive(x)', 'a function that calls itself at'],
    ['(x: number) => accessor.now - x', "'accessor.now' at"],
    ['(x: number) => replaced(x)', "a call of 'replaced' at"],
    ['(x: number) => x > 0 ? x : true', 'a number or a boolean, whichever at'],
    ['(x: number) => { if (x > 0) return true; return 3; }', 'a function of both numbers and booleans at'],
    ['(x: number) => { try { return x; } finally { count; } }', "'try { return x; } finally { count; }' at"],
    ['(x: number) => { var y = x; return y; }', "a variable declared by 'var' at"],
    ['(x: number, y = 2) => x * y', 'a parameter with a default at'],
    ['(...x: number[]) => x.length', "'...x: number[]' at"],
    ['function* (x: number): any { yield x; }', 'a generator at'],
    ['async (x: number): Promise<any> => x', 'an async function at'],
    ['shadow(3)', 'a function that is known only at run time at'],
    ['(x: number) => { for (;;) {} }', 'a loop that changes nothing at'],
    [
      '(x: number) => { for (const v of list) if (v > x) return v; return 0; }',
      "'for (const v of list) if (v > x) return",
    ],
    ['(x: number) => { throw new Error(); }', "'throw new Error();' at"],
    ['(x: number) => Number(BigInt(x) * 2n)', "a call of 'BigInt' at"],
  ];
  let reasons: string[];
  beforeAll(() => {
    reasons = shown(`${AROUND}${REFUSED.map(([f]) => `np.vectorize((${f}) as any);`).join('\n')}`);
  });
  it.each(REFUSED.map(([f, why], n) => [f, why, n] as const))('%s', (_, why, n) => {
    expect(reasons[n]).toContain(why);
    // Where the construct stands: AROUND and what is imported before it are 8 lines.
    expect(reasons[n]).toMatch(new RegExp(` at (${n + 8}|3):\\d+$`));
  });

  it('a function whose captured name means something else at the call', () => {
    const program = `const scale = Math.PI * 2;
      const f = (x: number) => x * scale;
      export function g(a: np.NDArray, scale: string) { return scale + a.map(f); }`;
    expect(shown(program)).toEqual(["'scale', which has another meaning at the call, at 3:36"]);
  });

  it('a function that is too large', () => {
    const doubling = Array.from({ length: 14 }, (_, i) => `const f${i + 1} = (x: number) => f${i}(f${i}(x) + ${i});`);
    const program = `const f0 = (x: number) => x * x;\n${doubling.join('\n')}\nnp.vectorize(f14);`;
    expect(shown(program)[0]).toMatch(/^a function too large to be a kernel at 17:14$/);
  });
});

describe('the verifier', () => {
  const wrong = (f: unknown) => {
    const checked = checkScalarFunction(f);
    return 'wrong' in checked ? checked.wrong : checked.result;
  };
  const f = (...code: unknown[]) => ({ parameters: ['number', 'boolean'], code, result: 1 + code.length });

  it('accepts what is well-formed', () => {
    const condition = { code: [['lt', 2, 0]], results: [3] };
    const body = { code: [['add', 2, 2]], results: [3] };
    expect(wrong(f(['loop', [0], condition, body]))).toBe('number');
    expect(wrong(f(['const', 'NaN']))).toBe('number');
    expect(wrong(f(['select', 1, 1, 1]))).toBe('boolean');
  });

  it.each([
    [undefined, 'a function is an object'],
    [null, 'a function is an object'],
    [{}, 'parameters are a list of kinds'],
    [{ parameters: ['string'], code: [], result: 0 }, 'a parameter is a number or a boolean'],
    [{ parameters: ['number'], code: 'add', result: 0 }, 'code is a list of instructions'],
    [{ parameters: ['number'], code: [], result: 1 }, 'there is no value 1 here'],
    [{ parameters: ['number'], code: [], result: '0' }, 'there is no value 0 here'],
    [f('add'), 'an instruction is a list'],
    [f(['toString', 0]), 'there is no instruction toString'],
    [f(['add', 0, 1]), 'add takes number,number'],
    [f(['add', 0]), 'add takes number,number'],
    [f(['add', 0, 2]), 'there is no value 2 here'],
    [f(['add', 0, -1]), 'there is no value -1 here'],
    [f(['const', 'zero']), 'a bad constant'],
    [f(['const', Number.NaN]), 'a bad constant'],
    [f(['select', 0, 0, 0]), 'select takes a boolean and two of a kind'],
    [f(['select', 1, 0, 1]), 'select takes a boolean and two of a kind'],
    [f(['loop', [], {}, {}]), 'a loop has a state and two regions'],
    [f(['loop', [0], null, {}]), 'a region is an object'],
    [f(['loop', [0], { code: [], results: [2] }, {}]), 'a condition gives one boolean'],
    [f(['loop', [0], { code: [], results: [1] }, { code: [], results: [] }]), 'a body gives the next state'],
    [f(['loop', [0], { code: [], results: [1] }, { code: [], results: [9] }]), 'there is no value 9 here'],
  ])('refuses %j', (data, message) => {
    expect(wrong(data)).toBe(message);
  });

  it('refuses loops in one another without end', () => {
    let body: unknown = { code: [], results: [1] };
    const deep = () => ({ code: [['loop', [1], { code: [], results: [1] }, body]], results: [1] });
    for (let n = 0; n < 50; n++) body = deep();
    expect(wrong({ parameters: ['number', 'boolean'], code: (body as { code: unknown[] }).code, result: 2 })).toBe(
      'too many loops in one another',
    );
  });
});
