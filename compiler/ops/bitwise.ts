/** Operations on the bits of integers; on booleans they are logical. */
import { binary, unary } from './define';
import type { Operation } from './operation';
import { same, sameNotBool } from './type-rules';

export const BITWISE: readonly Operation[] = [
  binary('bitwise_and', 'Bits set in both.', same('biu'), (b, x, y) => b.and(x, y)),
  binary('bitwise_or', 'Bits set in one of both.', same('biu'), (b, x, y) => b.or(x, y)),
  binary('bitwise_xor', 'Bits set in exactly one.', same('biu'), (b, x, y) => b.xor(x, y)),
  unary('invert', 'All bits changed; of booleans the negation.', same('biu'), (b, a) => b.not(a)),
  binary('left_shift', 'Bits moved up; 0 for counts outside the width.', sameNotBool('biu'), (b, x, y) => b.shl(x, y)),
  binary(
    'right_shift',
    'Bits moved down, the sign follows; 0 or -1 for counts outside the width.',
    sameNotBool('biu'),
    (b, x, y) => b.shr(x, y),
  ),
];
