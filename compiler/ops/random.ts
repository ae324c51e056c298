/** Random numbers that every part of an array can make for itself. */
import type { LibraryOperation, Operation } from './operation';

const doubles: LibraryOperation = {
  kind: 'library',
  name: 'random_doubles',
  doc: 'Doubles in [0, 1) of a PCG64 generator, whose state and increment are four scalars, high words first.',
  ulp: 0,
  task: 'random',
  resolve: (operands) => (operands.length === 4 ? { inputs: [...operands], output: 'float64' } : undefined),
  shape: (_, { shape }) => [...(shape as readonly number[])],
  attributes: () => [],
  cut: (_, { shape }) => ((shape as readonly number[]).length > 0 ? { dim: 0, unit: 1, operands: [] } : undefined),
};

export const RANDOM: readonly Operation[] = [doubles];
