/** The classes of errors about `.npy` files that numpy-ts exports: `instanceof` tells them by their numbers. */
import { LegateError } from '../../compiler/errors';

const isOne = (error: unknown, codes: readonly string[]): boolean =>
  error instanceof LegateError && codes.includes(error.code);

/** The file isn't one, or is cut short. */
export class InvalidNpyError extends LegateError {
  constructor(message: string) {
    super('LGT5002', message);
  }
  static override [Symbol.hasInstance](error: unknown): boolean {
    return isOne(error, ['LGT5002', 'LGT5003']);
  }
}

/** The file holds elements of a type that isn't ours. */
export class UnsupportedDTypeError extends LegateError {
  constructor(message: string) {
    super('LGT5004', message);
  }
  static override [Symbol.hasInstance](error: unknown): boolean {
    return isOne(error, ['LGT5004']);
  }
}
