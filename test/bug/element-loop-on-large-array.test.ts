/** Reads of single elements were tasks that reset the count of writes, and the other way round: a loop of both never came to the host. */
import { expect, test } from 'vitest';
import { setHostPath } from '../../runtime/host/setting';
import { ReferenceExecutor } from '../../runtime/launch/reference';
import * as np from '../../runtime/numpy/index';
import { onFirstUse } from '../../runtime/trace/instance';
import { type Job, Tracer } from '../../runtime/trace/tracer';

class Counted extends ReferenceExecutor {
  nodes = 0;
  override run(job: Job): void {
    this.nodes += job.trace.nodes.length;
    super.run(job);
  }
}

test('a loop that reads and writes elements of a large array is not a loop of tasks', () => {
  const executor = new Counted();
  onFirstUse(() => new Tracer(executor));
  setHostPath(true);
  const a = np.zeros([300_000]);
  for (let i = 1; i < 3000; i++) a[i] = (a[i - 1] as number) + 1;
  expect(a.get([2999])).toBe(2999);
  expect(executor.nodes).toBeLessThan(60);
});
