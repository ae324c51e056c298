import { expect, it } from 'vitest';
import { AgreedReaper } from '../../../runtime/replicate/deaths';

/** Two ranks in one process: what both proposed is agreed, once both have. */
function ranks(): { reapers: AgreedReaper[]; die: (rank: number, ...ids: number[]) => void; waits: () => number } {
  const dead: number[][] = [[], []];
  const proposals: number[][][] = [[], []];
  const asked = [0, 0];
  let waited = 0;
  const collected: (() => void)[] = [];
  const reapers = [0, 1].map((rank) => {
    collected.push(() => dead[rank]!.push(1000));
    return new AgreedReaper(
      {
        watch: () => {},
        drain: () => dead[rank]!.splice(0),
        propose: (ids) => {
          proposals[rank]!.push([...ids]);
        },
        agreed: () => {
          if (asked[rank] === proposals[rank]!.length) return [];
          waited++;
          const round = asked[rank]!++;
          const other = proposals[1 - rank]![round];
          return other === undefined
            ? proposals[rank]![round]!
            : other.filter((i) => proposals[rank]![round]!.includes(i));
        },
      },
      () => collected[rank]!(),
    );
  });
  return { reapers, die: (rank, ...ids) => dead[rank]!.push(...ids), waits: () => waited };
}

const make = (reapers: AgreedReaper[], count: number): void => {
  for (const r of reapers) for (let i = 0; i < count; i++) r.watch({}, i + 1);
};

it('frees what every rank has noticed, an exchange later, and keeps the rest for the next', () => {
  const { reapers, die } = ranks();
  make(reapers, 256);
  die(0, 1, 2);
  die(1, 2, 3);
  expect(reapers.map((r) => r.drain())).toEqual([[], []]);
  make(reapers, 256);
  die(0, 3);
  die(1, 1);
  expect(reapers.map((r) => r.drain())).toEqual([[2], [2]]);
  make(reapers, 256);
  expect(reapers.map((r) => [...r.drain()].sort())).toEqual([
    [1, 3],
    [1, 3],
  ]);
});

it('asks the others only when enough handles were made', () => {
  const { reapers, die, waits } = ranks();
  make(reapers, 255);
  die(0, 1);
  die(1, 1);
  for (let i = 0; i < 10; i++) for (const r of reapers) expect(r.drain()).toEqual([]);
  expect(waits()).toBe(0);
});

it('collects and waits for the answer when memory is short', () => {
  const { reapers } = ranks();
  for (const r of reapers) r.collect();
  expect(reapers[0]!.drain()).toEqual([1000]);
});
