/** The one tracer of the process. The engine starts with the first operation that needs it. */
import { createTracer } from '../core/life';
import type { Tracer } from './tracer';

let instance: Tracer | undefined;
let make: () => Tracer = createTracer;

/** Replaces what the tracer will be made by: tests and tools bring their own executor. */
export function onFirstUse(factory: () => Tracer): void {
  make = factory;
}

export function tracer(): Tracer {
  instance ??= make();
  return instance;
}

/** Calls a function whose operations another tracer is to have. */
export function instead<R>(other: Tracer, f: () => R): R {
  const before = tracer();
  instance = other;
  try {
    return f();
  } finally {
    instance = before;
  }
}

export const hasStarted = (): boolean => instance !== undefined;
