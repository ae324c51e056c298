import { describe, expect, it } from 'vitest';
import { Buffer } from '../../../runtime/core/buffer';
import { View } from '../../../runtime/core/view';

const whole = (...shape: number[]): View => View.whole(new Buffer('float64', shape));

/** Flat indices that a view touches, in C order. */
function touched(v: View): number[] {
  const out: number[] = [];
  const walk = (d: number, at: number): void => {
    if (d === v.ndim) {
      out.push(at);
      return;
    }
    for (let i = 0; i < (v.shape[d] as number); i++) walk(d + 1, at + i * (v.strides[d] as number));
  };
  walk(0, v.offset);
  return out;
}

describe('views', () => {
  it('slices with steps of both signs', () => {
    const v = whole(3, 4).slice([
      { start: 2, step: -1, count: 2 },
      { start: 0, step: 2, count: 2 },
    ]);
    expect(touched(v)).toEqual([8, 10, 4, 6]);
    expect(touched(v.slice([undefined, { start: 1, step: -1, count: 2 }]))).toEqual([10, 8, 6, 4]);
  });

  it('takes planes, transposes, flips', () => {
    const v = whole(2, 3);
    expect(touched(v.at(0, 1))).toEqual([3, 4, 5]);
    expect(touched(v.at(1, 2))).toEqual([2, 5]);
    expect(touched(v.transpose())).toEqual([0, 3, 1, 4, 2, 5]);
    expect(touched(v.flip([0, 1]))).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it('repeats without copying', () => {
    expect(touched(whole(3).broadcastTo([2, 3]))).toEqual([0, 1, 2, 0, 1, 2]);
    expect(() => whole(3).broadcastTo([2, 4])).toThrow('LGT4001');
  });

  it('takes diagonals above and below', () => {
    const v = whole(3, 4);
    expect(touched(v.diagonal(0, 0, 1))).toEqual([0, 5, 10]);
    expect(touched(v.diagonal(2, 0, 1))).toEqual([2, 7]);
    expect(touched(v.diagonal(-1, 0, 1))).toEqual([4, 9]);
    expect(v.diagonal(9, 0, 1).size).toBe(0);
  });

  it('reshapes where strides can say it', () => {
    const v = whole(4, 6);
    expect(touched(v.reshape([2, 2, 6]) as View)).toEqual(touched(v));
    expect(touched(v.reshape([24]) as View)).toEqual(touched(v));
    expect(v.transpose().reshape([24])).toBeUndefined();
    const half = v.slice([undefined, { start: 0, step: 1, count: 3 }]);
    expect(half.reshape([12])).toBeUndefined();
    expect(touched(half.reshape([2, 2, 3]) as View)).toEqual(touched(half));
    expect(touched(half.reshape([4, 1, 3]) as View)).toEqual(touched(half));
  });

  it('counts the handles of its buffer', () => {
    const buffer = new Buffer('float64', [3]);
    let released = 0;
    const a = View.whole(buffer);
    const b = a.flip([0]);
    buffer.storage = { release: () => released++ };
    a.release();
    a.release();
    expect(released).toBe(0);
    b.release();
    expect(released).toBe(1);
    expect(buffer.defined).toBe(false);
  });
});
