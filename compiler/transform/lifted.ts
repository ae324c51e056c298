/** Which loops of a program are lifted, for whoever has something to say of those that aren't. */
import type * as TypeScript from 'typescript';
import { readOptions } from '../options';
import type { LibraryTypes } from '../source/library';
import type { SourceProgram } from '../source/program';
import { planLoops } from './loops';

/** Asked of a file's first loop, all loops of the file are looked at. */
export function liftedLoops({
  ts,
  program,
}: SourceProgram): (loop: TypeScript.Node, file: TypeScript.SourceFile, types: LibraryTypes) => boolean {
  const plans = new Map<TypeScript.SourceFile, ReadonlyMap<TypeScript.Node, unknown>>();
  return (loop, file, types) => {
    const { loops, reassociate } = readOptions();
    if (loops === 'never') return false;
    const plan = plans.get(file) ?? planLoops(ts, program, file, types, { reassociate }).lifted;
    plans.set(file, plan);
    return plan.has(loop);
  };
}
