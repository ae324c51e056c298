/**
 * Dependences between iterations, with numbers in hand: whether two accesses of a nest can be to the same element,
 * at iterations that stand in a certain order. "Yes" is the answer whenever it can't be excluded.
 */

/** Where an access is at each iteration: `offset` + Σ `factors[l]` · index along loop l, in elements of its memory. */
export interface Place {
  /** Accesses of different memories never meet. */
  readonly memory: number;
  readonly offset: number;
  /** By loop; 0 of those that it isn't in. */
  readonly factors: readonly number[];
  /** Loops around it, outermost first. */
  readonly loops: readonly number[];
}

interface Unknown {
  readonly factor: number;
  readonly lo: number;
  readonly hi: number;
}

/** Values that are tried at most before a conflict is taken for granted. */
const BUDGET = 4096;

/**
 * Whether there are iterations I of `x` and J of `y` with the same element, where J comes before I (`before`), after it
 * (`after`) or at the same iteration of the loops that they share (`same`).
 */
export function meet(x: Place, y: Place, order: 'before' | 'same' | 'after', extents: readonly number[]): boolean {
  if (x.memory !== y.memory || [...x.loops, ...y.loops].some((l) => extents[l] === 0)) return false;
  const shared = x.loops.filter((l, n) => y.loops[n] === l);
  const unknowns: Unknown[] = [];
  const own = (p: Place, sign: number, loops: readonly number[]): void => {
    for (const l of loops) unknowns.push({ factor: sign * p.factors[l]!, lo: 0, hi: extents[l]! - 1 });
  };
  own(
    x,
    1,
    x.loops.filter((l) => !shared.includes(l)),
  );
  own(
    y,
    -1,
    y.loops.filter((l) => !shared.includes(l)),
  );
  // x.offset + Σ f·I = y.offset + Σ g·J; along a shared loop with f = g only the distance I − J matters.
  const target = y.offset - x.offset;
  const isUniform = shared.every((l) => x.factors[l] === y.factors[l]);
  if (!isUniform) {
    if (order === 'same') {
      for (const l of shared) unknowns.push({ factor: x.factors[l]! - y.factors[l]!, lo: 0, hi: extents[l]! - 1 });
    } else {
      own(x, 1, shared);
      own(y, -1, shared);
    }
    return solvable(unknowns, target);
  }
  if (order === 'same') return solvable(unknowns, target);
  const sign = order === 'before' ? 1 : -1;
  // J before I: the first distance that isn't 0 is positive.
  return shared.some((level, n) => {
    const span = extents[level]! - 1;
    if (span < 1) return false;
    const distances: Unknown[] = [{ factor: sign * x.factors[level]!, lo: 1, hi: span }];
    for (const l of shared.slice(n + 1)) {
      const reach = extents[l]! - 1;
      distances.push({ factor: x.factors[l]!, lo: -reach, hi: reach });
    }
    return solvable([...unknowns, ...distances], target);
  });
}

/** Whether two different iterations of an access may be at the same element; those along `except` don't count. */
export function repeats(p: Place, extents: readonly number[], except: readonly number[] = []): boolean {
  const loops = p.loops.filter((l) => !except.includes(l));
  return meet({ ...p, loops }, { ...p, loops }, 'before', extents);
}

/** Whether Σ factor · value = target has a solution. */
function solvable(unknowns: readonly Unknown[], target: number): boolean {
  const sorted = unknowns.filter((u) => u.factor !== 0).sort((a, b) => Math.abs(b.factor) - Math.abs(a.factor));
  if (unknowns.some((u) => u.hi < u.lo)) return false;
  // What those from n on can reach, and in which steps.
  const least: number[] = [0];
  const most: number[] = [0];
  const step: number[] = [0];
  for (let n = sorted.length - 1; n >= 0; n--) {
    const { factor, lo, hi } = sorted[n]!;
    least.unshift(least[0]! + Math.min(factor * lo, factor * hi));
    most.unshift(most[0]! + Math.max(factor * lo, factor * hi));
    step.unshift(gcd(step[0]!, Math.abs(factor)));
  }
  let budget = BUDGET;
  const search = (n: number, rest: number): boolean => {
    if (rest < least[n]! || rest > most[n]!) return false;
    if (step[n] === 0) return rest === 0;
    if (rest % step[n]! !== 0) return false;
    const { factor, lo, hi } = sorted[n]!;
    const [a, b] = [(rest - most[n + 1]!) / factor, (rest - least[n + 1]!) / factor];
    const from = Math.max(lo, Math.ceil(Math.min(a, b)));
    const to = Math.min(hi, Math.floor(Math.max(a, b)));
    for (let v = from; v <= to; v++) {
      if (budget-- <= 0) return true;
      if (search(n + 1, rest - factor * v)) return true;
    }
    return false;
  };
  return search(0, target);
}

function gcd(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
