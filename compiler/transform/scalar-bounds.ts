/** What is known of a number of scalar code before it runs. */
import type { Value } from './scalar-code';

/** What is computed may be 2^31 where its operands, int32, can only be -2^31: it doesn't fit in 32 bits. */
const widened = (bound: number): number => (bound === 2 ** 31 ? bound + 1 : bound);

/**
 * How far from 0 a value may be that is surely an integer, and exact; 2^31: any int32.
 * @param leaf the same of what isn't computed: an element, a captured number
 */
export function boundOf(value: Value, leaf: (value: Value) => number | undefined): number | undefined {
  const known = of(value);
  return known !== undefined && known <= Number.MAX_SAFE_INTEGER ? known : undefined;

  function of(v: Value): number | undefined {
    if (typeof v.constant === 'number')
      return Number.isSafeInteger(v.constant) ? widened(Math.abs(v.constant)) : undefined;
    if (v.operands === undefined) return leaf(v);
    const [x, y, z] = v.operands;
    const both = (a: Value, b: Value, join: (m: number, n: number) => number): number | undefined => {
      const [m, n] = [boundOf(a, leaf), boundOf(b, leaf)];
      return m === undefined || n === undefined ? undefined : join(m, n);
    };
    switch (v.op) {
      case 'number':
        return 1;
      case 'select':
        return both(y!, z!, Math.max);
      case 'min':
      case 'max':
        return both(x!, y!, Math.max);
      case 'add':
      case 'sub':
        return both(x!, y!, (m, n) => widened(m + n));
      case 'mul':
        return both(x!, y!, (m, n) => widened(m * n));
      case 'neg':
      case 'abs': {
        const bound = boundOf(x!, leaf);
        return bound === undefined ? undefined : widened(bound);
      }
      // Bits are those of 32-bit integers, whatever they are made of.
      case 'bitand':
      case 'bitor':
      case 'bitxor':
      case 'bitnot':
      case 'shl':
      case 'shr':
      case 'imul':
        return 2 ** 31;
      case 'ushr':
        return 2 ** 32;
      case 'clz32':
        return 32;
      default:
        return undefined;
    }
  }
}
