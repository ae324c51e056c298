/** Of each feature of the operators: the source, the JavaScript that is emitted, the graph that is fused. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeProject, type Project } from '../unit/loader/project';

let project: Project;
beforeAll(() => {
  project = makeProject({ 'package.json': '{ "type": "module" }' });
});
afterAll(() => project.remove());

/** The emitted statements of a program's own, and the fused graph of all its flushes. */
async function look(source: string): Promise<string> {
  project.write({ 'main.ts': `import * as np from 'legate-ts/numpy';\n${source}` });
  const js = await project.legatec('--emit=js', 'main.ts');
  expect(js.err).toBe('');
  const own = js.out.split('\n').filter((line) => !/^(import|var \$sites)/.test(line) && line !== '');
  const run = await project.legatec('--cpus', '2', '--emit=fused', 'main.ts');
  expect(run.code, run.err).toBe(0);
  return `${own.join('\n')}\n${run.err.trimEnd()}`;
}

it('operators of arrays and scalars', async () => {
  const source = `const a = np.ones([1000]), k = 2;
const b = (a * k + 1) ** 2 - a / (k * 3);
console.log(b.sum());
`;
  expect(await look(source)).toMatchInlineSnapshot(`
    "const a = np.ones($s($sites, [1000])), k = 2;
    const b = $e($m(), $op.subtract($t($op.power($t($op.add($t($op.multiply(a, $s($sites + 1, k))), $s($sites + 2, 1, 1)), 1), $s($sites + 3, 2, 1)), 1), $s($sites + 5, $t($op.divide(a, $s($sites + 4, (k * 3)))), 2)));
    $d(a);
    console.log($s($sites + 6, b).sum());
    $d(b);
    ; fused
    g0: kernel 1000 reduced over 0
        b0[0;1000;1] = copy(s0:float64)
        b1[0;1000;1] = multiply(b0[0;1000;1], s1:float64)
        b2[0;1000;1] = add(b1[0;1000;1], s2:float64)
        b3[0;1000;1] = square(b2[0;1000;1])
        b4[0;1000;1] = divide(b0[0;1000;1], s3:float64)
        b5[0;1000;1] = subtract(b3[0;1000;1], b4[0;1000;1])
        b6[0;;] = sum(b5[0;1000;1]) {axes=0}"
  `);
});

it('in place, with an alias', async () => {
  const source = `let a = np.ones([1000]);
const alias = a;
a += alias * 2;
a *= a;
console.log(alias.sum());
`;
  expect(await look(source)).toMatchInlineSnapshot(`
    "let a = np.ones($s($sites, [1000]));
    const alias = a;
    $e($m(), void $op.add_assign(a, $s($sites + 2, $t($op.multiply(alias, $s($sites + 1, 2))), 1)));
    $op.multiply_assign(a, $s($sites + 3, a));
    console.log($s($sites + 4, alias).sum());
    ; fused
    g0: kernel 1000 reduced over 0
        b5[0;1000;1] = copy(s0:float64)
        b1[0;1000;1] = multiply(b5[0;1000;1], s1:float64)
        b2[0;1000;1] = add(b5[0;1000;1], b1[0;1000;1])
        b6[0;1000;1] = copy(b2[0;1000;1])
        b3[0;1000;1] = multiply(b6[0;1000;1], b6[0;1000;1])
        b0[0;1000;1] = copy(b3[0;1000;1])
        b4[0;;] = sum(b0[0;1000;1]) {axes=0}"
  `);
});

it('views in backticks, read and written', async () => {
  const source = `const u = np.zeros([100, 100]);
u[\`0\`] = 1;
u[\`1:-1, 1:-1\`] = (u[\`:-2, 1:-1\`] + u[\`2:, 1:-1\`]) / 2;
u[\`::2\`] -= 1;
console.log(u.sum());
`;
  expect(await look(source)).toMatchInlineSnapshot(`
    "const u = np.zeros($s($sites, [100, 100]));
    $op.index_assign(u, \`0\`, $s($sites + 1, 1));
    $e($m(), void $op.index_assign(u, \`1:-1, 1:-1\`, $s($sites + 6, $t($op.divide($t($op.add($t($op.index(u, $s($sites + 2, \`:-2, 1:-1\`))), $s($sites + 4, $t($op.index(u, $s($sites + 3, \`2:, 1:-1\`))), 2)), 2), $s($sites + 5, 2, 1)), 1), 1)));
    $e($m(), void $op.subtract_assign($t($op.index(u, $s($sites + 7, \`::2\`))), $s($sites + 8, 1, 1)));
    console.log($s($sites + 9, u).sum());
    $d(u);
    ; fused
    g0: kernel 100x100
        b0[0;100x100;100,1] = copy(s0:float64)
    g1: kernel 100
        b0[0;100;1] = copy(s1:float64)
    g2: kernel 98x98
        b1[0;98x98;98,1] = add(b0[1;98x98;100,1], b0[201;98x98;100,1])
        b2[0;98x98;98,1] = divide(b1[0;98x98;98,1], s2:float64)
    g3: kernel 98x98
        b0[101;98x98;100,1] = copy(b2[0;98x98;98,1])
    g4: kernel 50x100
        b3[0;50x100;100,1] = subtract(b0[0;50x100;200,1], s3:float64)
        b0[0;50x100;200,1] = copy(b3[0;50x100;100,1])
    g5: kernel 100x100 reduced over 0,1
        b4[0;;] = sum(b0[0;100x100;100,1]) {axes=0,1}"
  `);
});

it('comparisons, masks, equality', async () => {
  const source = `const a = np.arange(0, 1000), n = a.size;
const mask = (a > 10) & ~(a == 50);
console.log(n == 1000 && n > 3, mask.sum());
`;
  expect(await look(source)).toMatchInlineSnapshot(`
    "const a = np.arange(0, $s($sites, 1000)), n = a.size;
    const mask = $e($m(), $op.bitwise_and($t($op.greater(a, $s($sites + 1, 10))), $s($sites + 4, $t($op.invert($s($sites + 3, $t($op.equal(a, $s($sites + 2, 50))), 1)), 1), 2)));
    $d(a);
    console.log(n == 1000 && n > 3, $s($sites + 5, mask).sum());
    $d(mask);
    ; fused
    g0: kernel 1000 reduced over 0
        b0[0;1000;1] = arange(s0:int64, s1:int64) {axis=0 dtype=float64}
        b1[0;1000;1] = greater(b0[0;1000;1], s2:float64)
        b2[0;1000;1] = equal(b0[0;1000;1], s3:float64)
        b3[0;1000;1] = invert(b2[0;1000;1])
        b4[0;1000;1] = bitwise_and(b1[0;1000;1], b3[0;1000;1])
        b5[0;;] = sum(b4[0;1000;1]) {axes=0}"
  `);
});

it('what the types do not tell is told at run time', async () => {
  const source = `const values: any = { a: np.ones([10]), n: 1 };
values.a += values.n * 2;
values['n'] -= 1;
let s: any = values.a;
s /= 2;
console.log(s.sum(), values.n);
`;
  expect(await look(source)).toMatchInlineSnapshot(`
    "const values = { a: np.ones($s($sites, [10])), n: 1 };
    $op.update(values, "a", old_1 => $op.add_assign(old_1, $s($sites + 2, $op.multiply(values.n, $s($sites + 1, 2)))));
    $op.update(values, 'n', old_2 => $op.subtract_assign(old_2, $s($sites + 3, 1)));
    let s = values.a;
    s = $op.divide_assign(s, $s($sites + 4, 2));
    console.log(s.sum(), values.n);
    ; fused
    g0: kernel 10 reduced over 0
        b4[0;10;1] = copy(s0:float64)
        b1[0;10;1] = add(b4[0;10;1], s1:float64)
        b5[0;10;1] = copy(b1[0;10;1])
        b2[0;10;1] = divide(b5[0;10;1], s2:float64)
        b0[0;10;1] = copy(b2[0;10;1])
        b3[0;;] = sum(b0[0;10;1]) {axes=0}"
  `);
});
