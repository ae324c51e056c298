/** Logic on the truth of values: zero is false, all else (also NaN) true. */
import { binary, unary } from './define';
import type { Operation } from './operation';
import { logical } from './type-rules';

export const LOGICAL: readonly Operation[] = [
  binary('logical_and', 'Whether both are true.', logical, (b, x, y) => b.and(x, y)),
  binary('logical_or', 'Whether one is true.', logical, (b, x, y) => b.or(x, y)),
  binary('logical_xor', 'Whether exactly one is true.', logical, (b, x, y) => b.xor(x, y)),
  unary('logical_not', 'Whether it is false.', logical, (b, a) => b.not(a)),
];
