import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DType, Store } from '../../../native/index';
import { ADDON, addon, built, bytesOf, CONFIG, contents, elementwise, NO_SCALARS, storeOf } from './harness';

const STRICT = { fastMath: false };
/** Functions that go through libmvec, with their arity. */
const FUNCTIONS: Record<string, 1 | 2> = {
  acos: 1,
  acosh: 1,
  asin: 1,
  asinh: 1,
  atan: 1,
  atan2: 2,
  atanh: 1,
  cbrt: 1,
  cos: 1,
  cosh: 1,
  erf: 1,
  erfc: 1,
  exp: 1,
  exp10: 1,
  exp2: 1,
  expm1: 1,
  hypot: 2,
  log: 1,
  log10: 1,
  log1p: 1,
  log2: 1,
  pow: 2,
  sin: 1,
  sinh: 1,
  tan: 1,
  tanh: 1,
};

describe.skipIf(!built)('the JIT', () => {
  const legate = built ? addon() : (undefined as never);
  const scratch = mkdtempSync(join(tmpdir(), 'legate-ts-jit-'));
  beforeAll(() => legate.start(CONFIG));
  afterAll(() => {
    expect(legate.finish()).toBe(0);
    rmSync(scratch, { recursive: true });
  });

  let kernels = 0;
  const compile = (ir: string | Uint8Array, options = STRICT): string => {
    const key = `test-${kernels++}`;
    legate.jitCompile(key, ir, options);
    return key;
  };

  function apply(kernel: string, source: Store, dtype: DType, scalars: Uint8Array = NO_SCALARS): Store {
    const [n] = source.shape as [number];
    const target = new legate.Store([n], dtype);
    const args = [
      { store: 0, access: 'read' },
      { store: 1, access: 'write' },
    ] as const;
    const slots = scalars.length / 16;
    const plan = new legate.Plan([
      { task: 'kernel', kernel, points: 1, extent: n, tile: n, args, scalars: slots ? [0] : [], site: 0 },
    ]);
    legate.execute(plan, [source, target], scalars, ['jit.ts:1:1']);
    return target;
  }

  it('knows the host', () => {
    const { cpu, features, llvm, veclib } = legate.jitTarget();
    expect(cpu).not.toBe('');
    expect(features.split(',')).toContain('+sse2');
    expect(features.split(',')).toEqual([...features.split(',')].sort());
    expect(llvm).toMatch(/^14\./);
    expect(veclib).toMatch(/^libmvec-/);
  });

  it('vectorises without checking for overlap', () => {
    const ir = elementwise('%s = load double, double* %sp\n  %m = fmul double %x, %s\n  %y = fadd double %m, 1.0');
    const optimised = legate.jitEmit(ir, 'llvm', STRICT);
    expect(optimised).toMatch(/fmul <\d+ x double>/);
    expect(optimised).not.toMatch(/memcheck|found\.conflict/);
    // Base pointers, bounds and scalar are loaded once, before the loop.
    expect(optimised.match(/, !invariant\.load/g)).toHaveLength(5);
    expect(legate.jitEmit(ir, 'asm', STRICT)).toMatch(/kernel:/);
  });

  it('reads elements that lie apart one by one, in vectors all the same', () => {
    const ir = elementwise('%y = fmul double %x, %x');
    const dense = '%xp = getelementptr double, double* %a0, i64 %i';
    expect(ir).toContain(dense);
    const apart = ir.replace(dense, '%a = mul i64 %i, %hi\n  %xp = getelementptr double, double* %a0, i64 %a');
    const optimised = legate.jitEmit(apart, 'llvm', STRICT);
    expect(optimised).toMatch(/fmul <\d+ x double>/);
    expect(optimised).not.toMatch(/gather/);
  });

  it('keeps to IEEE arithmetic unless told otherwise', () => {
    const ir = elementwise('%m = fmul double %x, %x\n  %y = fadd double %m, -1.0');
    const close = 1 + 2 ** -30;
    const source = storeOf(legate, [8], 'float64', new Float64Array(8).fill(close));
    expect(contents(apply(compile(ir), source, 'float64'))).toEqual(new Array(8).fill(close * close - 1));
    const fast = legate.jitEmit(ir, 'llvm', { fastMath: true });
    expect(fast).toMatch(/reassoc|contract/);
    expect(legate.jitEmit(ir, 'llvm', STRICT)).not.toMatch(/reassoc|contract|fast/);
  });

  describe.each(['float64', 'float32'] as const)('gives %s the same bits wherever an element stands', (dtype) => {
    const [type, suffix] = dtype === 'float64' ? ['double', ''] : ['float', 'f'];
    const N = 67;
    const sample = (name: string) =>
      Array.from({ length: N }, (_, i) => {
        if (i === 7) return Number.POSITIVE_INFINITY;
        if (i === 20) return Number.NaN;
        if (i === 33) return -3;
        return name === 'acosh' ? 1 + i / 10 : ((i + 1) / (N + 1)) * (name.startsWith('a') ? 1 : 5);
      }).map((v) => (dtype === 'float32' ? Math.fround(v) : v));

    it.each(Object.entries(FUNCTIONS))('%s', (name, arity) => {
      const parameters = new Array(arity).fill(type).join(', ');
      const args = new Array(arity).fill(`${type} %x`).join(', ');
      const kernel = compile(
        elementwise(
          `%y = call ${type} @${name}${suffix}(${args})`,
          type,
          `declare ${type} @${name}${suffix}(${parameters})`,
        ),
      );
      const values = sample(name);
      const at = (list: ArrayLike<number>) =>
        contents(apply(kernel, storeOf(legate, [list.length], dtype, Array.from(list)), dtype)) as number[];
      const whole = at(values);
      const exact = (Math as unknown as Record<string, (...x: number[]) => number>)[name];
      whole.forEach((v, i) => {
        const want = exact?.(values[i]!, values[i]!);
        if (want === undefined || Number.isNaN(want)) return;
        if (!Number.isFinite(want)) expect(v).toBe(want);
        else expect(Math.abs(v - want)).toBeLessThanOrEqual(Math.abs(want) * (dtype === 'float64' ? 1e-15 : 5e-7));
      });
      for (const shift of [1, 2, 5]) {
        const rotated = values.map((_, i) => values[(i + shift) % N]!);
        expect(at(rotated)).toEqual(whole.map((_, i) => whole[(i + shift) % N]));
      }
      // A single element takes the scalar path.
      for (const i of [0, 1, 2, 3, 7, 20, 33, 66]) expect(at([values[i]!])).toEqual([whole[i]]);
    });
  });

  it('gives the same bits when types of different widths share a loop, and to constants', () => {
    const declare = 'declare double @sin(double)\ndeclare double @llvm.pow.f64(double, double)';
    const wide = compile(
      elementwise('%w = fpext float %x to double\n  %y = call double @sin(double %w)', 'double', declare, 'float'),
    );
    const plain = compile(elementwise('%y = call double @sin(double %x)', 'double', declare));
    const single = Float32Array.from({ length: 37 }, (_, i) => i * 0.37);
    const fromSingle = contents(apply(wide, storeOf(legate, [37], 'float32', single), 'float64'));
    expect(fromSingle).toEqual(contents(apply(plain, storeOf(legate, [37], 'float64', Array.from(single)), 'float64')));

    const constant = compile(
      elementwise('%c = call double @sin(double 0.37)\n  %y = fadd double %c, 0.0', 'double', declare),
    );
    const variable = contents(apply(plain, storeOf(legate, [1], 'float64', [0.37]), 'float64'));
    expect(contents(apply(constant, storeOf(legate, [1], 'float64', [0]), 'float64'))).toEqual(variable);

    const square = compile(elementwise('%y = call double @llvm.pow.f64(double %x, double 2.0)', 'double', declare));
    const power = compile(
      elementwise(
        '%s = load double, double* %sp\n  %y = call double @llvm.pow.f64(double %x, double %s)',
        'double',
        declare,
      ),
    );
    const xs = storeOf(
      legate,
      [101],
      'float64',
      Float64Array.from({ length: 101 }, (_, i) => i * 0.731),
    );
    expect(contents(apply(square, xs, 'float64'))).toEqual(
      contents(apply(power, xs, 'float64', bytesOf(new Float64Array([2, 0])))),
    );
  });

  it('links complex functions', () => {
    const ir = elementwise(
      `%r = alloca [2 x double]
  %rp = getelementptr [2 x double], [2 x double]* %r, i64 0, i64 0
  call void @lt_c128_exp(double 0.0, double %x, double* %rp)
  %y = load double, double* %rp`,
      'double',
      'declare void @lt_c128_exp(double, double, double*)',
    );
    const got = contents(apply(compile(ir), storeOf(legate, [3], 'float64', [0, 1, 2]), 'float64')) as number[];
    got.forEach((v, i) => {
      expect(v).toBeCloseTo(Math.cos(i), 14);
    });
  });

  it.each<[string, string | Uint8Array, string]>([
    ['text that is no IR', 'define foo', 'LGT7030'],
    ['a module without kernel', 'define void @k() { ret void }', 'LGT7030'],
    ['a kernel of another type', 'define i32 @kernel() { ret i32 0 }', 'LGT7030'],
    ['bitcode that is cut off', new Uint8Array([0x42, 0x43, 0xc0, 0xde, 1, 2]), 'LGT7030'],
    [
      'IR that does not verify',
      'define void @kernel(i8* %a, i64* %b, i8* %c) {\nx:\n %v = add i64 %w, 1\n br label %y\ny:\n %w = add i64 %v, 1\n br label %x\n}',
      'LGT7030',
    ],
    [
      'a call of nothing',
      'declare void @no_such_function()\ndefine void @kernel(i8* %a, i64* %b, i8* %c) { call void @no_such_function() ret void }',
      'LGT7031',
    ],
  ])('refuses %s', (_, ir, code) => {
    expect(() => legate.jitCompile('refused', ir as string, STRICT)).toThrow(expect.objectContaining({ code }));
    expect(legate.jitHas('refused')).toBe(false);
  });

  it('refuses keys that are no file names', () => {
    for (const key of ['', '../x', 'a b', 'x'.repeat(201)]) expect(() => legate.jitHas(key)).toThrow(/LGT7010/);
  });

  describe('cache', () => {
    const folder = join(scratch, 'deep', 'cache');
    const ir = elementwise('%y = fadd double %x, 41.0');
    const program = `const L = require(${JSON.stringify(ADDON)});
      L.jitCacheFolder(${JSON.stringify(folder)});
      const had = L.jitHas('cached');
      if (!had) L.jitCompile('cached', ${JSON.stringify(ir)}, { fastMath: false });
      L.start(${JSON.stringify(CONFIG)});
      const [a, b] = [new L.Store([1], 'float64'), new L.Store([1], 'float64')];
      L.execute(new L.Plan([{ task: 'kernel', kernel: 'cached', points: 1, extent: 1, tile: 1, scalars: [], site: 0,
        args: [{ store: 0, access: 'read' }, { store: 1, access: 'write' }] }]), [a, b], new Uint8Array(0), ['a']);
      const out = new Float64Array(1);
      b.read(new Uint8Array(out.buffer));
      const { compiled, loaded } = L.counters();
      console.log(JSON.stringify({ had, compiled, loaded, value: out[0] }));`;
    const run = () => {
      const child = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8', timeout: 60_000 });
      return JSON.parse(child.stdout || `"${child.stderr}"`);
    };
    const file = () => join(folder, readdirSync(folder)[0] as string);
    const fresh = { had: false, compiled: 1, loaded: 0, value: 41 };

    it('keeps objects between processes, for this user only', () => {
      expect(run()).toEqual(fresh);
      expect(readdirSync(folder)).toHaveLength(1);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(statSync(file()).mode & 0o077).toBe(0);
      expect(run()).toEqual({ had: true, compiled: 0, loaded: 1, value: 41 });
    });

    it.each<[string, (whole: Buffer) => Buffer]>([
      ['cut short', (b) => b.subarray(0, b.length / 2)],
      ['empty', () => Buffer.alloc(0)],
      ['of other bytes', (b) => Buffer.from(b.map((v, i) => (i === b.length - 100 ? v ^ 1 : v)))],
      ['no object', () => Buffer.from('hello')],
    ])('builds again what is %s', (_, damage) => {
      const whole = readFileSync(file());
      writeFileSync(file(), damage(whole));
      expect(run()).toEqual(fresh);
      expect(readFileSync(file())).toEqual(whole);
    });

    it('refuses a folder that can not be one', () => {
      writeFileSync(join(scratch, 'file'), '');
      expect(() => legate.jitCacheFolder(join(scratch, 'file'))).toThrow(/LGT7032/);
      expect(() => legate.jitCacheFolder(join(scratch, 'file', 'below'))).toThrow(/LGT7032/);
      legate.jitCacheFolder('');
    });
  });
});
