/** The one tracer of the process, with the executor that the configuration asks for. */
import type { Tracer } from './tracer';

let instance: Tracer | undefined;
let make: (() => Tracer) | undefined;

/** Says how the tracer is made when it is first needed. Once. */
export function onFirstUse(factory: () => Tracer): void {
  make = factory;
}

export function tracer(): Tracer {
  if (instance === undefined) {
    if (make === undefined) throw new Error('LGT6011: no executor is installed');
    instance = make();
  }
  return instance;
}

export const hasStarted = (): boolean => instance !== undefined;
