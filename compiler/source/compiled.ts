/** JavaScript that `legatec build` wrote: arrays and operators in it are done with. */
import type * as TypeScript from 'typescript';

const HELPERS = /^(import\b.*\bfrom|(const|var)\b.*=\s*require\()\s*["']legate-ts\/transformed["']/m;

/** Transformed once more, a file's helpers would be taken for library calls, and what they pass on for new arrays. */
export const isCompiled = (file: TypeScript.SourceFile): boolean =>
  /\.[mc]?js$/.test(file.fileName) && HELPERS.test(file.text);
