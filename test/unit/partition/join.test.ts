/** Which axes run as one, and where the line they become begins. */
import { describe, expect, test } from 'vitest';
import { cStrides, type View } from '../../../compiler/ir/graph';
import type { Access } from '../../../compiler/partition/accesses';
import { fitView } from '../../../compiler/partition/fit';
import { joinAxes } from '../../../compiler/partition/join';

const REGIONS: readonly (readonly number[])[] = [
  [100, 3],
  [300],
  [3, 100],
  [100, 4],
  [5, 20, 3],
  [100, 3, 2],
  [100, 1, 3],
];

/** A view of the region of that shape. */
function view(region: readonly number[], shape: readonly number[], strides = cStrides(shape), offset = 0): View {
  const buffer = REGIONS.findIndex((r) => r.join() === region.join());
  return { buffer, offset, shape, strides };
}

function join(views: readonly View[], cutAxis = 0, axes: readonly number[] = [], blocks: readonly number[] = []) {
  const shape = (views[0] as View).shape;
  const accesses = views.map((v): Access => {
    const fit = fitView(v, REGIONS[v.buffer] as readonly number[]);
    return { region: v.buffer, fit, read: true, written: false };
  });
  const made = joinAxes(
    { shape, cutAxis, axes, accesses, blocks },
    ({ region }) => REGIONS[region] as readonly number[],
  );
  return { shape: made.shape, scale: made.scale, dims: made.accesses.map((a) => a.fit.dims) };
}

const line = (start: number, step = 1) => [{ start, terms: [{ axis: 0, step }] }];

describe('axes', () => {
  test('of whole arrays are one line, rows of it long', () => {
    const points = view([100, 3], [100, 3]);
    expect(join([points, points])).toEqual({ shape: [300], scale: 3, dims: [line(0), line(0)] });
  });

  test('of some rows are the line that begins there', () => {
    expect(join([view([100, 3], [40, 3], [3, 1], 30)])).toEqual({ shape: [120], scale: 3, dims: [line(30)] });
  });

  test('of a line in another shape are the line', () => {
    const all = join([view([100, 3], [100, 3]), view([300], [100, 3])]);
    expect(all.dims).toEqual([line(0), line(0)]);
    expect(join([view([300], [50, 3], [6, 2], 1)])).toEqual({ shape: [150], scale: 3, dims: [line(1, 2)] });
  });

  test('of extent 1 are no hindrance', () => {
    expect(join([view([100, 1, 3], [100, 1, 3])])).toEqual({ shape: [300], scale: 3, dims: [line(0)] });
    expect(join([view([100, 1, 3], [100, 3], [3, 1]), view([100, 3], [100, 3])]).shape).toEqual([300]);
  });

  test('of extent 1 leave a diagonal what it is', () => {
    const along = { start: 0, terms: [{ axis: 0, step: 1 }] };
    const made = join([view([5, 20, 3], [3, 1, 1], [64, 0, 0])]);
    expect(made).toEqual({ shape: [3], scale: 1, dims: [[along, along, along]] });
  });

  test('along which all accesses stand still are one', () => {
    const made = join([view([100, 3], [100, 3]), view([300], [100, 3], [0, 0], 7)]);
    expect(made).toEqual({ shape: [300], scale: 3, dims: [line(0), [{ start: 7, terms: [] }]] });
  });

  test('behind one along which an access stands still are one', () => {
    const bias = view([100, 3], [5, 20, 3], [0, 3, 1], 60);
    const made = join([view([5, 20, 3], [5, 20, 3]), bias]);
    expect(made.shape).toEqual([5, 60]);
    expect(made.scale).toBe(1);
    expect(made.dims).toEqual([
      [
        { start: 0, terms: [{ axis: 0, step: 1 }] },
        { start: 0, terms: [{ axis: 1, step: 1 }] },
      ],
      [{ start: 60, terms: [{ axis: 1, step: 1 }] }],
    ]);
  });

  test.each([
    ['an access has some columns', view([100, 4], [100, 3], [4, 1])],
    ['an access has every other column', view([100, 4], [100, 2], [4, 2])],
    ['an access is turned', view([3, 100], [100, 3], [1, 100])],
    ['an access repeats a row', view([300], [100, 3], [0, 1])],
    ['an access repeats a column', view([300], [100, 3], [1, 0])],
    ['an access goes backwards', view([100, 3], [100, 3], [3, -1], 2)],
    ['an access is one plane', view([100, 3, 2], [100, 3], [6, 2])],
  ])('stay apart where %s', (_, other) => {
    expect(join([view([100, 3], [100, 3]), other].map((v) => ({ ...v, shape: other.shape }))).shape).toHaveLength(2);
  });

  test('that are reduced are a line apart from the kept ones', () => {
    const all = view([5, 20, 3], [5, 20, 3]);
    expect(join([all], 0, [0, 1, 2])).toEqual({ shape: [300], scale: 60, dims: [line(0)] });
    expect(join([all], 0, [1, 2]).shape).toEqual([5, 60]);
    expect(join([all], 0, [0]).shape).toEqual([5, 60]);
    expect(join([all], 0, [2]).shape).toEqual([5, 20, 3]);
    expect(join([all], 0, [0, 2]).shape).toEqual([5, 20, 3]);
  });

  test('that are reduced may have results by block', () => {
    const made = join([view([100, 3], [100, 3]), view([300], [100, 3], [1, 0])], 0, [0, 1], [1]);
    expect(made).toEqual({ shape: [300], scale: 3, dims: [line(0), line(0)] });
  });

  test('in front of the one that is cut stay apart', () => {
    expect(join([view([5, 20, 3], [5, 20, 3])], 1).shape).toEqual([5, 60]);
    expect(join([view([5, 20, 3], [5, 20, 3])], 2).shape).toEqual([5, 20, 3]);
  });
});
