/** The library's part of the transform's contract: an array that a call returns is a handle of its own. */
import { expect, test } from 'vitest';

process.env.LEGATE_TS_JIT = '0';

/** What reads or writes files has nothing to give back. */
const FILES = /load|save|file|txt|npz/i;

test('no function, method or property gives back the handle that it was given', async () => {
  const np = await import('legate-ts/numpy');
  const makers = [
    () =>
      np.array([
        [1, 2],
        [3, 4],
      ]),
    () => np.array([3, 1, 2]),
    () => np.array(3),
    () => np.array([5]).astype('int32'),
    () => np.array([true, false]).astype('bool'),
  ];
  const further = [[], [0], ['float64'], ['float64', false], ['int32'], [[2, 2]], [[-1]], [[1, 0]], [true]];
  let compared = 0;
  const shared = new Set<string>();
  const compare = (name: string, x: InstanceType<typeof np.NDArray>, call: () => unknown) => {
    let result: unknown;
    try {
      result = call();
    } catch {
      // These arguments don't suit it.
    }
    if (!(result instanceof np.NDArray)) return;
    compared++;
    if (result === x || result.handle === x.handle) shared.add(name);
  };
  const functions = Object.entries(np).filter(
    ([name, f]) => typeof f === 'function' && /^[a-z]/.test(name) && !FILES.test(name),
  ) as [string, (...args: unknown[]) => unknown][];
  const members = Object.entries(Object.getOwnPropertyDescriptors(np.NDArray.prototype));
  for (const make of makers) {
    for (const args of further) {
      for (const [name, f] of functions) {
        const x = make();
        compare(name, x, () => f(x, ...args));
      }
      for (const [name, { get, value }] of members) {
        if (name === 'constructor' || name === 'dispose' || FILES.test(name)) continue;
        const x = make();
        compare(`.${name}`, x, () => (get ? get.call(x) : value.apply(x, args)));
      }
    }
    for (const [name, f] of functions.filter(([name]) => name !== 'select')) {
      const [x, y] = [make(), make()];
      for (const args of [[x, y], [y, x], [[x, y]], [[x]], [y, x, y], [y, y, x]]) compare(name, x, () => f(...args));
    }
  }
  expect([...shared]).toEqual([]);
  expect(compared).toBeGreaterThan(1000);
});
