/** Generated code of a kernel, and the key it is found again by. */
import { createHash } from 'node:crypto';
import { type KernelSpec, printKernel } from '../ir/kernel';
import type { Registry } from '../ops/operation';
import { emitCombine } from './combine';
import { emitFold } from './fold';
import { emitMap } from './map';
import { emitReduce } from './reduce';

/** Changes whenever the same specification gives other code. */
const CODEGEN_VERSION = 18;

/** LLVM IR (text) that defines `kernel` as native/abi.h says. */
export function emitKernel(spec: KernelSpec, registry: Registry): string {
  switch (spec.kind) {
    case 'map':
      return emitMap(spec, registry);
    case 'reduce':
      return emitReduce(spec, registry);
    case 'combine':
      return emitCombine(spec, registry);
    case 'fold':
      return emitFold(spec, registry);
  }
}

/**
 * Content key of a kernel's code: hex.
 * @param salt what else the code depends on: the operations' version, options of the generator.
 */
export function kernelKey(spec: KernelSpec, salt: string): string {
  return createHash('sha256')
    .update(`${CODEGEN_VERSION}\n${salt}\n${printKernel(spec)}`)
    .digest('hex')
    .slice(0, 32);
}
