/** Choosing between values. */
import { elementwise } from './define';
import type { Operation } from './operation';
import type { Scalar } from './scalar-builder';
import { maximum, minimum } from './scalar-idioms';
import { common } from './type-rules';

export const SELECTION: readonly Operation[] = [
  elementwise({
    name: 'where',
    doc: 'The second where the first is true, else the third.',
    arity: 3,
    types: (operands) => {
      const t = common(operands.slice(1));
      return { inputs: ['bool', t, t], output: t };
    },
    emit: (b, operands) => b.select(...(operands as [Scalar, Scalar, Scalar])),
  }),
  elementwise({
    name: 'clip',
    doc: 'The first, but not below the second nor above the third; the third wins.',
    arity: 3,
    types: (operands) => {
      const t = common(operands);
      return { inputs: [t, t, t], output: t };
    },
    emit: (b, operands) => {
      const [x, low, high] = operands as [Scalar, Scalar, Scalar];
      return minimum(b, maximum(b, x, low), high);
    },
  }),
];
