/** Parts of complex values; of real ones, the trivial answers. */
import type { DType } from '../ir/dtype';
import { unary } from './define';
import type { Operation } from './operation';
import { isComplexScalar, like } from './scalar-idioms';
import { floatOf, realPart, sameNotBool } from './type-rules';

/** NumPy takes the angle of a boolean in float64, of other integers in the smallest float. */
const angleType = (t: DType): DType => (t === 'bool' ? 'float64' : floatOf(t));

export const COMPLEX: readonly Operation[] = [
  unary('real', 'Real part.', realPart, (b, a) => b.real(a)),
  unary('imag', 'Imaginary part; 0 of real values.', realPart, (b, a) =>
    isComplexScalar(a) ? b.imag(a) : like(b, a, 0),
  ),
  unary('conjugate', 'Complex conjugate.', sameNotBool(), (b, a) =>
    isComplexScalar(a) ? b.complex(b.real(a), b.neg(b.imag(a))) : a,
  ),
  unary(
    'angle',
    'Angle of the complex value in radians; of a negative real π.',
    ([t]) => t && realPart([angleType(t)]),
    (b, a) => (isComplexScalar(a) ? b.call('atan2', b.imag(a), b.real(a)) : b.call('atan2', like(b, a, 0), a)),
    4,
  ),
];
