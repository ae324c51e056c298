/** Copies and conversions. */
import { isDType } from '../ir/dtype';
import { elementwise, unary } from './define';
import type { Operation } from './operation';
import type { Scalar } from './scalar-builder';
import { same } from './type-rules';

export const CONVERSION: readonly Operation[] = [
  unary('copy', 'The value itself.', same(), (_, a) => a),
  elementwise({
    name: 'astype',
    doc: 'Converted to `dtype`: floats truncate to integers, integers wrap, complex to real drops the imaginary part.',
    arity: 1,
    takesHalf: true,
    types: ([t], { dtype }) => (t && isDType(dtype) ? { inputs: [t], output: dtype } : undefined),
    emit: (b, [a], signature) => b.convert(a as Scalar, signature.output),
  }),
];
