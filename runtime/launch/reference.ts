/**
 * The executor without an engine: the reference interpreter on host memory, for tests and for
 * machines on which nothing can be compiled (`--no-jit`). Right by construction, and slow.
 */
import type { HostArray } from '../../compiler/ir/dtype';
import { BUILTIN } from '../../compiler/ops/builtin';
import { interpret } from '../../compiler/ops/interpret';
import type { Buffer, Storage } from '../core/buffer';
import type { Executor, Job, Read } from '../trace/tracer';

class HostStorage implements Storage {
  constructor(readonly data: HostArray) {}
  release(): void {}
}

export class ReferenceExecutor implements Executor {
  run({ trace, buffers, scalars }: Job): void {
    const contents = buffers.map((b) => b.mirror ?? dataOf(b));
    const results = interpret(
      trace,
      BUILTIN,
      scalars.map((s) => s.value),
      contents,
    );
    const written = new Set(trace.nodes.flatMap((n) => n.targets.map((t) => t.buffer)));
    buffers.forEach((b, i) => {
      if (b.pinned) {
        if (written.has(i)) b.mirror?.set(results[i] as never);
      } else if (written.has(i) || b.storage === undefined) {
        b.storage = new HostStorage(results[i] as HostArray);
        b.mirror = undefined;
      }
    });
  }

  read(reads: readonly Read[]): void {
    for (const { buffer, into } of reads) {
      const data = buffer.mirror ?? dataOf(buffer);
      if (data === undefined) {
        throw new Error(
          'LGT6012: read of an array that was never written; this is a bug in legate-ts, please report it',
        );
      }
      into.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  }
}

function dataOf(b: Buffer): HostArray | undefined {
  return b.storage instanceof HostStorage ? b.storage.data : undefined;
}
