/**
 * `legate-ts`: what array libraries build on. Buffers and views of them, operations that record what is to be computed
 * on them, and the numbered errors that users get.
 */
export { LegateError } from '../../compiler/errors';
export { DTYPES, type DType, type DTypeInfo, type HostArray, isDType, promote } from '../../compiler/ir/dtype';
export type { Element } from '../../compiler/ops/operation';
export {
  assign,
  broadcastShapes,
  copy,
  elementwise,
  empty,
  fromHost,
  library,
  pin,
  readElement,
  readElements,
  reduce,
  reshape,
} from '../trace/ops';
export type { Argument, Executor, Job, ScalarValue } from '../trace/tracer';
export { Tracer } from '../trace/tracer';
export { Buffer, type Storage } from './buffer';
export { type Range, View } from './view';
