/**
 * `legate-ts/compiler`: the front end for those who bring their own TypeScript program, such as
 * ts-node's `register({ transformers: (program) => transformers(program) })`.
 */
import type * as TypeScript from 'typescript';
import { readOptions } from './options';
import { ownLibrary } from './source/package';
import { createTransformer } from './transform';

export { LegateError } from './errors';
export { EMIT_KINDS, type EmitKind, OPTIONS, type Options, readOptions } from './options';
export { createTransformer, type TransformSettings } from './transform';

/** The transformers that mark lifetimes and call sites of this package's arrays. */
export function transformers(program: TypeScript.Program): TypeScript.CustomTransformers {
  const ts = require('typescript') as typeof TypeScript;
  return {
    before: [createTransformer({ ts, program, library: ownLibrary, label: (name) => name, loops: readOptions() })],
  };
}
