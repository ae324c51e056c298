/**
 * A buffer: the memory that views alias. It knows its type, the shape of its C-ordered index space,
 * how many handles still name it and where its contents are; it knows nothing of how they got there.
 */
import { DTYPES, type DType, type HostArray } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';

let nextId = 1;

/** Contents kept by the executor for a buffer: a region behind a generation number, or host memory. */
export interface Storage {
  /** Gives the memory back for reuse. The buffer must not be used afterwards. */
  release(): void;
}

export class Buffer {
  readonly id = nextId++;
  readonly size: number;
  /** Views that the program can still reach. At 0 the contents are dead. */
  handles = 0;
  /** Pending nodes that read or write it. */
  pending = 0;
  /** Where the executor keeps the contents; undefined before the first write arrives there. */
  storage: Storage | undefined;
  /**
   * Equal copy of the contents in JavaScript's memory. Valid until the next write; a snapshot of host input
   * starts here and reaches the executor when a task first needs it.
   */
  mirror: HostArray | undefined;
  /** Why the contents could not be computed. Whoever touches them is told again; nothing runs twice. */
  failure: Error | undefined;
  /** The program had a name for it: what is stored of it was asked for. */
  named = false;
  /** Handed out through `.data`: JavaScript may change the mirror at any time. */
  pinned = false;
  /** Its storage is memory of JavaScript, where tasks work on it. */
  attached = false;

  constructor(
    readonly dtype: DType,
    readonly shape: readonly number[],
  ) {
    this.size = elements(shape);
  }

  get bytes(): number {
    return this.size * DTYPES[this.dtype].size;
  }

  get defined(): boolean {
    return this.storage !== undefined || this.mirror !== undefined;
  }

  retain(): void {
    this.handles++;
  }

  /** Called when a handle dies: at its last use in compiled code, or by the collector. */
  drop(): void {
    this.handles--;
    this.free();
  }

  /** Frees the contents if nobody can ask for them any more. */
  free(): void {
    if (this.handles > 0 || this.pending > 0) return;
    this.storage?.release();
    this.storage = undefined;
    this.mirror = undefined;
  }
}
