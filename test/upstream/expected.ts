/** Tests of numpy-ts that pass with numpy-ts and not with this package, and why that is as it should be. */
export interface Expected {
  /** Part of the file's path. */
  readonly file: string;
  /** Which tests of the file (all, if absent). */
  readonly test?: RegExp;
  readonly reason: string;
}

export const EXPECTED: readonly Expected[] = [];
