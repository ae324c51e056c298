import { beforeAll, describe, expect, test } from 'vitest';
import { type Compiled, compileSnippets } from './compile';

const HEAD = `import * as np from 'legate-ts/numpy';\ndeclare const x: np.NDArray, y: np.NDArray, n: number;\n`;

const snippets = {
  chain: `export const z = x.multiply(2).add(y).multiply(x).sum();`,
  constants: `export const scale: number = Math.random();`,
  functions: `export const z = np.add(np.stack([x.add(1), y]), np.zeros([3]));`,
  wrapped: `export const z = (x.sum(0, true) as np.NDArray)!.add(y.T);`,
  views: `export const z = x.add(1).slice('1:').T.shape;`,
  locals: `
export function f(a: np.NDArray) {
  const b = a.multiply(2);
  const c = b.add(1);
  np.copyto(x, c.add(b));
  console.log(n);
  const d = c.copy();
  return d.add(d.multiply(2));
}`,
  loop: `
let w = np.zeros(3);
for (let i = 0; i < 9; i++) {
  const t = w.multiply(i);
  w = w.add(t.add(1));
  if (i > 3) break;
}
console.log(w);`,
  caught: `
let r: np.NDArray;
try {
  r = x.add(1).add(y);
} catch (error) {
  console.log(error);
  throw error;
}
export { r };`,
  functions_of_elements: `
import { scale } from './constants.mjs';
let k = 2;
export const f = x.map((v) => v * k + scale);
export const g = x.add(1).map((v) => v * process.argv.length + Number(process.argv[2]));`,
  sites: `
np.seed();
x[0] = n;
console.log(x, \`\${y}\`, x[1], x.data);
np.add(
  x,
  y
    .add(1)
);`,
} as const;

let mts: Record<keyof typeof snippets, Compiled>;
beforeAll(() => {
  const named = Object.entries(snippets).map(([name, text]) => [name, HEAD + text]);
  mts = compileSnippets(Object.fromEntries(named) as typeof snippets);
});

/** The code below the prologue. */
const body = (file: Compiled) => file.code.replace(/^import .*\n|^var \$sites.*\n/gm, '');

describe('emitted JavaScript', () => {
  test('the snippets type-check', () => {
    for (const file of Object.values(mts)) expect(file.errors).toBe('');
  });

  test('intermediates of a chain of methods', () => {
    expect(mts.chain.code).toMatchInlineSnapshot(`
      "import { $e, $file, $m, $s, $t } from "legate-ts/transformed";
      var $sites = $file("chain.mts", [[3, 20], [3, 32], [3, 39], [3, 51]]);
      export const z = $e($m(), $s($sites + 3, $t($t($t(x.multiply($s($sites, 2))).add($s($sites + 1, y, 1)), 1).multiply($s($sites + 2, x, 1)), 1), 1).sum());
      "
    `);
  });

  test('intermediates among the arguments of functions, also inside array literals', () => {
    expect(body(mts.functions)).toMatchInlineSnapshot(`
      "export const z = $e($m(), np.add($t(np.stack($s($sites + 1, [$t(x.add($s($sites, 1))), y], 1)), 1), $s($sites + 3, $t(np.zeros($s($sites + 2, [3]))), 2)));
      "
    `);
  });

  test('type annotations and parentheses hide nothing', () => {
    expect(body(mts.wrapped)).toMatchInlineSnapshot(`
      "export const z = $e($m(), $t(x.sum(0, $s($sites, true))).add($s($sites + 1, $t(y.T), 2)));
      "
    `);
  });

  test('functions of elements are handed over with what they are, or why they are nothing', () => {
    expect(body(mts.functions_of_elements)).toMatchInlineSnapshot(`
      "let k = 2;
      export const f = x.map($s($sites, $f((v) => v * k + scale, '{"parameters":["number","number","number"],"code":[["mul",0,1],["add",3,2]],"result":4}', () => [k, scale])));
      export const g = $e($m(), $t(x.add($s($sites + 1, 1))).map($s($sites + 2, $nf((v) => v * process.argv.length + Number(process.argv[2]), "'process.argv[2]' at 7:71"), 1)));
      "
    `);
  });

  test('views are intermediates too', () => {
    expect(body(mts.views)).toMatchInlineSnapshot(`
      "export const z = $e($m(), $t($t($t(x.add($s($sites, 1))).slice($s($sites + 1, '1:', 1)), 1).T, 1).shape);
      "
    `);
  });

  test('locals are dropped after the statement of their last use, or when the value to return is there', () => {
    expect(body(mts.locals)).toMatchInlineSnapshot(`
      "export function f(a) {
          const b = a.multiply($s($sites, 2));
          const c = b.add($s($sites + 1, 1));
          $e($m(), np.copyto(x, $s($sites + 3, $t(c.add($s($sites + 2, b))), 1)));
          $d(b);
          console.log(n);
          const d = $s($sites + 4, c).copy();
          $d(c);
          return $re(d, $e($m(), d.add($s($sites + 6, $t(d.multiply($s($sites + 5, 2))), 1))));
      }
      "
    `);
  });

  test('a variable drops what it held when it is assigned', () => {
    expect(body(mts.loop)).toMatchInlineSnapshot(`
      "let w = np.zeros($s($sites, 3));
      for (let i = 0; i < 9; i++) {
          const t = w.multiply($s($sites + 1, i));
          w = $re(w, $e($m(), w.add($s($sites + 3, $t(t.add($s($sites + 2, 1))), 1))));
          $d(t);
          if (i > 3)
              break;
      }
      console.log($s($sites + 4, w));
      $d(w);
      "
    `);
  });

  test('who catches drops the intermediates of what threw', () => {
    expect(body(mts.caught)).toMatchInlineSnapshot(`
      "let r;
      const $k = $m();
      try {
          r = $e($m(), $t(x.add($s($sites, 1))).add($s($sites + 1, y, 1)));
      }
      catch (error) {
          $e($k);
          console.log(error);
          throw error;
      }
      export { r };
      "
    `);
  });

  test('call sites are lines and columns of the name of what is called', () => {
    expect(mts.sites.code).toMatchInlineSnapshot(`
      "import { $e, $file, $m, $s, $t } from "legate-ts/transformed";
      var $sites = $file("sites.mts", [[4, 4], [5, 3], [6, 9], [6, 19], [6, 26], [6, 9], [6, 32], [10, 6], [7, 4]]);
      import * as np from 'legate-ts/numpy';
      $s($sites, np).seed();
      x[0] = $s($sites + 1, n);
      console.log($s($sites + 2, x), \`\${$s($sites + 3, y)}\`, $s($sites + 5, x[$s($sites + 4, 1)]), $s($sites + 6, x).data);
      $e($m(), np.add(x, $s($sites + 8, $t(y
          .add($s($sites + 7, 1))), 1)));
      "
    `);
  });
});

test('CommonJS files get the helpers by require, before everything but directives', () => {
  const { cjs } = compileSnippets(
    { cjs: `'use client';\nimport { zeros } from 'legate-ts/numpy';\nexport const z = zeros(3);` },
    'cts',
  );
  expect(cjs.code).toMatchInlineSnapshot(`
    "'use client';
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: true });
    exports.z = void 0;
    const { $file, $s } = require("legate-ts/transformed");
    var $sites = $file("cjs.cts", [[3, 18]]);
    const numpy_1 = require("legate-ts/numpy");
    exports.z = (0, numpy_1.zeros)($s($sites, 3));
    "
  `);
});

test('names that the program has are not taken', () => {
  const { clash } = compileSnippets({
    clash: `${HEAD}const $s = 1, $sites = 2;\nexport const z = [x.add($s), $sites];`,
  });
  expect(clash.code).toMatchInlineSnapshot(`
    "import { $file, $s as $s_1 } from "legate-ts/transformed";
    var $sites_1 = $file("clash.mts", [[4, 21]]);
    const $s = 1, $sites = 2;
    export const z = [x.add($s_1($sites_1, $s)), $sites];
    "
  `);
});

test('a file without arrays is as tsc emits it', () => {
  const { plain } = compileSnippets({
    plain: `enum E { A = 1 }\nexport const f = <T,>(x: T): T => x; // why\nnamespace N { export const k = E.A }\nexport { N };`,
  });
  expect(plain.code).toMatchInlineSnapshot(`
    "var E;
    (function (E) {
        E[E["A"] = 1] = "A";
    })(E || (E = {}));
    export const f = (x) => x; // why
    var N;
    (function (N) {
        N.k = E.A;
    })(N || (N = {}));
    export { N };
    "
  `);
});

test('JavaScript is transformed by the types it has', () => {
  const { js } = compileSnippets(
    { js: `import * as np from 'legate-ts/numpy';\nexport const z = np.zeros(3).add(1);` },
    'mjs',
  );
  expect(body(js)).toMatchInlineSnapshot(`
    "export const z = $e($m(), $t(np.zeros($s($sites, 3))).add($s($sites + 1, 1, 1)));
    "
  `);
});
