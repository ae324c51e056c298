/**
 * The addon as TypeScript sees it: Legate's objects, the plan executor, the JIT.
 *
 * The addon owns memory and nothing else: it decides no partition, no order and no fusion. It does
 * what a `TaskDesc` says. One thread (the one that called `start`) may call it; every other thread
 * gets an error.
 */

/** Element types. `bool` is one byte, 0 or 1; complex is (re, im) interleaved. */
export type DType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64'
  | 'complex64'
  | 'complex128';

/**
 * Starts Legate in this process. Must be called once, before anything else.
 * @param config Legate's own flags, e.g. `--cpus 2 --gpus 0 --omps 0 --sysmem 2000 --utility 1`.
 * @throws Error when Legate can't start with these flags.
 */
export function start(config: string): void;

/** Waits for all tasks, ends Legate, and gives its exit code. Idempotent. */
export function finish(): number;

/**
 * Ends the process at once with `code`, waiting for nobody: for a rank that failed, because an
 * orderly end needs all ranks. Flushes C's and C++'s streams, not Node's.
 */
export function abort(code: number): never;

/** What the started engine runs on. */
export function machine(): {
  rank: number;
  ranks: number;
  /** CPU processors over all ranks: what an index launch is cut for. */
  processors: number;
  legate: string;
};

/**
 * A Legate LogicalStore: a region, or a view of one through Legate's own transforms.
 * Native memory is released when `release()` is called or the wrapper is collected.
 */
export class Store {
  /** A new store; it reads as zero until written. A 0-d array is a store of shape [1]. No extent may be 0. */
  constructor(shape: readonly number[], dtype: DType);
  /**
   * A store over memory of JavaScript, C-ordered, which tasks use in place. The memory must stay where it is until
   * `detach`; the program must leave it alone while tasks use it (see `fence`).
   */
  constructor(shape: readonly number[], dtype: DType, memory: Uint8Array);
  readonly shape: number[];
  readonly dtype: DType;
  /** Bytes of the whole store. */
  readonly bytes: number;
  /** Waits for the tasks of a store over memory of JavaScript, brings its contents there, and gives it back. */
  detach(): void;
  slice(dim: number, lo: number, hi: number): Store;
  project(dim: number, index: number): Store;
  promote(dim: number, extent: number): Store;
  transpose(axes: readonly number[]): Store;
  delinearize(dim: number, extents: readonly number[]): Store;
  /** Fills every element (asynchronously) with one element's bytes. */
  fill(element: Uint8Array): void;
  /** Copies the bytes of a C-ordered host array in. Returns when the source may be changed again. */
  write(bytes: Uint8Array): void;
  /** Waits for pending writers and copies the elements out, C-ordered. */
  read(into: Uint8Array): void;
  /**
   * Waits, maps the whole store in place and returns its memory, C-ordered, without a copy. Call it
   * again after launching tasks that use the store, before touching the memory: it waits for them and
   * gives the same buffer (or, should the memory have moved, a new one; the old is then detached).
   * `unmap()` detaches the buffer.
   * @throws Error when the store is not C-ordered in memory (a transposed view, a slice of columns).
   */
  map(): ArrayBuffer;
  unmap(): void;
  /** Asynchronous copy of an equally shaped store. */
  copyFrom(source: Store): void;
  /** this[i] = source[index[i]]; `index` is int64, of this store's shape; `source` has one dimension. */
  gather(source: Store, index: Store): void;
  /** this[index[i]] = source[i]; `index` is int64, of the source's shape; this store has one dimension. */
  scatter(index: Store, source: Store): void;
  release(): void;
}

/** How one argument of a task is cut. All extents and offsets are in elements of the store. */
export interface ArgDesc {
  /** Index into the `stores` of `execute`. */
  store: number;
  access: 'read' | 'write' | 'readwrite';
  /** Half-open sub-rectangle of the store the launch as a whole touches; absent: all of it. */
  lo?: readonly number[];
  hi?: readonly number[];
  /**
   * Extents under which a library task sees the store, whose elements are in the same order; absent: its own. Each of the
   * store's dimensions may be split; of other shapes every point gets all of the store. Access must be `read`.
   */
  as?: readonly number[];
  /**
   * Point `c` of the launch gets, along dimension `dim` of that rectangle,
   * `[c * extent - low, (c + 1) * extent + high)` clipped to it, all of the other dimensions.
   * Absent: every point gets the whole rectangle (allowed for `write` only in a launch of one).
   * With `low`/`high` (a halo; access must be `read`) the rectangle's origin is such that
   * the un-haloed tiles start `low` elements after `lo`. The tiles must cover the rectangle.
   */
  cut?: { dim: number; extent: number; low?: number; high?: number };
}

export interface TaskDesc {
  /** `kernel` runs generated code; the others are library tasks, see library.md. */
  task:
    | 'kernel'
    | 'gemm'
    | 'sort'
    | 'argsort'
    | 'scan'
    | 'linalg'
    | 'fft'
    | 'random'
    | 'take'
    | 'put'
    | 'nonzero'
    | 'search'
    | 'convolve'
    | 'bytes';
  /** Content key of the generated code (hex); the JIT must know it when `execute` is called. */
  kernel?: string;
  /** Points of the launch: 1 is a single task. */
  points: number;
  /** Iteration extent along the cut axis and how much of it a point gets: rows [c*tile, min((c+1)*tile, extent)). */
  extent: number;
  tile: number;
  args: readonly ArgDesc[];
  /** Indices of the 16-byte slots of `scalars` this task receives, in order. */
  scalars: readonly number[];
  /** Constant integers for library tasks (axis, flags…). */
  attributes?: readonly number[];
  /** Index into `sites` of `execute`: becomes the task's Legion provenance. */
  site: number;
}

/** A prepared sequence of tasks; immutable, reusable with other stores and scalars. */
export class Plan {
  constructor(tasks: readonly TaskDesc[]);
  readonly tasks: number;
}

/**
 * Runs a plan on the calling thread, at once, on memory of JavaScript: no task, no Legion.
 * @param rows rows of the cut axis that are done, of which arrays must have at least so many; -1: all
 * @param frame of a plan of one library task: its rows, the extents of all regions and its attributes, other than the plan's
 * @param scalars 16 bytes a slot
 * @param arrays memory of the first regions, C-ordered; the others get memory of their own, with anything in it
 */
export type HereRun = (
  rows: number,
  frame: Float64Array | undefined,
  scalars: Uint8Array,
  ...arrays: readonly ArrayBufferView[]
) => void;

/**
 * Makes a plan one that runs on the calling thread.
 * @param plan tasks of one point each; their kernels must be known to the JIT
 * @param regions what the plan's numbers of stores stand for
 */
export function here(
  plan: Plan,
  regions: readonly { readonly dtype: DType; readonly shape: readonly number[] }[],
): HereRun;

/**
 * Submits all tasks of the plan in order and returns; nothing is awaited but `results`.
 * @param scalars 16 bytes per slot, the element in its own type at the front of the slot.
 * @param sites the user's `file:line:col` for the plan's site indices.
 */
export function execute(
  plan: Plan,
  stores: readonly Store[],
  scalars: Uint8Array,
  sites: readonly string[],
  results?: readonly Result[],
): void;

/** Contents that a task hands over as soon as it has made them, where the program waits for nothing else. */
export interface Result {
  /** The task of the plan, and its argument: all of a store that no later task writes. */
  task: number;
  arg: number;
  /** Where the elements go, C-ordered. */
  into: Uint8Array;
  /** Only those at these places in C order; without, all of them. */
  elements?: readonly number[];
}

/**
 * Draws from a distribution, one number after the other, on the calling thread; the engine needn't run.
 * @param state 48 bytes of PCG64 (state and increment, high word first; whether half a draw is left, and it), 2520 of
 * the Mersenne Twister (key, position, whether a normal number is left, it); it moves on
 * @param distribution its number in random_fill.h
 * @param parameters 8 bytes each, at least three: doubles, or integers where the distribution takes these
 * @param width bytes of an element: 8, but for masked integers (0: bool)
 */
export function drawRandom(
  generator: 'pcg64' | 'mt19937',
  state: Uint8Array,
  distribution: number,
  parameters: Uint8Array,
  width: number,
  out: Uint8Array,
): void;
/** Seeds the state of a Mersenne Twister as NumPy's legacy functions do. */
export function seedTwister(state: Uint8Array, seed: number): void;

/**
 * As `Store.read` of each store into the array with its number, but waits once.
 * @param elements of a store: as in `Result`; in one process only
 */
export function readStores(
  stores: readonly Store[],
  into: readonly Uint8Array[],
  elements: readonly (readonly number[] | undefined)[],
): void;

/** Blocks until all submitted work is done. */
export function fence(): void;

/** Options of the code generator. A kernel's key must cover them, besides its IR. */
export interface JitOptions {
  fastMath: boolean;
}

/** Name of the host CPU and its features, LLVM version, vector library: for cache keys and `info`. */
export function jitTarget(): { cpu: string; features: string; llvm: string; veclib: string };

/** Whether kernel `key` is loaded, or can be loaded from the object cache folder. */
export function jitHas(key: string): boolean;

/**
 * Optimises and compiles one module, keeps the object under `key` in memory and in the cache folder.
 * @param ir LLVM IR: text, or bitcode as llvm-bindings writes it. It must define
 *   `void kernel(const arg*, const int64_t* rect, const slot* scalars)`, see `abi.h`.
 * @throws Error with LLVM's message when the IR is malformed.
 */
export function jitCompile(key: string, ir: string | Uint8Array, options: JitOptions): void;

/** Assembly or optimised IR of a module, for `legatec --emit`. */
export function jitEmit(ir: string | Uint8Array, kind: 'asm' | 'llvm', options: JitOptions): string;

/** Least bytes that a task writes for generated code to write them past the caches; absent this call: a quarter of the
 * last level's cache. */
export function jitStreamLeast(bytes: number): void;

/** Folder for compiled objects ('' = memory only). Must be private to the user. */
export function jitCacheFolder(path: string): void;

/** From now on, the time that tasks take is kept. */
export function timeTasks(): void;

/** Milliseconds that tasks took, on this process' processors together, by the site that they were launched for. */
export function taskTimes(): Readonly<Record<string, number>>;

/** Counters since start: launches by native code (not by planning). */
export function counters(): {
  /** Task launches (an index launch counts once), of any kind: `copies` and `touches` included. */
  launches: number;
  /** Launches that move data to or from the host (read, write). */
  copies: number;
  /** Launches that only give a new region its one instance, or what a view of it needs around. */
  touches: number;
  /** Point tasks executed in this process. */
  points: number;
  /** Kernels compiled by LLVM in this process, and loaded from the cache. */
  compiled: number;
  loaded: number;
  /** Blocking waits (map, read, write, fence). */
  waits: number;
  /** Bytes of all stores that are not released (views count nothing). */
  bytes: number;
};

/**
 * Opens a Legate scope: what is submitted until `popScope` has this provenance (where a task's own site
 * is empty), priority, and way of raising exceptions.
 */
export function pushScope(options: {
  provenance?: string;
  exceptions?: 'immediate' | 'deferred' | 'ignored';
  priority?: number;
}): void;
export function popScope(): void;

/**
 * Reports `id` (an integer ≥ 1) through `drain` after the garbage collector has found `object` dead,
 * also while synchronous code runs. An object may be watched once.
 */
export function watch(object: object, id: number): void;

/** Ids of watched objects that died since the last call. */
export function drain(): number[];

/**
 * Starts to agree with the other ranks on which of these ids (integers) all of them know; returns at
 * once. Every rank must call this at the same place of the program, each with its own ids.
 */
export function propose(ids: readonly number[]): void;

/** Waits for what `propose` started: the ids that every rank proposed, in the same order on all. */
export function agreed(): number[];
