/**
 * Whether the statements of a nest may run one after the other, each over all of its iterations at once, instead of
 * iteration by iteration: whether every two accesses to an element, of which one writes, stay in their order.
 */
import type { Statement } from '../ir/loop-nest';
import { type BoundNest, Refused } from './bind';
import { meet, repeats } from './conflict';

interface Use {
  /** Place of the statement in the new order. */
  readonly statement: number;
  readonly access: number;
  readonly writes: boolean;
}

/** @throws Refused where an iteration needs what another one does, in their order */
export function checkOrder(bound: BoundNest): void {
  const { nest, accesses, extents } = bound;
  const uses = nest.statements.flatMap(usesOf);
  for (const w of uses) {
    if (!w.writes) continue;
    const statement = nest.statements[w.statement]!;
    const folded = statement.kind === 'fold' ? statement.folded : [];
    const place = accesses[w.access]!;
    if (repeats(place, extents, folded)) throw new Refused('several iterations write the same element');
    for (const x of uses) {
      if (x === w || (x.writes && x.statement < w.statement)) continue;
      const other = accesses[x.access]!;
      if (other.memory !== place.memory) continue;
      const earlier = other.time < place.time;
      // Whether x is at an element before it is written there, in the program's order; and after.
      const before = meet(place, other, 'before', extents) || (earlier && meet(place, other, 'same', extents));
      const after = meet(place, other, 'after', extents) || (!earlier && meet(place, other, 'same', extents));
      // All of an earlier statement's iterations run first; in one statement, all reads before all writes. A fold's
      // reads are somewhere in between.
      const isWrong =
        x.statement > w.statement ? before : x.statement < w.statement ? after : after || (folded.length > 0 && before);
      if (isWrong) {
        throw new Refused('an iteration needs what another one writes');
      }
    }
  }
}

function usesOf(s: Statement, statement: number): Use[] {
  const code = s.kind === 'fold' ? s.next : s.value;
  const reads = code.sources.flatMap((source) => (source.kind === 'element' ? [source.access] : []));
  // What a fold into an element begins with is that element, which is its own business.
  if (s.kind === 'fold' && s.target === undefined && s.initial.kind === 'element') reads.push(s.initial.access);
  const uses: Use[] = reads.map((access) => ({ statement, access, writes: false }));
  if ('target' in s && s.target !== undefined) uses.push({ statement, access: s.target, writes: true });
  return uses;
}
