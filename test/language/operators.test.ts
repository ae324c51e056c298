/** Operators on arrays give what NumPy's give, wherever they stand; on scalars what JavaScript's give. */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const a = np.arange(0, 6), i = np.array([7, -7, 3], 'int32'), k = np.array([1, 0, 1], 'bool');
const show = (...values: unknown[]): void => console.log(values.map(String).join('  '));

show(a * 2 + 1, 1 - a, a / 4, 2 ** a, -a);
show(i % 3, -7 % 3, i % -3, i / 2, i + 0.5);
show(a < 3, 3 <= a, (a > 1) & (a < 4), ~k, ~i, k | [true, false, false].length > 2, i ^ 1, i << 2, i >> 1);
show(a == 3, a != a, (a == np.arange(0, 6)).sum(), 3 == 3, a === a);

// In place: every alias sees it; a new value does not.
let b = a * 1;
const alias = b;
b += 10;
b *= b;
show(alias, b === alias);
b = b - 1;
show(alias, b);
const holder = { values: np.ones([3]), count: 1 };
const kept = holder.values;
holder.values -= 3;
holder.count -= 3;
show(kept, holder.values === kept, holder.count);
function half(x: np.NDArray): void { x /= 2; }
half(kept);
show(kept);

// Views.
const m = np.arange(0, 12).reshape(3, 4);
show(m[\`1, ::-2\`], m[\`:, 0\`] * m[\`:, -1\`]);
m[\`:2, 1:3\`] = -1;
m[\`2\`] *= 10;
show(m);

// What the types don't tell is told at run time; order and number of evaluations are the language's.
let calls = '';
const log = <T>(name: string, value: T): T => { calls += name; return value; };
const any: any[] = [a, 2, 'x', 3n, { valueOf: () => 5 }];
show(any[0] * 2, any[1] * 2, any[2] + 2, any[3] * 2n, any[4] * 2, any[0] + any[1]);
log('o', any)[log('k', 1)] += log('v', 5);
log('o', any)[log('k', 0)] += log('v', 5);
show(any[1], any[0], a, calls);
const record: any = { get p() { calls += 'g'; return 1; }, set p(v) { calls += 's' + v; } };
record.p += 2;
show(calls);
show(new np.Complex(1, 2) * 2 + 1, a.mean() * 2);
let whole = i;
try { whole += a[\`:3\`]; } catch (e) { show((e as Error).message); }
try { show(a + np.ones([7])); } catch (e) { show((e as Error).message, /program\\.ts:(\\d+:\\d+)/.exec((e as Error).stack!)![1]); }
try { m[\`0\`] = np.ones([5]); } catch (e) { show((e as Error).message); }
`;

const EXPECTED = `[ 1.  3.  5.  7.  9. 11.]  [ 1.  0. -1. -2. -3. -4.]  [0.   0.25 0.5  0.75 1.   1.25]  [ 1.  2.  4.  8. 16. 32.]  [-0. -1. -2. -3. -4. -5.]
[1 2 0]  -1  [-2 -1  0]  [ 3.5 -3.5  1.5]  [ 7 -6  3]
[ True  True  True False False False]  [False False False  True  True  True]  [False False  True  True False False]  [False  True False]  [-8  6 -4]  [ True  True  True]  [ 6 -8  2]  [ 28 -28  12]  [ 3 -4  1]
[False False False  True False False]  [False False False False False False]  6  true  true
[100. 121. 144. 169. 196. 225.]  true
[100. 121. 144. 169. 196. 225.]  [ 99. 120. 143. 168. 195. 224.]
[-2. -2. -2.]  true  -2
[-1. -1. -1.]
[7. 5.]  [ 0. 28. 88.]
[[  0.  -1.  -1.   3.]
 [  4.  -1.  -1.   7.]
 [ 80.  90. 100. 110.]]
[ 0.  2.  4.  6.  8. 10.]  4  x2  6  10  [2. 3. 4. 5. 6. 7.]
7  [ 5.  6.  7.  8.  9. 10.]  [ 5.  6.  7.  8.  9. 10.]  okvokv
okvokvgs3
(3+4j)  15
LGT4003: the result of 'add' is float64, which can't be written into int32: convert with astype()
LGT4002: operands could not be broadcast together with shapes (6,) (7,)  49:14
LGT4001: could not broadcast a value of shape (5,) into shape (4,)
`;

it('operators', async () => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { code, out, err } = await project.legatec('program.ts');
    expect(err).toBe('');
    expect(out).toBe(EXPECTED);
    expect(code).toBe(0);
  } finally {
    project.remove();
  }
});
