/** Choosing between arrays, element by element. */
import { fail } from '../../compiler/errors';
import { DTYPES } from '../../compiler/ir/dtype';
import type { View } from '../core/view';
import { elementwise, readElement, reduce } from '../trace/ops';
import type { Argument, ScalarValue } from '../trace/tracer';
import type { DType } from './dtype';
import { isScalarInput, type ScalarInput, toElement } from './element';
import { nonzero } from './indexing';
import type { NDArray } from './ndarray';
import { type AnyArray, type ArrayLike, converted, releasing, viewOf, wrap } from './operand';
import { bounding, exact } from './scalar-rules';

/** A scalar by itself: as an array of it would be. */
function alone(value: ScalarInput): ScalarValue {
  const dtype: DType =
    typeof value === 'bigint'
      ? 'int64'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'object'
          ? 'complex128'
          : 'float64';
  return { dtype, value: toElement(value, dtype) };
}

/** Two operands, of which scalars take their types from the other one. */
function pair(x: ArrayLike, y: ArrayLike): [Argument, Argument] {
  if (isScalarInput(x) && isScalarInput(y)) return [alone(x), alone(y)];
  if (isScalarInput(x)) {
    const view = viewOf(y);
    return [exact(x, view.dtype).scalar, view];
  }
  const view = viewOf(x);
  return [view, isScalarInput(y) ? exact(y, view.dtype).scalar : viewOf(y)];
}

/** Elements of x where the condition is true (not 0), else of y. All three broadcast. With the condition alone: `nonzero`. */
export function where(condition: ArrayLike): NDArray<'float64'>[];
export function where(condition: ArrayLike, x: ArrayLike, y: ArrayLike): NDArray;
export function where(condition: ArrayLike, x?: ArrayLike, y?: ArrayLike): NDArray | NDArray<'float64'>[] {
  if (x === undefined && y === undefined) return nonzero(condition as NDArray);
  if (x === undefined || y === undefined) return fail('LGT4018', 'either both or neither of x and y should be given');
  return wrap(elementwise('where', [viewOf(condition), ...pair(x, y)]));
}

type Bound = ArrayLike | null | undefined;

/** The array with values below `a_min` and above `a_max` replaced by these (null: no bound). Its type stays. */
export function clip<D extends DType>(a: AnyArray<D>, a_min: Bound, a_max: Bound): NDArray<D> {
  const given = viewOf(a);
  // Numbers are no booleans: between them these are 0 and 1.
  if (given.dtype === 'bool' && [a_min, a_max].some((b) => typeof b === 'number' || typeof b === 'bigint')) {
    const isWhole = [a_min, a_max].every((b) => typeof b !== 'number' || Number.isInteger(b));
    const wide = wrap(elementwise('astype', [given], { params: { dtype: isWhole ? 'int64' : 'float64' } }));
    const result = clip(wide, a_min, a_max) as NDArray;
    wide.dispose();
    return result as NDArray<D>;
  }
  const view = given;
  const bound = (b: ArrayLike): Argument => (isScalarInput(b) ? bounding(b, view.dtype).scalar : viewOf(b));
  const [low, high] = [a_min, a_max].map((b) => (b === undefined || b === null ? undefined : bound(b)));
  let clipped: View;
  if (low !== undefined && high !== undefined) clipped = elementwise('clip', [view, low, high]);
  else if (low !== undefined) clipped = elementwise('maximum', [view, low]);
  else if (high !== undefined) clipped = elementwise('minimum', [view, high]);
  else clipped = elementwise('copy', [view]);
  const typed = converted(clipped, view.dtype);
  return wrap(typed.own ? releasing([clipped], typed.view) : typed.view);
}

/** Elements of the first choice whose condition is true, else of the default. @throws LGT4018 */
export function select(
  condlist: readonly ArrayLike[],
  choicelist: readonly ArrayLike[],
  defaultVal: ArrayLike = 0,
): NDArray {
  if (condlist.length !== choicelist.length || condlist.length === 0) {
    fail('LGT4018', 'list of cases must be same length as list of conditions, and not empty');
  }
  let value = defaultVal;
  for (let i = condlist.length - 1; i >= 0; i--) {
    const next = where(condlist[i] as ArrayLike, choicelist[i] as ArrayLike, value);
    if (value !== defaultVal) (value as NDArray).dispose();
    value = next;
  }
  return value as NDArray;
}

/** Elements of the array in `choices` whose number the element of `a` is. @throws LGT4018 */
export function choose(a: AnyArray, choices: readonly ArrayLike[]): NDArray {
  const index = viewOf(a);
  const { kind } = DTYPES[index.dtype];
  if (choices.length === 0 || kind === 'c')
    fail('LGT4018', 'choose needs integers to choose by, and something to choose from');
  if (index.size > 0) {
    const [least, greatest] = (['min', 'max'] as const).map((op) => {
      const extreme = reduce(op, index);
      const value = Number(readElement(extreme, []));
      extreme.release();
      return value;
    });
    if ((least as number) < 0 || (greatest as number) >= choices.length)
      fail('LGT4007', 'invalid entry in choice array');
  }
  const numbers = choices
    .slice(0, -1)
    .map((_, i) => wrap(elementwise('equal', [index, { dtype: 'float64', value: i }])));
  const chosen = numbers.length === 0 ? undefined : select(numbers, choices.slice(0, -1), choices.at(-1));
  for (const n of numbers) n.dispose();
  return chosen ?? wrap(elementwise('copy', [viewOf(choices[0])]));
}
