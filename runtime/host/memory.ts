/**
 * Where small arrays are: in JavaScript's memory. Residence is decided when a buffer is born, by shapes and the
 * program's order alone, so that all ranks decide the same.
 */
import { DTYPES, type HostArray } from '../../compiler/ir/dtype';
import { bytesOf } from '../../compiler/ops/element';
import type { Buffer } from '../core/buffer';
import { tracer } from '../trace/instance';
import type { Read } from '../trace/tracer';
import { allocate } from './allocation';
import { isHostSize, isMoveSize } from './setting';

/** Whether what a buffer has are its current contents. */
function isCurrent(buffer: Buffer): boolean {
  buffer.twins?.refresh(buffer);
  return buffer.writers === 0 && buffer.failure === undefined;
}

/** The current contents of a buffer, if the host has them. */
export const hostContents = (buffer: Buffer): HostArray | undefined => (isCurrent(buffer) ? buffer.mirror : undefined);

/** The current contents of a buffer to look at now, if there is no need to wait for them. */
export const contentsAtHand = (buffer: Buffer): HostArray | undefined =>
  isCurrent(buffer) ? buffer.atHand : undefined;

function zeroed(memory: HostArray): HostArray {
  bytesOf(memory).fill(0);
  return memory;
}

/** Whether a buffer is to be born: nobody has written it yet. */
const isUnborn = (b: Buffer): boolean => b.mirror === undefined && b.storage === undefined && b.pending === 0;

/** Bytes that are brought to the host in the time of one task, about. */
const BYTES_A_TASK = 1 << 19;
const FIRST_WRITES = 8;

/**
 * The memory of a buffer for a write that the host does now; undefined where it is the tasks' to do.
 *
 * Pending readers keep what they are to read. Contents that tasks have a copy of stay with them for a few writes,
 * as many as cost what it costs to bring them here: then the program is in a loop over elements.
 */
export function claim(buffer: Buffer): HostArray | undefined {
  if (buffer.twins !== undefined) {
    buffer.twins.refresh(buffer);
    buffer.twins.wrote(buffer);
  }
  if (buffer.failure !== undefined || buffer.attached) return undefined;
  if (buffer.pinned) return buffer.writers === 0 ? buffer.mirror : undefined;
  if (isUnborn(buffer)) {
    if (!isMoveSize(buffer.size)) return undefined;
    const memory = allocate(buffer.dtype, buffer.size);
    // Of what nobody writes there are zeros, not what a dead array left.
    return buffer.own(buffer.vacant ? memory : zeroed(memory));
  }
  const isSmall = isHostSize(buffer.size);
  let contents = hostContents(buffer);
  if (contents === undefined || (!isSmall && (buffer.storage !== undefined || buffer.pending > 0))) {
    buffer.singles++;
    if ((buffer.singles - FIRST_WRITES) * BYTES_A_TASK < buffer.bytes) return undefined;
    contents ??= bring(buffer);
    // Readers of what only the host has would need a copy: what they make is due anyway.
    if (buffer.storage === undefined && buffer.pending > 0) tracer().flush();
  }
  if (buffer.pending > 0) tracer().cede(buffer);
  else if (buffer.storage !== undefined) buffer.forget();
  return contents;
}

/** Past this, a buffer's contents aren't kept in the host. */
const MIRROR_LIMIT = 1 << 28;

/** The current contents of a buffer, brought to the host if they aren't there. Waits. */
export const bring = (buffer: Buffer): HostArray => bringAll([buffer])[0] as HostArray;

/** The current contents of buffers, brought to the host if they aren't there. Waits once. */
export function bringAll(buffers: readonly Buffer[]): HostArray[] {
  const reads: (Read & { contents: HostArray })[] = [];
  const all = buffers.map((buffer) => {
    const here = hostContents(buffer);
    if (here !== undefined) return here;
    const { array, kind } = DTYPES[buffer.dtype];
    const contents = new array(buffer.size * (kind === 'c' ? 2 : 1));
    reads.push({ buffer, contents, into: bytesOf(contents) });
    return contents;
  });
  const waiting = reads.filter(({ buffer }) => buffer.size > 0);
  if (waiting.length > 0) tracer().read(...waiting);
  for (const { buffer, contents } of reads) if (buffer.bytes <= MIRROR_LIMIT) buffer.mirror = contents;
  return all;
}
