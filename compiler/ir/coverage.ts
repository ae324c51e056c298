/** What of a region has been written, by rectangles. Of what overlaps only the first is known: no less is written than it says. */
import { elements } from './graph';

export interface Rectangle {
  readonly lo: readonly number[];
  readonly hi: readonly number[];
}

/** Elements of a rectangle. */
export const volume = ({ lo, hi }: Rectangle): number => elements(hi.map((h, d) => h - (lo[d] as number)));
const contains = (a: Rectangle, b: Rectangle): boolean =>
  a.lo.every((l, d) => l <= (b.lo[d] as number) && (b.hi[d] as number) <= (a.hi[d] as number));
const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.lo.every((l, d) => l < (b.hi[d] as number) && (b.lo[d] as number) < (a.hi[d] as number));

/** Rectangles beyond this many are forgotten. */
const MANY = 32;

export class Coverage {
  /** Disjoint. */
  private parts: Rectangle[] = [];
  private covered = 0;

  constructor(private readonly shape: readonly number[]) {}

  get isWhole(): boolean {
    return this.covered === elements(this.shape);
  }

  covers(r: Rectangle): boolean {
    return this.isWhole || this.parts.some((p) => contains(p, r));
  }

  add(r: Rectangle): void {
    const parts = this.parts.filter((p) => !contains(r, p));
    if (parts.length === MANY || parts.some((p) => overlap(p, r))) return;
    this.parts = [...parts, r];
    this.covered = this.parts.reduce((sum, p) => sum + volume(p), 0);
  }
}
