/** Which axis of a map runs innermost: the one along which most accesses are dense. */
import type { Access } from './accesses';

export function innermostAxis(accesses: readonly Access[], rank: number, dims: (region: number) => number): number[] {
  const votes = new Array<number>(rank).fill(0);
  for (const a of accesses) {
    const last = a.fit.dims[a.fit.flat ? 0 : dims(a.region) - 1];
    for (const t of last?.terms ?? []) {
      if (Math.abs(t.step) === 1) votes[t.axis] = (votes[t.axis] as number) + (a.written ? 3 : 2);
    }
  }
  let inner = rank - 1;
  for (let k = rank - 2; k >= 0; k--) {
    if ((votes[k] as number) > (votes[inner] as number)) inner = k;
  }
  const order = Array.from({ length: rank }, (_, k) => k).filter((k) => k !== inner);
  return rank === 0 ? [] : [...order, inner];
}
