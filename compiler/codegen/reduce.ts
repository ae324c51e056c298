/**
 * Code of a reduction kernel: elements are computed as in a map, and accumulated in the order of
 * reduction-order.ts.
 */
import type { ReduceKernel } from '../ir/kernel';
import type { Registry } from '../ops/operation';
import { LanesEmitter } from './reduce-lanes';
import { RowsEmitter } from './reduce-rows';

export function emitReduce(k: ReduceKernel, registry: Registry): string {
  const emitter = k.lanes ? new LanesEmitter(k, registry) : new RowsEmitter(k, registry);
  return emitter.emit();
}
