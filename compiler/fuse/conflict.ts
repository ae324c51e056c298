/**
 * How two accesses to memory relate: to the element, not to the rectangle. "overlap" is the answer
 * whenever it can't be excluded.
 */
import { type BufferDecl, sameAccess, type View } from '../ir/graph';
import { fitView, range, regionShape } from '../partition/fit';

export type Relation = 'disjoint' | 'same' | 'overlap';

export function relate(a: View, b: View, buffers: readonly BufferDecl[]): Relation {
  if (a.buffer !== b.buffer) return 'disjoint';
  if (sameAccess(a, b)) return 'same';
  const region = regionShape((buffers[a.buffer] as BufferDecl).shape);
  const fa = fitView(a, region);
  const fb = fitView(b, region);
  if (fa.flat || fb.flat) return flatDisjoint(a, b) ? 'disjoint' : 'overlap';
  for (let d = 0; d < region.length; d++) {
    const da = fa.dims[d] as (typeof fa.dims)[number];
    const db = fb.dims[d] as (typeof fb.dims)[number];
    const [alo, ahi] = range(da, a.shape);
    const [blo, bhi] = range(db, b.shape);
    if (ahi < blo || bhi < alo) return 'disjoint';
    const step = [...da.terms, ...db.terms].reduce((g, t) => gcd(g, Math.abs(t.step)), 0);
    if (step > 1 && (da.start - db.start) % step !== 0) return 'disjoint';
  }
  return 'overlap';
}

function flatDisjoint(a: View, b: View): boolean {
  const flat = (v: View) => {
    let lo = v.offset;
    let hi = v.offset;
    v.shape.forEach((e, d) => {
      const span = (e - 1) * (v.strides[d] as number);
      if (span < 0) lo += span;
      else hi += span;
    });
    return [lo, hi] as const;
  };
  const [alo, ahi] = flat(a);
  const [blo, bhi] = flat(b);
  return ahi < blo || bhi < alo;
}

function gcd(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
