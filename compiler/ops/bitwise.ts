/** Operations on the bits of integers; on booleans they are logical. */
import { binary, unary } from './define';
import type { Operation } from './operation';
import type { Scalar, ScalarBuilder } from './scalar-builder';
import { counting, same, sameNotBool } from './type-rules';

export const BITWISE: readonly Operation[] = [
  binary('bitwise_and', 'Bits set in both.', same('biu'), (b, x, y) => b.and(x, y)),
  binary('bitwise_or', 'Bits set in one of both.', same('biu'), (b, x, y) => b.or(x, y)),
  binary('bitwise_xor', 'Bits set in exactly one.', same('biu'), (b, x, y) => b.xor(x, y)),
  unary('invert', 'All bits changed; of booleans the negation.', same('biu'), (b, a) => b.not(a)),
  unary('bitwise_count', 'Number of bits set in the absolute value.', counting('biu'), setBits),
  binary('left_shift', 'Bits moved up; 0 for counts outside the width.', sameNotBool('biu'), (b, x, y) => b.shl(x, y)),
  binary(
    'right_shift',
    'Bits moved down, the sign follows; 0 or -1 for counts outside the width.',
    sameNotBool('biu'),
    (b, x, y) => b.shr(x, y),
  ),
];

/** Sums of neighbouring bits, then of pairs, then of quadruples; a product adds up the bytes. */
function setBits(b: ScalarBuilder, a: Scalar): Scalar {
  const k = (value: bigint): Scalar => b.constant('uint64', value);
  const signed = b.convert(a, 'int64');
  const magnitude = a.dtype.startsWith('u')
    ? a
    : b.select(b.compare('lt', a, b.constant(a.dtype, 0)), b.neg(signed), signed);
  const x = b.convert(magnitude, 'uint64');
  const pairs = b.sub(x, b.and(b.shr(x, k(1n)), k(0x5555555555555555n)));
  const fours = b.add(b.and(pairs, k(0x3333333333333333n)), b.and(b.shr(pairs, k(2n)), k(0x3333333333333333n)));
  const bytes = b.and(b.add(fours, b.shr(fours, k(4n))), k(0x0f0f0f0f0f0f0f0fn));
  return b.convert(b.shr(b.mul(bytes, k(0x0101010101010101n)), k(56n)), 'uint8');
}
