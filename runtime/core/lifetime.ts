/**
 * How the death of handles that nobody releases is noticed.
 *
 * JavaScript's own finalisers are silent while synchronous code runs, so that a loop of array
 * operations would never free anything. The addon's tokens are collected inside the garbage
 * collection itself; they only enqueue, and the queue is drained at points of the program's order.
 */
import type { Buffer } from './buffer';

/** Tells when objects have died: the same ones at the same place of the program, on every rank. */
export interface Reaper {
  /** Calls nothing now; makes `drain` report `id` some time after `object` is unreachable. */
  watch(object: object, id: number): void;
  /** Ids that died since the last call. */
  drain(): readonly number[];
  /** Looks at once for whatever nothing reaches any more, so that the next `drain` tells of it. */
  collect?(): void;
}

let reaper: Reaper | undefined;
let nextId = 1;
/** What gives memory back when a handle is dead. */
interface Mortal {
  drop(): void;
}

const watched = new Map<number, Mortal>();
const idOf = new WeakMap<object, number>();

export function setReaper(r: Reaper | undefined): void {
  reaper = r;
}

interface Handle {
  readonly isReleased: boolean;
  release(): void;
}

/** Handles made since the innermost `handlesOf` began. */
let made: Handle[] | undefined;

/** Calls a function and gives its result, with all handles that were made meanwhile. */
export function handlesOf<R>(f: () => R): { readonly result: R; readonly handles: readonly Handle[] } {
  const outer = made;
  const handles: Handle[] = [];
  made = handles;
  try {
    return { result: f(), handles };
  } finally {
    made = outer;
    outer?.push(...handles);
  }
}

export function track(handle: Handle, buffer: Buffer): void {
  made?.push(handle);
  if (reaper === undefined || !buffer.watchesHandles) return;
  idOf.set(handle, watch(reaper, handle, buffer));
}

/** What is to be dropped when nothing reaches an object any more. @returns the number by which its death is told */
function watch(by: Reaper, object: object, mortal: Mortal): number {
  const id = nextId++;
  watched.set(id, mortal);
  by.watch(object, id);
  return id;
}

/** A small buffer got native memory: it goes when the buffer does. */
export function watchStorage(buffer: object, slot: Mortal): void {
  if (reaper !== undefined) watch(reaper, buffer, slot);
}

/** A released handle must not be dropped again when it is collected. */
export function untrack(handle: object): void {
  const id = idOf.get(handle);
  if (id !== undefined) watched.delete(id);
}

/** Memory is short: looks for handles that nothing reaches any more, and drops them. @returns how many. */
export function collectAndReap(): number {
  reaper?.collect?.();
  return reap();
}

/** Drops the handles that were collected. @returns how many. */
export function reap(): number {
  if (reaper === undefined) return 0;
  const dead = reaper.drain();
  for (const id of dead) {
    const buffer = watched.get(id);
    if (buffer === undefined) continue;
    watched.delete(id);
    buffer.drop();
  }
  return dead.length;
}
