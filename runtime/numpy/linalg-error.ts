/** NumPy's `LinAlgError`: what is given is no matrix of the kind that is wanted, or the computation failed. */
import { LegateError } from '../../compiler/errors';

export class LinAlgError extends LegateError {
  override readonly name = 'LinAlgError';

  constructor(message: string) {
    super('LGT4030', message);
  }
}

export function linalgFail(message: string): never {
  throw new LinAlgError(message);
}
