/** Dependences between iterations, against all pairs of iterations tried out. */
import { describe, expect, it } from 'vitest';
import { meet, type Place, repeats } from '../../../compiler/lift/conflict';

function* iterations(loops: readonly number[], extents: readonly number[]): Generator<number[]> {
  const [first, ...rest] = loops;
  if (first === undefined) {
    yield new Array<number>(extents.length).fill(0);
    return;
  }
  for (let i = 0; i < extents[first]!; i++) {
    for (const index of iterations(rest, extents)) {
      index[first] = i;
      yield index;
    }
  }
}

const at = (p: Place, index: readonly number[]): number =>
  p.loops.reduce((sum, l) => sum + p.factors[l]! * index[l]!, p.offset);

/** The same question, answered by trying. */
function met(x: Place, y: Place, order: 'before' | 'same' | 'after', extents: readonly number[]): boolean {
  const shared = x.loops.filter((l, n) => y.loops[n] === l);
  for (const i of iterations(x.loops, extents)) {
    for (const j of iterations(y.loops, extents)) {
      if (at(x, i) !== at(y, j)) continue;
      const first = shared.find((l) => i[l] !== j[l]);
      const found = first === undefined ? 'same' : j[first]! < i[first]! ? 'before' : 'after';
      if (found === order) return true;
    }
  }
  return false;
}

/** A small generator of numbers, the same ones each time. */
function random(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

describe('two accesses of a nest', () => {
  it('meet where they do, never missed; and of equal factors no more than that', () => {
    const next = random(7);
    let exact = 0;
    for (let n = 0; n < 3000; n++) {
      const extents = [1 + next(4), 1 + next(4), 1 + next(4)];
      const chains = [[0], [0, 1], [0, 2], [0, 1, 2]];
      const place = (factors?: readonly number[]): Place => ({
        memory: 0,
        offset: next(8),
        factors: factors ?? extents.map(() => next(7) - 3),
        loops: chains[next(4)]!,
      });
      const x = place();
      const y = place(next(2) === 0 ? x.factors : undefined);
      const isUniform = x.factors === y.factors;
      for (const order of ['before', 'same', 'after'] as const) {
        const [claimed, actual] = [meet(x, y, order, extents), met(x, y, order, extents)];
        if (actual) expect(claimed, JSON.stringify({ x, y, order, extents })).toBe(true);
        if (isUniform) {
          expect(claimed, JSON.stringify({ x, y, order, extents })).toBe(actual);
          exact++;
        }
      }
    }
    expect(exact).toBeGreaterThan(1000);
  });

  it('never meet in different memories', () => {
    const x: Place = { memory: 0, offset: 0, factors: [0], loops: [0] };
    expect(meet(x, { ...x, memory: 1 }, 'same', [4])).toBe(false);
    expect(meet(x, x, 'same', [4])).toBe(true);
  });

  it('of which one is in no loop that runs, never meet', () => {
    const x: Place = { memory: 0, offset: 0, factors: [1], loops: [0] };
    expect(meet(x, x, 'same', [0])).toBe(false);
  });

  it('are answered at once, however large the loops', () => {
    const rows: Place = { memory: 0, offset: 1e6 + 1, factors: [1e6, 1], loops: [0, 1] };
    const below: Place = { ...rows, offset: 1 };
    const extents = [1e6 - 2, 1e6 - 2];
    expect(meet(rows, below, 'after', extents)).toBe(true);
    expect(meet(rows, below, 'before', extents)).toBe(false);
    expect(repeats(rows, extents)).toBe(false);
    expect(repeats({ ...rows, factors: [1, 1] }, extents)).toBe(true);
    expect(repeats({ ...rows, factors: [1e6, 0] }, extents, [1])).toBe(false);
  });
});
