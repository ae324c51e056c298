/**
 * Taking regions for a flush may collect garbage. A handle that was found dead then gave its buffer's
 * region back to the pool while the flush still used it, and the next taker got the same one (LGT7020).
 */
import { expect, it } from 'vitest';
import { Buffer } from '../../runtime/core/buffer';
import { reap, setReaper } from '../../runtime/core/lifetime';
import { View } from '../../runtime/core/view';
import { Tracer } from '../../runtime/trace/tracer';

it('a buffer whose last handle dies during a flush keeps its storage until the flush is done', () => {
  const dead: number[] = [];
  const ids = new Map<object, number>();
  setReaper({ watch: (object, id) => ids.set(object, id), drain: () => dead.splice(0) });
  try {
    const events: string[] = [];
    const source = View.whole(new Buffer('float64', [4]));
    source.buffer.storage = { release: () => events.push('released') };
    const target = View.whole(new Buffer('float64', [4]));
    const tracer = new Tracer({
      run() {
        dead.push(ids.get(source)!);
        reap();
        events.push('used');
      },
      read() {},
    });
    tracer.record('copy', [source], [target]);
    tracer.flush();
    expect(events).toEqual(['used', 'released']);
  } finally {
    setReaper(undefined);
  }
});
