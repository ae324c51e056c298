/**
 * Errors that users see: a number that the documentation explains, what is wrong, what to do.
 * Ranges: 1xxx command line and set-up, 2xxx source and transform, 3xxx operations and plans,
 * 4xxx arrays, 5xxx files, 6xxx engine and memory, 7xxx ranks.
 */
export class LegateError extends Error {
  override readonly name: string = 'LegateError';

  constructor(
    readonly code: `LGT${number}`,
    private readonly what: string,
    /** `file:line:col` of the user's source, where it isn't the top of the stack. */
    readonly site?: string,
  ) {
    super(`${code}: ${what}${site ? `\n    in the operation made at ${site}` : ''}`);
  }

  /** The same error, with the place of the operation that it is about. */
  at(site: string): LegateError {
    return new LegateError(this.code, this.what, site);
  }
}

export function fail(code: `LGT${number}`, message: string): never {
  throw new LegateError(code, message);
}
