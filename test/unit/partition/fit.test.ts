import { describe, expect, it } from 'vitest';
import { cStrides, type View } from '../../../compiler/ir/graph';
import { fitView, range, regionShape } from '../../../compiler/partition/fit';
import { slice, transpose } from '../trace-builder';

const whole = (shape: number[]): View => ({ buffer: 0, offset: 0, shape, strides: cStrides(shape) });

/** Every element that the fit addresses, as flat indices, must be what the strides say. */
function sameElements(v: View, region: number[]): void {
  const f = fitView(v, region);
  const pitch = f.flat ? [1] : cStrides(region);
  const index = v.shape.map(() => 0);
  const walk = (d: number): void => {
    if (d < v.shape.length) {
      for (let i = 0; i < (v.shape[d] as number); i++) {
        index[d] = i;
        walk(d + 1);
      }
      return;
    }
    const flat = f.dims.reduce((n, dim, k) => {
      const at = dim.terms.reduce((c, t) => c + t.step * (index[t.axis] as number), dim.start);
      return n + at * (pitch[k] as number);
    }, 0);
    expect(flat).toBe(index.reduce((n, i, k) => n + i * (v.strides[k] as number), v.offset));
  };
  walk(0);
}

describe('coordinates of views in regions', () => {
  it.each<[string, View, number[], boolean]>([
    ['the whole', whole([6, 8]), [6, 8], false],
    ['an interior', slice(slice(whole([6, 8]), 0, 1, 5), 1, 2, 7), [6, 8], false],
    ['steps', slice(slice(whole([6, 8]), 0, 0, 6, 2), 1, 1, 8, 3), [6, 8], false],
    ['a transpose', transpose(whole([6, 8])), [6, 8], false],
    ['a reversed axis', { ...whole([6, 8]), offset: 7, strides: [8, -1] }, [6, 8], false],
    ['both reversed', { ...whole([6, 8]), offset: 47, strides: [-8, -1] }, [6, 8], false],
    ['a diagonal', { buffer: 0, offset: 0, shape: [6], strides: [9] }, [6, 8], false],
    ['a broadcast row', { buffer: 0, offset: 8, shape: [5, 8], strides: [0, 1] }, [6, 8], false],
    ['rows of a line', whole([6, 8]), [48], false],
    ['a line over rows', whole([48]), [6, 8], true],
    ['every sixth of a line over rows', { buffer: 0, offset: 0, shape: [8], strides: [6] }, [6, 8], true],
    ['one element', { buffer: 0, offset: 13, shape: [], strides: [] }, [6, 8], false],
  ])('%s', (_, view, region, flat) => {
    expect(fitView(view, region).flat).toBe(flat);
    sameElements(view, region);
  });

  it('ranges cover negative steps', () => {
    expect(range({ start: 7, terms: [{ axis: 0, step: -1 }] }, [8])).toEqual([0, 7]);
  });

  it('regions have at most six dimensions and at least one', () => {
    expect(regionShape([])).toEqual([1]);
    expect(regionShape([2, 1, 2, 1, 2, 1, 2])).toEqual([2, 2, 2, 2]);
    expect(regionShape([2, 2, 2, 2, 2, 2, 2])).toEqual([4, 2, 2, 2, 2, 2]);
  });
});
