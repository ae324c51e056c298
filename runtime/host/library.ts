/** Library operations (matrix product, sort, rows by number…) of small arrays: their tasks, on the calling thread. */

import type { DType, HostArray } from '../../compiler/ir/dtype';
import type { Params } from '../../compiler/ir/graph';
import { elements, sameShape } from '../../compiler/ir/graph';
import type { LibraryOperation, Signature } from '../../compiler/ops/operation';
import { regionShape } from '../../compiler/partition/fit';
import { extentOf } from '../../compiler/partition/library';
import { Buffer } from '../core/buffer';
import { View } from '../core/view';
import { noteHost } from '../profile/lines';
import { tracer } from '../trace/instance';
import type { Argument, HereRun } from '../trace/tracer';
import { allocate } from './allocation';
import { scalarSlots, single } from './here';
import { inOrder, leaveCopies } from './map';
import { hostContents } from './memory';
import { recall } from './recent';
import { sameParams } from './routes';
import { isHostSize } from './setting';

interface Known {
  readonly types: readonly DType[];
  /** Of the operands; undefined for scalars. */
  readonly extents: readonly (readonly number[] | undefined)[];
  readonly params: Params;
  readonly signature: Signature;
  /** Null: the tasks do it. */
  readonly run: HereRun | null;
  /** What is handed to it: see `HereRun`. */
  readonly frame: Float64Array;
  readonly results: readonly (readonly number[])[];
}

/** By operation. */
const known = new Map<LibraryOperation, Known[]>();
/** Shapes kept of an operation; a program with more is not in a loop. */
const MAX_KNOWN = 64;

function fits(k: Known, args: readonly Argument[], params: Params): boolean {
  for (let i = 0; i < args.length; i++) {
    const a = args[i] as Argument;
    if (a.dtype !== k.types[i]) return false;
    const extents = k.extents[i];
    if ('value' in a ? extents !== undefined : extents === undefined || !sameShape(a.shape, extents)) return false;
  }
  return k.types.length === args.length && sameParams(k.params, params);
}

const knownOf = (op: LibraryOperation, args: readonly Argument[], params: Params): Known | undefined =>
  recall(
    known,
    op,
    MAX_KNOWN,
    (k) => fits(k, args, params),
    () => prepare(op, args, params),
  );

/** @returns undefined where the operation isn't defined for the operands' types: its caller says so */
function prepare(op: LibraryOperation, args: readonly Argument[], params: Params): Known | undefined {
  const types = args.map((a) => a.dtype);
  const signature = op.resolve(types, params);
  if (signature === undefined) return undefined;
  const shapes = args.flatMap((a) => ('value' in a ? [] : [a.shape]));
  const results = [op.shape(shapes, params), ...(op.moreShapes?.(shapes, params) ?? [])];
  const extents = args.map((a) => ('value' in a ? undefined : a.shape));
  const isSmall = results.every((s) => elements(s) > 0 && isHostSize(elements(s)));
  const run = isSmall ? runOf(op, args, params, signature, results) : null;
  const rows = extentOf(op.cut(shapes, params), results[0] as readonly number[]);
  const frame = Float64Array.of(
    rows,
    ...[...shapes, ...results].flatMap(regionShape),
    ...op.attributes(params, shapes),
  );
  return { types, extents, params, signature, run, frame, results };
}

/** Runs by what they are made for: operation, types, numbers of axes. Extents and attributes are handed to them. */
const runs = new Map<string, HereRun | null>();

function runOf(
  op: LibraryOperation,
  args: readonly Argument[],
  params: Params,
  signature: Signature,
  results: readonly (readonly number[])[],
): HereRun | null {
  const ranks = (shapes: readonly (readonly number[])[]) => shapes.map((s) => regionShape(s).length);
  const operands = args.map((a) => `${a.dtype} ${'value' in a ? '' : ranks([a.shape])}`);
  const { inputs, output, more } = signature;
  const key = `${op.name}; ${operands}; ${inputs}; ${output} ${more ?? ''}; ${ranks(results)}`;
  let run = runs.get(key);
  if (run === undefined) {
    run = prepareRun(op, args, params, signature, results) ?? null;
    runs.set(key, run);
  }
  return run;
}

function prepareRun(
  op: LibraryOperation,
  args: readonly Argument[],
  params: Params,
  signature: Signature,
  results: readonly (readonly number[])[],
): HereRun | undefined {
  const operands = args.map((a, i) =>
    'value' in a ? { scalar: a.dtype } : { dtype: signature.inputs[i] ?? a.dtype, shape: a.shape },
  );
  const types = [signature.output, ...(signature.more ?? [])];
  const targets = results.map((shape, i) => ({ dtype: types[i] ?? signature.output, shape }));
  return tracer().here(single(op.name, params, operands, targets));
}

/** Runs a library operation, if all of it is small and in the host. */
export function libraryInHost(op: LibraryOperation, args: readonly Argument[], params: Params): View[] | undefined {
  for (let i = 0; i < args.length; i++) {
    const a = args[i] as Argument;
    if ('value' in a) continue;
    if (!isHostSize(a.size) || a.size === 0 || hostContents(a.buffer) === undefined) return undefined;
  }
  const k = knownOf(op, args, params);
  if (k === undefined || k.run === null) return undefined;
  noteHost(op.name);
  const { signature } = k;
  const memory: HostArray[] = [];
  for (let i = 0; i < args.length; i++) {
    const a = args[i] as Argument;
    if (!('value' in a)) memory.push(inOrder(a, a.shape, a.size, signature.inputs[i] ?? a.dtype));
  }
  const results: View[] = [];
  for (let i = 0; i < k.results.length; i++) {
    const type = (i === 0 ? signature.output : signature.more?.[i - 1]) as DType;
    const buffer = new Buffer(type, k.results[i] as readonly number[]);
    memory.push(buffer.own(allocate(type, buffer.size)));
    results.push(View.whole(buffer));
  }
  k.run(-1, k.frame, scalarSlots(args), ...memory);
  leaveCopies(args, memory, signature.inputs);
  return results;
}
