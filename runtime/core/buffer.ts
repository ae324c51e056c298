/**
 * A buffer: the memory that views alias. It knows its type, the shape of its C-ordered index space,
 * how many handles still name it and where its contents are; it knows nothing of how they got there.
 */
import { DTYPES, type DType, type HostArray } from '../../compiler/ir/dtype';
import { cStrides, elements } from '../../compiler/ir/graph';
import { leave } from '../host/allocation';
import { isHostPathOn, isHostSize } from '../host/setting';
import { watchStorage } from './lifetime';
import type { Twins } from './twins';

let nextId = 1;

/** Contents kept by the executor for a buffer: a region behind a generation number, or host memory. */
export interface Storage {
  /** Gives the memory back for reuse. The buffer must not be used afterwards. */
  release(): void;
  /** The contents where they are, while the host has them mapped: to be looked at, and not kept. */
  readonly mapped?: HostArray | undefined;
}

/** What a small buffer's storage is reached by when nothing reaches the buffer any more. */
export class Slot {
  storage: Storage | undefined;
  watched = false;

  drop(): void {
    this.storage?.release();
    this.storage = undefined;
  }
}

export class Buffer {
  readonly id = nextId++;
  readonly size: number;
  /** Of its C-ordered index space, in elements. */
  readonly strides: readonly number[];
  /**
   * Small: lives in the host where it can. Its handles aren't watched, because it has no native memory; should it
   * get some, the buffer itself is.
   */
  readonly small: boolean;
  /** Whoever made it writes all elements before one is read. */
  vacant = false;
  /** Views that the program can still reach. At 0 the contents are dead. */
  handles = 0;
  /** Pending nodes that read or write it. */
  pending = 0;
  /** Pending nodes that write it. */
  writers = 0;
  /** Reads and writes of single elements that became tasks, since a task last used it otherwise. */
  singles = 0;
  private readonly slot = new Slot();
  /**
   * Equal copy of the contents in JavaScript's memory. Valid until the next write; a snapshot of host input
   * starts here and reaches the executor when a task first needs it.
   */
  mirror: HostArray | undefined;
  /** Memory that is this buffer's alone, which it leaves to others when it is dead. */
  private owned: HostArray | undefined;
  /** Why the contents could not be computed. Whoever touches them is told again; nothing runs twice. */
  failure: Error | undefined;
  /** The program had a name for it: what is stored of it was asked for. */
  named = false;
  /** Handed out through `.data`: JavaScript may change the mirror at any time. */
  pinned = false;
  /** Its storage is memory of JavaScript, where tasks work on it. */
  attached = false;
  /** That memory, which has the contents before a task needs them. */
  memory: (() => Uint8Array) | undefined;

  /** The same memory is known under other types too. */
  twins: Twins | undefined;

  /** @param strides C-ordered ones of the shape, where they are at hand */
  constructor(
    readonly dtype: DType,
    readonly shape: readonly number[],
    strides: readonly number[] = cStrides(shape),
  ) {
    this.size = elements(shape);
    this.strides = strides;
    this.small = isHostSize(this.size) && isHostPathOn();
  }

  /** Its handles are watched: the same for one that is made and one that is released. */
  get watchesHandles(): boolean {
    return !this.small || this.attached;
  }

  /** Where the executor keeps the contents; undefined before the first write arrives there. */
  get storage(): Storage | undefined {
    return this.slot.storage;
  }

  set storage(storage: Storage | undefined) {
    this.slot.storage = storage;
    if (storage !== undefined && (this.small || this.twins !== undefined)) this.watch();
  }

  /** The storage is given back when nothing reaches the buffer, whoever was told of its handles. */
  private watch(): void {
    if (this.slot.watched) return;
    this.slot.watched = true;
    watchStorage(this, this.slot);
  }

  /** Becomes one of several buffers of one memory, which live as long as one of them. */
  join(twins: Twins): void {
    this.twins = twins;
    this.handles++;
    if (this.storage !== undefined) this.watch();
  }

  leave(): void {
    this.twins = undefined;
    this.drop();
  }

  /** Contents in the host, or where they are while it has them mapped. */
  get atHand(): HostArray | undefined {
    return this.mirror ?? this.storage?.mapped;
  }

  get bytes(): number {
    return this.size * DTYPES[this.dtype].size;
  }

  get defined(): boolean {
    return this.storage !== undefined || this.mirror !== undefined || this.memory !== undefined;
  }

  /** The contents are in memory of `allocate` that nobody else has. */
  own(memory: HostArray): HostArray {
    this.owned = memory;
    this.mirror = memory;
    return memory;
  }

  /** JavaScript gets at the mirror's memory: it will never be another array's. */
  share(): void {
    this.pinned = true;
    this.owned = undefined;
  }

  /** Memory of JavaScript has the contents, and tasks may work there. The buffer doesn't keep it. */
  lend(memory: () => Uint8Array): void {
    this.attached = true;
    this.memory = memory;
  }

  retain(): void {
    this.handles++;
  }

  /** Called when a handle dies: at its last use in compiled code, or by the collector. */
  drop(): void {
    this.handles--;
    if (this.twins?.isDead) this.twins.part();
    else this.free();
  }

  /** Frees the contents if nobody can ask for them any more. */
  free(): void {
    if (this.handles > 0 || this.pending > 0) return;
    this.slot.drop();
    if (this.owned !== undefined) leave(this.dtype, this.owned);
    this.owned = undefined;
    this.mirror = undefined;
    this.memory = undefined;
  }

  /** The mirror is the contents from now on. */
  forget(): void {
    this.slot.drop();
  }
}
