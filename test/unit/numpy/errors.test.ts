/** Bad input is refused at the call, by number, in NumPy's words; arrays stay as they were. */
import './setup';
import { expect, test } from 'vitest';
import * as np from '../../../runtime/numpy/index';

const m = np.arange(6).reshape(2, 3);
const a = np.arange(3);
const i = np.array([1, 2], 'int32');
const k = np.array([1, 0], 'bool');

const CASES: Record<string, [code: string, call: (() => unknown)[]]> = {
  'shapes that do not broadcast': [
    'LGT4002',
    [
      () => m.add(np.ones([2])),
      () => np.where(a.greater(0), m, np.ones([4])),
      () => np.broadcast_arrays(a, np.ones([2])),
    ],
  ],
  'a target that the value does not fit': [
    'LGT4001',
    [
      () => np.copyto(a, m),
      () => np.copyto(m, np.ones([2])),
      () => np.broadcast_to(a, [2, 4]),
      () => {
        m[0] = [1, 2] as never;
      },
    ],
  ],
  'types without the operation': [
    'LGT4003',
    [
      () => k.subtract(k),
      () => np.negative(k),
      () => a.bitwise_and(a),
      () => np.floor(np.zeros([1], 'complex128')),
      () => np.gcd(a, a),
    ],
  ],
  'reshapes of another size': [
    'LGT4004',
    [() => m.reshape(4), () => m.reshape(-1, -1), () => m.reshape(-1, 4), () => m.reshape(2.5, 2)],
  ],
  'axes that are not there': [
    'LGT4005',
    [
      () => m.sum(2),
      () => m.sum(-3),
      () => m.sum([0, 5]),
      () => np.concatenate([m, m], 2),
      () => m.argmax(3),
      () => m.cumsum(2),
      () => np.sort(m, 2),
      () => np.expand_dims(m, 4),
      () => np.swapaxes(m, 0, 2),
      () => np.diagonal(a),
      () => np.split(m, 2, 2),
      () => m.sum(0.5),
      () => np.matmul(np.array(1), m),
      () => a.row(0),
    ],
  ],
  'repeated axes': [
    'LGT4006',
    [() => m.sum([0, 0]), () => m.sum([1, -1]), () => m.transpose([0, 0]), () => m.transpose([0])],
  ],
  'indices out of range': [
    'LGT4007',
    [
      () => m.get([2, 0]),
      () => m.get([0, -4]),
      () => m.item(6),
      () => a.item(-1),
      () => m.set([0, 3], 1),
      () => m.slice('2'),
      () => m.slice(':', '-4'),
      () => a.iget(3),
      () => a.iset(-1, 0),
      () => np.take(a, [3]),
      () => np.put(a, [7], 1),
      () => a.get([0.5]),
    ],
  ],
  'malformed slices': [
    'LGT4008',
    [
      () => m.slice('a'),
      () => m.slice('1:2:0'),
      () => m.slice('1:2:3:4'),
      () => m.slice(''),
      () => m.slice('1.5'),
      () => m.slice('1x'),
      () => m.slice('...', '...'),
      () => m.slice(1.5),
      () => m.slice(undefined as never),
    ],
  ],
  'too many indices': ['LGT4009', [() => m.slice('0', '0', '0'), () => m.get([0]), () => m.set([0, 0, 0], 1)]],
  'lists that are no arrays': [
    'LGT4010',
    [
      () => np.array([[1, 2], [3]]),
      () => np.array([1, [2]]),
      () => np.array('x'),
      () => np.array([null]),
      () => np.array([[1, 2], 3]),
      () => np.array({}),
      () => np.Complex.from('1' as never),
    ],
  ],
  'names that are no types': [
    'LGT4011',
    [() => np.zeros([1], 'float99' as never), () => a.astype('int' as never), () => np.array([1], 'float128' as never)],
  ],
  'shapes that are none': [
    'LGT4013',
    [
      () => np.zeros([-1]),
      () => np.ones([1.5]),
      () => np.zeros([1e6, 1e6, 1e6]),
      () => np.zeros(Array(65).fill(1)),
      () => np.zeros(['2'] as never),
    ],
  ],
  'extremes of nothing': [
    'LGT4014',
    [
      () => np.max(np.zeros([0])),
      () => np.min(np.zeros([2, 0]), 1),
      () => np.argmax(np.zeros([0])),
      () => np.ptp(np.zeros([0])),
    ],
  ],
  'products that do not fit': [
    'LGT4015',
    [
      () => np.dot(a, np.ones([2])),
      () => np.matmul(m, m),
      () => np.inner(m, np.ones([2])),
      () => np.vdot(a, m),
      () => np.matmul(m, np.ones([2])),
    ],
  ],
  'parts that do not fit': [
    'LGT4016',
    [
      () => np.concatenate([m, a]),
      () => np.concatenate([m, np.ones([3, 2])]),
      () => np.stack([a, i]),
      () => np.concatenate([np.array(1)]),
    ],
  ],
  'one element of several': ['LGT4017', [() => m.item(), () => np.zeros([0]).item()]],
  'arguments out of their range': [
    'LGT4018',
    [
      () => np.linspace(0, 1, -1),
      () => np.arange(0, 1, 0),
      () => np.arange(0, 9, 1, 'bool'),
      () => np.geomspace(0, 1),
      () => np.geomspace(-1, 1),
      () => np.split(a, 2),
      () => np.diff(a, -1),
      () => np.tile(a, -1),
      () => np.repeat(a, [-1]),
      () => np.concatenate([]),
      () => np.frombuffer(new ArrayBuffer(7)),
      () => np.where(a, a, undefined as never),
      () => np.pad(a, -1),
      () => np.max(a, 0, false, { where: a.greater(1) }),
    ],
  ],
  'writes to broadcast views': [
    'LGT4019',
    [
      () => np.copyto(np.broadcast_to(a, [2, 3]), m),
      () => np.broadcast_to(a, [2, 3]).fill(1),
      () => np.broadcast_to(a, [2, 3]).set([0, 0], 1),
    ],
  ],
  'squeezing what is not 1': ['LGT4020', [() => np.squeeze(m, 0)]],
  'diagonals of what is no cube': ['LGT4021', [() => np.fill_diagonal(np.ones([2, 3, 2]), 1)]],
};

test.each(Object.entries(CASES))('%s', (_, [code, calls]) => {
  for (const call of calls) expect(call, call.toString()).toThrow(code);
  expect([m.toArray(), a.toArray()]).toEqual([
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
    [0, 1, 2],
  ]);
});

test('messages are NumPy’s', () => {
  expect(() => m.add(np.ones([2]))).toThrow('operands could not be broadcast together with shapes (2, 3) (2,)');
  expect(() => m.sum(2)).toThrow('axis 2 is out of bounds for array of dimension 2');
  expect(() => m.slice('0', '0', '0')).toThrow(
    'too many indices for array: array is 2-dimensional, but 3 were indexed',
  );
  expect(() => m.reshape(4)).toThrow('cannot reshape array of size 6 into shape (4,)');
  expect(() => np.max(np.zeros([0]))).toThrow('zero-size array to reduction operation maximum which has no identity');
});
