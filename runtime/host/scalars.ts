/** Scalars among operands. */
import { coerceElement } from '../../compiler/ops/element';
import type { Element } from '../../compiler/ops/operation';
import type { ScalarValue } from '../trace/tracer';

/** The value as an element of its type. */
export function scalarValue({ dtype, value }: ScalarValue): Element {
  return dtype === 'float64' && typeof value === 'number' ? value : coerceElement(value, dtype);
}
