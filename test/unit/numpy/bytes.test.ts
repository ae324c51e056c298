/** Arrays that are the same memory under different types, beyond what NumPy can be asked for. */
import './setup';
import { expect, test } from 'vitest';
import * as np from '../../../runtime/numpy/index';

test('what JavaScript writes through data is seen under every type, and the reverse', () => {
  const a = np.array([1, 2, 3, 4], 'float32');
  const bits = a.view('int32');
  bits.set([0], 0);
  const data = a.data as Float32Array;
  expect([...data]).toEqual([0, 2, 3, 4]);
  data[1] = 1;
  expect(bits.get([1])).toBe(0x3f800000);
  bits.set([2], 0x3f800000);
  expect([...data]).toEqual([0, 1, 1, 4]);
  expect(a.view('uint8').get([15])).toBe(0x40);
  np.copyto(a.view('uint8').slice(':4'), a.view('uint8').slice('4:8'));
  expect(a.toArray()).toEqual([1, 1, 1, 4]);
});

test('a view under another type outlives the array, and what was written last', () => {
  const a = np.arange(4).add(1);
  const bits = a.view('uint64');
  a.fill(2);
  a.dispose();
  expect(bits.view('float64').toArray()).toEqual([2, 2, 2, 2]);
  const again = bits.view('float64');
  bits.dispose();
  expect(again.add(1).toArray()).toEqual([3, 3, 3, 3]);
});

test('memory is shared, where bytes are', () => {
  const a = np.zeros([8]);
  expect(np.may_share_memory(a, a.view('int32'))).toBe(true);
  expect(np.may_share_memory(a.slice('4:'), a.view('int32').slice('8:'))).toBe(true);
  expect(np.may_share_memory(a.slice('4:'), a.view('int32').slice(':8'))).toBe(false);
});

test('nothing has no bytes', () => {
  expect(np.zeros([0, 3]).view('int32').shape).toEqual([0, 6]);
  expect(np.zeros([3, 0]).view('int32').shape).toEqual([3, 0]);
});

test('what would begin inside an element is refused', () => {
  const a = np.zeros([4], 'int32');
  expect(() => a.slice('1:3').view('float64')).toThrow('LGT4018');
  expect(() => a.slice('1:2').view('float64')).toThrow('LGT4018');
});
