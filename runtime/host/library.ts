/** Library operations (matrix product, sort, rows by number…) of small arrays: their tasks, on the calling thread. */

import type { HostArray } from '../../compiler/ir/dtype';
import type { Params } from '../../compiler/ir/graph';
import { elements } from '../../compiler/ir/graph';
import type { LibraryOperation, Signature } from '../../compiler/ops/operation';
import { Buffer } from '../core/buffer';
import { View } from '../core/view';
import { counts } from '../profile/counters';
import { writeSlot } from '../trace/elements';
import { tracer } from '../trace/instance';
import type { Argument, HereRun } from '../trace/tracer';
import { single } from './here';
import { inOrder, move } from './map';
import { allocate, hostContents } from './memory';
import { scalarValue } from './scalars';
import { SMALL } from './setting';

interface Known {
  readonly run: HereRun;
  readonly shapes: readonly (readonly number[])[];
}

const runs = new Map<string, Known | null>();
const MAX_RUNS = 1000;

function knownOf(
  op: LibraryOperation,
  signature: Signature,
  args: readonly Argument[],
  shapes: readonly (readonly number[])[],
  params: Params,
): Known | null {
  let key = op.name;
  for (const a of args) key += 'value' in a ? ` =${a.dtype}` : ` ${a.dtype} ${a.shape.join('x')}`;
  for (const name in params) key += ` ${name}:${String(params[name])}`;
  let known = runs.get(key);
  if (known === undefined) {
    known = prepare(op, signature, args, shapes, params);
    if (runs.size >= MAX_RUNS) runs.clear();
    runs.set(key, known);
  }
  return known;
}

function prepare(
  op: LibraryOperation,
  signature: Signature,
  args: readonly Argument[],
  shapes: readonly (readonly number[])[],
  params: Params,
): Known | null {
  const results = [op.shape(shapes, params), ...(op.moreShapes?.(shapes, params) ?? [])];
  if (results.some((s) => elements(s) === 0 || elements(s) > SMALL)) return null;
  const operands = args.map((a, i) =>
    'value' in a ? { scalar: a.dtype } : { dtype: signature.inputs[i] ?? a.dtype, shape: a.shape },
  );
  const types = [signature.output, ...(signature.more ?? [])];
  const targets = results.map((shape, i) => ({ dtype: types[i] ?? signature.output, shape }));
  const run = tracer().here(single(op.name, params, operands, targets));
  return run === undefined ? null : { run, shapes: results };
}

/** Runs a library operation, if all of it is small and in the host. */
export function libraryInHost(
  op: LibraryOperation,
  signature: Signature,
  args: readonly Argument[],
  shapes: readonly (readonly number[])[],
  params: Params,
): View[] | undefined {
  for (const a of args) {
    if ('value' in a) continue;
    if (a.size > SMALL || a.size === 0 || hostContents(a.buffer) === undefined) return undefined;
  }
  const known = knownOf(op, signature, args, shapes, params);
  if (known === null) return undefined;
  counts.host++;
  const memory: HostArray[] = [];
  const slots = new Uint8Array(16 * args.length);
  let slot = 0;
  args.forEach((a, i) => {
    if ('value' in a) {
      writeSlot(slots, slot++, a.dtype, scalarValue(a));
      return;
    }
    const type = signature.inputs[i] ?? a.dtype;
    if (type === a.dtype) memory.push(inOrder(a, a.shape, a.size));
    else {
      const buffer = new Buffer(type, a.shape);
      const data = allocate(type, a.size);
      move(a, View.whole(buffer), data, a.shape, a.size);
      memory.push(data);
    }
  });
  const types = [signature.output, ...(signature.more ?? [])];
  const results = known.shapes.map((shape, i) => {
    const buffer = new Buffer(types[i] ?? signature.output, shape);
    buffer.mirror = allocate(buffer.dtype, buffer.size);
    memory.push(buffer.mirror);
    return View.whole(buffer);
  });
  known.run(memory, slots);
  return results;
}
