/** Results that no cache keeps are stored past the caches: the same bits, from and to wherever they begin. */
import '../host/engine';
import { afterAll, describe, expect, it } from 'vitest';
import { emitKernel } from '../../../compiler/codegen/kernel';
import { compile } from '../../../compiler/compile';
import { BUILTIN } from '../../../compiler/ops/builtin';
import { loadAddon } from '../../../runtime/core/addon';
import { setHostPath } from '../../../runtime/host/setting';
import * as np from '../../../runtime/numpy/index';
import { bits } from '../host/bits';
import { TraceBuilder } from '../trace-builder';

const N = 70_000;
const ALWAYS = 0;
const NEVER = Number.MAX_SAFE_INTEGER;
const addon = loadAddon();
setHostPath(false);
afterAll(() => addon.jitStreamLeast(NEVER));

const FLOATS = np.linspace(-3, 5, N + 100);
/** A line is 64 bytes: elements of each size begin at each place in one. */
const TYPES = [
  'bool',
  'int8',
  'int16',
  'int32',
  'uint64',
  'float16',
  'float32',
  'float64',
  'complex64',
  'complex128',
] as const;

/** What a program computes is the same either way, to the bit. */
function same(program: () => unknown): void {
  addon.jitStreamLeast(NEVER);
  const ordinary = bits(program());
  addon.jitStreamLeast(ALWAYS);
  expect(bits(program())).toEqual(ordinary);
}

function kernel(n: number): string {
  const t = new TraceBuilder();
  t.op('sqrt', t.output(n), [t.input(n)]);
  const { kernels } = compile(t.trace(), { processors: 2 }, BUILTIN);
  return addon.jitEmit(emitKernel(kernels[0] as (typeof kernels)[number], BUILTIN), 'llvm', { fastMath: false });
}

describe('streams', () => {
  it('are vectors stored past the caches, in kernels of long results alone', () => {
    const stores = kernel(1_000_000)
      .split('\n')
      .filter((line) => line.includes('!nontemporal'));
    expect(stores.length).toBeGreaterThan(0);
    for (const line of stores) expect(line).toMatch(/store <\d+ x double> .*, align (16|32|64)/);
    expect(kernel(1_000_000)).toMatch(/fence seq_cst/);
    expect(kernel(1000)).not.toMatch(/nontemporal|fence/);
  });

  it.each(TYPES)('of %s, from any place of a line to any place', (dtype) => {
    const x = np.multiply(FLOATS, 2).astype(dtype);
    for (const offset of [0, 1, 2, 3, 5, 8, 31, 63]) {
      same(() => {
        const to = np.zeros([N + 100], dtype);
        np.copyto(to.slice(`${offset}:${offset + N}`), x.slice(`${7}:${7 + N}`));
        return to;
      });
    }
  });

  it('of rows that begin at other places each', () => {
    const x = FLOATS.slice(`:${100 * 690}`).reshape(100, 690);
    same(() => np.add(x, 1));
    same(() => {
      const to = np.zeros([100, 701]);
      np.copyto(to.slice(':', '3:693'), x);
      return to;
    });
    same(() => np.transpose(np.sqrt(np.abs(np.transpose(x)))));
  });

  it('of several results of one kernel, of sizes that differ', () => {
    same(() => {
      const [a, b] = [np.multiply(FLOATS, 3), np.greater(FLOATS, 1)];
      return [a, b, np.add(a, b)];
    });
    same(() => {
      const to = np.zeros([2 * N]);
      const [a, b] = [np.multiply(FLOATS, 3), np.negative(FLOATS)];
      np.copyto(to.slice(`1:${N + 101}`), a);
      return [a, b, to];
    });
  });

  it('not of what a kernel reads as well', () => {
    same(() => {
      const to = np.array(FLOATS);
      np.copyto(to, np.multiply(to, to));
      return to;
    });
  });
});
