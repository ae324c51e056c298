/**
 * Random traces through the engine, fused and unfused, against the reference interpreter: the same
 * bits in every array that lives on.
 */
import { describe, expect, it } from 'vitest';
import type { HostArray } from '../../compiler/ir/dtype';
import { printTrace } from '../../compiler/ir/graph';
import { halfValue } from '../../compiler/ir/half';
import { loadAddon } from '../../runtime/core/addon';
import { Buffer } from '../../runtime/core/buffer';
import { EngineExecutor } from '../../runtime/launch/engine';
import { ReferenceExecutor } from '../../runtime/launch/reference';
import type { Executor } from '../../runtime/trace/tracer';
import { type RandomJob, randomJob } from './random-trace';

const addon = loadAddon();
addon.start('--cpus 2 --gpus 0 --omps 0 --utility 1 --sysmem 2000');

const engine = (fuse: boolean, processors: number): Executor =>
  new EngineExecutor(addon, {
    machine: { processors },
    budget: 1e9,
    fuse,
    fastMath: false,
    inline: false,
    emit: [],
    verify: true,
    salt: 'ieee',
  });

/** Contents of all live buffers after the trace. */
function run(executor: Executor, job: RandomJob): Map<number, Uint8Array> {
  const buffers = job.trace.buffers.map((decl, i) => {
    const b = new Buffer(decl.dtype, decl.shape);
    b.mirror = job.contents[i]?.slice() as HostArray | undefined;
    if (decl.live) b.handles = 1;
    return b;
  });
  executor.run({ trace: job.trace, buffers, scalars: job.scalars, siteOf: (n) => `random.ts:${n + 1}:1` });
  const out = new Map<number, Uint8Array>();
  buffers.forEach((b, i) => {
    if (!job.trace.buffers[i]?.live || !b.defined) return;
    const bytes = new Uint8Array(b.bytes);
    executor.read([{ buffer: b, into: bytes }]);
    out.set(i, bytes);
  });
  for (const b of buffers) {
    b.handles = 0;
    b.free();
  }
  return out;
}

/** NaNs are equal, whatever their payload. */
function same(a: Uint8Array, b: Uint8Array, dtype: string): boolean {
  if (Buffer_equal(a, b)) return true;
  if (dtype === 'float16') {
    const values = (bytes: Uint8Array) => Array.from(new Uint16Array(bytes.buffer), halfValue);
    const other = values(b);
    return values(a).every((v, i) => Object.is(v, other[i]));
  }
  const wide = dtype === 'float64' || dtype === 'complex128';
  if (!wide && dtype !== 'float32' && dtype !== 'complex64') return false;
  const view = (x: Uint8Array) => (wide ? new Float64Array(x.buffer) : new Float32Array(x.buffer));
  const [x, y] = [view(a), view(b)];
  return x.every((v, i) => Object.is(v, y[i]));
}

const Buffer_equal = (a: Uint8Array, b: Uint8Array): boolean => globalThis.Buffer.compare(a, b) === 0;

const COUNT = Number(process.env.LEGATE_TS_TEST_TRACES ?? 300);
const FIRST = Number(process.env.LEGATE_TS_TEST_SEED ?? 1);

describe('random traces', () => {
  it.each([
    ['fused, two processors', true, 2],
    ['fused, one processor', true, 1],
    ['unfused, two processors', false, 2],
  ] as const)('%s', { timeout: 300_000 }, (_, fuse, processors) => {
    const executor = engine(fuse, processors);
    const reference = new ReferenceExecutor();
    for (let seed = FIRST; seed < FIRST + COUNT; seed++) {
      const job = randomJob(seed);
      if (job.trace.nodes.length === 0) continue;
      const expected = run(reference, job);
      const actual = run(executor, job);
      for (const [i, bytes] of expected) {
        const decl = job.trace.buffers[i];
        if (!same(bytes, actual.get(i) as Uint8Array, decl?.dtype ?? '')) {
          expect.fail(`seed ${seed}: b${i} differs in\n${printTrace(job.trace)}`);
        }
      }
    }
  });
});
