/** `.npy` files: what NumPy writes is read, what we write NumPy reads, and hostile files are refused. */
import '../numpy/setup';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import * as np from '../../../runtime/numpy/index';

const folder = mkdtempSync(join(tmpdir(), 'npy-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

/** A file with this header text and these bytes after it. */
function bytesOf(header: string, data: Uint8Array = new Uint8Array(0), version = 1): Uint8Array {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  return Buffer.concat([
    Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1'),
    length,
    Buffer.from(header, 'latin1'),
    data,
  ]);
}

const dict = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;

const raw = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);

describe('round trip', () => {
  const arrays: Record<string, np.NDArray> = {
    bool: np.array([1, 0, 1], 'bool'),
    int8: np.array([-128, 127], 'int8'),
    uint16: np.array([[1, 65535]], 'uint16'),
    int64: np.array([2n ** 62n, -5n]),
    uint64: np.array([2n ** 64n - 1n], 'uint64'),
    float32: np.array([0.5, -1.25], 'float32'),
    float64: np.arange(24).reshape(2, 3, 4),
    complex64: np.array([new np.Complex(1, -2)], 'complex64'),
    complex128: np.array([new np.Complex(0.1, 7)]),
    scalar: np.array(4.5),
    empty: np.zeros([2, 0, 3]),
    view: np.arange(12).reshape(3, 4).T.slice('::-1', '1:'),
  };
  test.each(Object.entries(arrays))('%s', (name, a) => {
    np.saveNpySync(file(`${name}.npy`), a);
    const b = np.loadNpySync(file(`${name}.npy`));
    expect([b.dtype, b.shape, b.toArray()]).toEqual([a.dtype, a.shape, a.toArray()]);
    expect(np.parseNpy(np.serializeNpy(a)).toArray()).toEqual(a.toArray());
  });

  test('elements begin at a multiple of 64 bytes, as NumPy writes them', () => {
    const bytes = np.serializeNpy(np.array([1.5, 2]));
    const text = Buffer.from(bytes).toString('latin1');
    expect(text.slice(10, 69)).toBe("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }  ");
    expect(bytes.byteLength).toBe(128 + 16);
    expect(bytes[127]).toBe(10);
  });
});

describe('what others write', () => {
  test('Fortran order is a view', () => {
    const a = np.parseNpy(bytesOf(dict('<f8', '(2, 3)', 'True'), raw(1, 2, 3, 4, 5, 6)));
    expect(a.toArray()).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
  });

  test('big-endian', () => {
    const a = np.parseNpy(bytesOf(dict('>i4', '(2,)'), Uint8Array.of(0, 0, 1, 0, 255, 255, 255, 254)));
    expect(a.toArray()).toEqual([256, -2]);
  });

  test('versions 2 and 3, other orders of keys, double quotes', () => {
    const header = `{"shape": (1,), "fortran_order": False, "descr": "<f8"}`;
    expect(np.parseNpy(bytesOf(header, raw(7), 2)).toArray()).toEqual([7]);
    expect(np.parseNpy(bytesOf(header, raw(7), 3)).toArray()).toEqual([7]);
  });

  test('true is 1 whatever the byte', () => {
    const a = np.parseNpy(bytesOf(dict('|b1', '(3,)'), Uint8Array.of(0, 2, 255)));
    expect(a.toArray()).toEqual([0, 1, 1]);
  });
});

describe('refusals', () => {
  const cases: [string, string, Uint8Array][] = [
    ['an empty file', 'LGT5002', new Uint8Array(0)],
    ['no magic', 'LGT5002', Buffer.from('PK\x03\x04 something else')],
    ['an unknown version', 'LGT5002', bytesOf(dict('<f8', '(1,)'), raw(1), 9)],
    ['an end within the header', 'LGT5002', bytesOf(dict('<f8', '(1,)')).subarray(0, 30)],
    ['an end within the length', 'LGT5002', bytesOf('').subarray(0, 9)],
    [
      'a header of 4 GiB',
      'LGT5002',
      Buffer.concat([Buffer.from('\x93NUMPY\x02\0', 'latin1'), Buffer.from([255, 255, 255, 255])]),
    ],
    ['32 GiB of elements', 'LGT5003', bytesOf(dict('<f8', '(4294967296,)'), raw(1))],
    [
      'a product that overflows',
      'LGT5003',
      bytesOf(dict('<f8', '(9007199254740991, 9007199254740991, 9007199254740991)')),
    ],
    ['an extent past 2^53', 'LGT5002', bytesOf(dict('<f8', '(99999999999999999999,)'))],
    ['a negative extent', 'LGT5002', bytesOf(dict('<f8', '(-1,)'))],
    ['too many dimensions', 'LGT5002', bytesOf(dict('<f8', `(${'1, '.repeat(80)})`), raw(1))],
    ['missing elements', 'LGT5003', bytesOf(dict('<f8', '(3,)'), raw(1, 2))],
    ['Python objects', 'LGT5004', bytesOf(dict('|O', '(1,)'), raw(1))],
    ['long doubles', 'LGT5004', bytesOf(dict('<f16', '(1,)'), raw(1, 2))],
    ['records', 'LGT5002', bytesOf("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (1,)}", raw(1))],
    [
      'code in the header',
      'LGT5002',
      bytesOf("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}", raw(1)),
    ],
    ['something after the dictionary', 'LGT5002', bytesOf(`${dict('<f8', '(1,)')} + 1`, raw(1))],
    ['no shape', 'LGT5002', bytesOf("{'descr': '<f8', 'fortran_order': False}", raw(1))],
    ['no order', 'LGT5002', bytesOf("{'descr': '<f8', 'shape': (1,)}", raw(1))],
    ['keys of the prototype', 'LGT5002', bytesOf("{'__proto__': (1,), 'descr': '<f8'}", raw(1))],
  ];
  test.each(cases)('%s', (_, code, bytes) => {
    expect(() => np.parseNpy(bytes)).toThrow(code);
    writeFileSync(file('bad.npy'), bytes);
    expect(() => np.loadNpySync(file('bad.npy'))).toThrow(code);
  });

  test('a file that was cut off', () => {
    np.saveNpySync(file('cut.npy'), np.arange(100));
    truncateSync(file('cut.npy'), 500);
    expect(() => np.loadNpySync(file('cut.npy'))).toThrow(
      /LGT5003: .*cut\.npy is truncated: .*800 bytes, but only 372/,
    );
  });

  test('what is no file: missing, a folder, a pipe', () => {
    execFileSync('mkfifo', [file('pipe')]);
    for (const name of ['missing.npy', '.', 'pipe']) expect(() => np.loadNpySync(file(name))).toThrow('LGT5001');
    expect(() => np.loadSync(file('x.npz'))).toThrow('LGT5001');
    expect(() => np.loadNpySync(file('x.npz'))).toThrow('LGT5004');
  });
});

describe('writing', () => {
  test('a failure leaves what was there, and nothing else', () => {
    const target = file('occupied');
    mkdirSync(join(target, 'inside'), { recursive: true });
    expect(() => np.saveNpySync(target, np.ones([2]))).toThrow('LGT5005');
    expect(existsSync(join(target, 'inside'))).toBe(true);
    expect(() => np.saveNpySync(file('no/such/folder.npy'), np.ones([2]))).toThrow('LGT5005');
    expect(readdirSync(folder).filter((f) => f.endsWith('.part'))).toEqual([]);
  });

  test('replaces a file that is there', async () => {
    await np.save(file('twice.npy'), np.zeros([3]));
    await np.save(file('twice.npy'), np.ones([2]));
    expect((await np.loadNpy(file('twice.npy'))).toArray()).toEqual([1, 1]);
    expect(readFileSync(file('twice.npy')).byteLength).toBe(128 + 16);
  });
});
