/**
 * Einstein's sums: each term of the subscripts names the axes of an operand; what the result doesn't name is summed.
 * Pairs of operands are contracted from left to right, each as one product of matrices.
 */
import { fail } from '../../compiler/errors';
import { promote } from '../../compiler/ir/dtype';
import { View } from '../core/view';
import { elementwise, reshape } from '../trace/ops';
import type { Scalar } from './dtype';
import type { NDArray } from './ndarray';
import { type ArrayLike, alias, converted, releasing, viewOf } from './operand';
import { matmulViews } from './products';
import { reduceView, result } from './reductions';

/** A view and the label of each of its axes. */
interface Term {
  readonly view: View;
  readonly labels: readonly string[];
}

interface Subscripts {
  readonly terms: readonly (readonly string[])[];
  readonly output: readonly string[];
}

/** Labels of axes under an ellipsis, the last one first: they broadcast from the right. */
const hidden = (n: number): string[] => Array.from({ length: n }, (_, i) => `.${n - i}`);

function axesOf(term: string, count: number | undefined): string[] {
  const [front, back, ...more] = term.split('...');
  const letters = `${front}${back ?? ''}`;
  if (more.length > 0 || !/^[A-Za-z]*$/.test(letters)) {
    fail('LGT4018', `einsum: '${term}' is not a list of axes: letters, and at most one ellipsis`);
  }
  if (count === undefined) return [...letters];
  const rest = count - letters.length;
  if (back === undefined ? rest !== 0 : rest < 0) {
    fail(
      'LGT4015',
      `einsum: operand has ${count} dimensions, but subscript '${term}' ${back === undefined ? 'names' : 'names at least'} ${letters.length}`,
    );
  }
  return [...(front as string), ...(back === undefined ? [] : hidden(rest)), ...(back ?? '')];
}

/** @throws LGT4018, LGT4015 */
function parse(text: string, ranks: readonly number[]): Subscripts {
  const [inputs, output, ...more] = text.replace(/\s/g, '').split('->');
  const list = (inputs as string).split(',');
  if (more.length > 0) fail('LGT4018', `einsum: '${text}' has several arrows`);
  if (list.length !== ranks.length) {
    fail('LGT4018', `einsum: ${list.length} subscripts for ${ranks.length} operands`);
  }
  const terms = list.map((term, i) => axesOf(term, ranks[i]));
  const all = terms.flat();
  const broadcast = [...new Set(all.filter((l) => l.startsWith('.')))].sort(
    (a, b) => Number(b.slice(1)) - Number(a.slice(1)),
  );
  if (output === undefined) {
    const once = [...new Set(all)].filter((l) => !l.startsWith('.') && all.indexOf(l) === all.lastIndexOf(l));
    return { terms, output: [...broadcast, ...once.sort()] };
  }
  const [front, back] = output.split('...');
  const named = back === undefined ? axesOf(output, undefined) : [...(front as string), ...broadcast, ...back];
  for (const l of named) {
    if (!all.includes(l)) fail('LGT4018', `einsum: output subscript '${l}' is not among the operands' ones`);
  }
  if (new Set(named).size < named.length) fail('LGT4018', `einsum: '${output}' names an axis twice`);
  return { terms, output: named };
}

/** Axes with the same label become their diagonal. */
function withoutRepeats(view: View, labels: readonly string[]): Term {
  const kept = [...new Set(labels)];
  const axesWith = (l: string): number[] => [...labels.keys()].filter((d) => labels[d] === l);
  const shape = kept.map((l) => view.shape[axesWith(l)[0] as number] as number);
  const strides = kept.map((l) => axesWith(l).reduce((sum, d) => sum + (view.strides[d] as number), 0));
  labels.forEach((l, d) => {
    const extent = shape[kept.indexOf(l)] as number;
    if (view.shape[d] !== extent) fail('LGT4015', `einsum: axes '${l}' have extents ${extent} and ${view.shape[d]}`);
  });
  return { view: new View(view.buffer, view.offset, shape, strides), labels: kept };
}

/** Sums of the axes that nobody asks for any more. Ends the term. */
function summed({ view, labels }: Term, wanted: ReadonlySet<string>): Term {
  const axes = [...labels.keys()].filter((d) => !wanted.has(labels[d] as string));
  if (axes.length === 0) return { view, labels };
  const total = reduceView(view.dtype === 'bool' ? 'any' : 'sum', view, axes);
  const typed = converted(total, view.dtype);
  const own = typed.own ? [view, total] : [view];
  return releasing(own, { view: typed.view, labels: labels.filter((l) => wanted.has(l)) });
}

const extentOf = (t: Term, label: string): number => t.view.shape[t.labels.indexOf(label)] ?? 1;

/** The term with its axes in an order, those that it lacks with extent 1. */
function arranged(t: Term, order: readonly string[]): View {
  const at = order.map((l) => t.labels.indexOf(l));
  return new View(
    t.view.buffer,
    t.view.offset,
    at.map((d) => (d < 0 ? 1 : (t.view.shape[d] as number))),
    at.map((d) => (d < 0 ? 0 : (t.view.strides[d] as number))),
  );
}

/** Contracts two terms; ends both. */
function contracted(a: Term, b: Term, wanted: ReadonlySet<string>): Term {
  const sizes = new Map<string, number>();
  for (const l of [...a.labels, ...b.labels]) {
    const [x, y] = [extentOf(a, l), extentOf(b, l)];
    if (x !== y && x !== 1 && y !== 1) fail('LGT4015', `einsum: axes '${l}' have extents ${x} and ${y}`);
    sizes.set(l, x === 1 ? y : x);
  }
  const both = a.labels.filter((l) => b.labels.includes(l) && extentOf(a, l) === extentOf(b, l));
  const depth = both.filter((l) => !wanted.has(l));
  const kept = [...sizes.keys()].filter((l) => wanted.has(l));
  const rows = kept.filter((l) => !both.includes(l) && extentOf(b, l) === 1 && a.labels.includes(l));
  const columns = kept.filter((l) => !both.includes(l) && !rows.includes(l));
  const batch = kept.filter((l) => both.includes(l));
  const size = (labels: readonly string[]): number => labels.reduce((n, l) => n * (sizes.get(l) as number), 1);
  // What repeats in one operand and is not asked for is summed after the product.
  const simple = [...sizes.keys()].every((l) => wanted.has(l) || both.includes(l));
  if (depth.length === 0 || !simple || (rows.length === 0 && columns.length === 0)) {
    const order = [...sizes.keys()];
    const [x, y] = [arranged(a, order), arranged(b, order)];
    const product = elementwise('multiply', [x, y]);
    return releasing([x, y, a.view, b.view], summed({ view: product, labels: order }, wanted));
  }
  const as = (t: Term, labels: readonly string[], shape: readonly number[]): View => {
    const view = arranged(t, labels);
    return releasing([view], reshape(view, shape));
  };
  const x = as(a, [...batch, ...rows, ...depth], [size(batch), size(rows), size(depth)]);
  const y = as(b, [...batch, ...depth, ...columns], [size(batch), size(depth), size(columns)]);
  const [left, right] = batch.length === 0 ? [x.at(0, 0), y.at(0, 0)] : [alias(x), alias(y)];
  const product = matmulViews(left, right);
  const labels = [...batch, ...rows, ...columns];
  const view = reshape(
    product,
    labels.map((l) => sizes.get(l) as number),
  );
  return releasing([x, y, left, right, product, a.view, b.view], { view, labels });
}

/**
 * Sums of products of elements, by labels of the axes: `ij,jk->ik` is a matrix product. Without an arrow the labels
 * that occur once are kept, in alphabetic order; `...` stands for axes that broadcast. Without an axis left it is a
 * number, and the call waits. @throws LGT4018 for subscripts that aren't any, LGT4015 where extents differ
 */
export function einsum(subscripts: string, ...operands: ArrayLike[]): NDArray | Scalar {
  const views = operands.map(viewOf);
  const { terms, output } = parse(
    subscripts,
    views.map((v) => v.ndim),
  );
  const type = views.map((v) => v.dtype).reduce(promote);
  const ready = views.map((v, i): Term => {
    const diagonal = withoutRepeats(v, terms[i] as readonly string[]);
    const typed = converted(diagonal.view, type);
    return typed.own ? releasing([diagonal.view], { ...diagonal, view: typed.view }) : diagonal;
  });
  const wantedAfter = (i: number): Set<string> => new Set([...output, ...ready.slice(i + 1).flatMap((t) => t.labels)]);
  let at = summed(ready[0] as Term, wantedAfter(0));
  for (let i = 1; i < ready.length; i++) at = contracted(at, ready[i] as Term, wantedAfter(i));
  const view = arranged(at, output);
  return result(releasing([at.view], view.buffer === views[0]?.buffer ? copied(view) : view), false);
}

/** The result is an array of its own, whatever the subscripts. */
function copied(view: View): View {
  return releasing([view], elementwise('copy', [view]));
}
