/** In which order a sum over products of many arrays is best taken: the smallest intermediate result first. */
import { fail } from '../../compiler/errors';
import { type ArrayLike, viewOf } from './operand';

interface Term {
  readonly labels: string;
}

/** The labels that a pair leaves: those of the result and of the other terms. */
function leftover(a: Term, b: Term, others: readonly Term[], output: string): string {
  const needed = output + others.map((t) => t.labels).join('');
  return [...new Set(a.labels + b.labels)].filter((l) => needed.includes(l)).join('');
}

/** Extents in place of an array: a list of as many integers as there are labels. */
const isShape = (operand: ArrayLike, labels: string): operand is number[] =>
  Array.isArray(operand) && operand.length === labels.length && operand.every((e) => Number.isInteger(e));

/**
 * The order of contractions, as positions in a list to which each result is appended, and a description. Operands may be
 * given as their shapes. @throws LGT4018
 */
export function einsum_path(subscripts: string, ...operands: ArrayLike[]): [(string | number[])[], string] {
  const [left, right] = subscripts.replace(/\s/g, '').split('->') as [string, string?];
  const inputs = left.split(',');
  const shapes = operands.map((o, i) => (isShape(o, inputs[i] ?? '') ? o : viewOf(o).shape));
  if (inputs.length !== shapes.length)
    fail('LGT4018', `einsum_path: ${inputs.length} subscripts for ${shapes.length} operands`);
  const sizes = new Map<string, number>();
  inputs.forEach((labels, i) => {
    if (labels.length !== shapes[i]?.length)
      fail(
        'LGT4018',
        `einsum_path: operand ${i} has ${shapes[i]?.length} dimensions, '${labels}' has ${labels.length}`,
      );
    [...labels].forEach((l, d) => {
      const [known, size] = [sizes.get(l) ?? 1, shapes[i]?.[d] ?? 1];
      if (known !== 1 && size !== 1 && known !== size)
        fail('LGT4018', `einsum_path: '${l}' stands for ${known} and, in operand ${i}, for ${size} elements`);
      sizes.set(l, Math.max(known, size));
    });
  });
  const output =
    right ??
    [...new Set(left)]
      .filter((l) => l !== ',' && left.split(l).length === 2)
      .sort()
      .join('');
  const count = (labels: string): number => [...labels].reduce((n, l) => n * (sizes.get(l) ?? 1), 1);
  const terms: Term[] = inputs.map((labels) => ({ labels }));
  const path: number[][] = [];
  let flops = 0;
  while (terms.length > 1) {
    let best: { i: number; j: number; cost: number } | undefined;
    for (let i = 0; i < terms.length; i++) {
      for (let j = i + 1; j < terms.length; j++) {
        const others = terms.filter((_, k) => k !== i && k !== j);
        const cost = count(leftover(terms[i] as Term, terms[j] as Term, others, output));
        if (best === undefined || cost < best.cost) best = { i, j, cost };
      }
    }
    const { i, j } = best as { i: number; j: number };
    const [a, b] = [terms[i] as Term, terms[j] as Term];
    flops += count([...new Set(a.labels + b.labels)].join('')) * 2;
    const others = terms.filter((_, k) => k !== i && k !== j);
    terms.splice(0, terms.length, ...others, { labels: leftover(a, b, others, output) });
    path.push([i, j]);
  }
  if (path.length === 0) path.push([0]);
  const text = [
    `  Complete contraction:  ${subscripts}`,
    `        Operand shapes:  ${shapes.map((s) => `(${s.join(', ')})`).join(', ')}`,
    `      Contraction path:  ${JSON.stringify(path)}`,
    `       Estimated FLOPS:  ~${Math.max(flops, count([...sizes.keys()].join(''))).toExponential(2)}`,
  ];
  return [['einsum_path', ...path], `${text.join('\n')}\n`];
}
