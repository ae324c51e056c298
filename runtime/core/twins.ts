/**
 * Buffers of one memory under different types: what is written through one is read through the others.
 *
 * Each has contents of its own. Those that were written last are the current ones; another buffer gets its contents from
 * them, byte by byte, when somebody asks for them. So operations, tasks and dependences know nothing of it, and a change of
 * types costs a copy, once a change.
 */
import type { Buffer } from './buffer';

/** Writes the bytes of one buffer into another. */
let copyBytes: (from: Buffer, to: Buffer) => void;

/** Whether contents are being brought up to date: what is written then is no news. */
let copying = false;

/** Set by what knows operations. */
export function onStale(copy: typeof copyBytes): void {
  copyBytes = copy;
}

export class Twins {
  /** Those that have the current contents. */
  private readonly fresh: Set<Buffer>;
  private readonly all: Buffer[] = [];

  constructor(first: Buffer) {
    this.fresh = new Set([first]);
    this.add(first);
  }

  get members(): readonly Buffer[] {
    return this.all;
  }

  /** Nobody frees a member alone: what it has may be what the others are to get. */
  add(buffer: Buffer): void {
    buffer.join(this);
    this.all.push(buffer);
  }

  /** Gives a buffer the current contents. */
  refresh(buffer: Buffer): void {
    if (this.fresh.has(buffer)) return;
    const [from] = this.fresh;
    this.fresh.add(buffer);
    const outer = copying;
    copying = true;
    try {
      copyBytes(from as Buffer, buffer);
    } finally {
      copying = outer;
    }
  }

  /** A buffer's contents are about to change. */
  wrote(buffer: Buffer): void {
    if (copying) return;
    this.fresh.clear();
    this.fresh.add(buffer);
  }

  /** No view of any member is left. */
  get isDead(): boolean {
    return this.all.every((b) => b.handles === 1);
  }

  /** From now on each buffer is by itself. */
  part(): void {
    for (const b of this.all.splice(0)) b.leave();
  }
}
