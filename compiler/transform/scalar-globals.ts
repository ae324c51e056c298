/** `Math` and `Number` in scalar functions. */
import { INSTRUCTIONS } from '../ir/scalar-function';
import type { ScalarCode, Value } from './scalar-code';

const ownNumber = (object: object, name: string): number | undefined => {
  const value: unknown = Object.getOwnPropertyDescriptor(object, name)?.value;
  return typeof value === 'number' ? value : undefined;
};

export const mathConstant = (name: string): number | undefined => ownNumber(Math, name);
export const numberConstant = (name: string): number | undefined => ownNumber(Number, name);

/** Functions of one or two numbers that are instructions of that name. */
const DIRECT = new Set(
  (
    'abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 floor fround imul log log10 log1p ' +
    'log2 pow round sign sin sinh sqrt tan tanh trunc'
  ).split(' '),
);

/** A call of `Math[name]`, or undefined where that has no translation. */
export function callMath(code: ScalarCode, name: string, values: readonly Value[]): Value | undefined {
  const [first, second] = values;
  if (DIRECT.has(name)) {
    const arity = INSTRUCTIONS.get(name)![0].length;
    // A missing argument is undefined, which is NaN here.
    const given = Array.from({ length: arity }, (_, n) => values[n] ?? code.constant(Number.NaN));
    if (name === 'pow' && second?.constant === 2) return code.apply('mul', first!, first!);
    return code.apply(name, ...given);
  }
  if (name === 'max' || name === 'min') {
    if (first === undefined) return code.constant(name === 'max' ? -Infinity : Infinity);
    return values.reduce((x, y) => code.apply(name, x, y));
  }
  if (name !== 'hypot') return undefined;
  if (first === undefined) return code.constant(0);
  return second === undefined ? code.apply('abs', first) : values.reduce((x, y) => code.apply('hypot', x, y));
}

/** A call of `Number[name]` that asks something of a number, or undefined. */
export function testNumber(code: ScalarCode, name: string, x: Value): Value | undefined {
  const finite = (): Value => code.apply('lt', code.apply('abs', x), code.constant(Infinity));
  const whole = (): Value => code.apply('eq', code.apply('trunc', x), x);
  switch (name) {
    case 'isNaN':
      return code.apply('ne', x, x);
    case 'isFinite':
      return finite();
    case 'isInteger':
      return code.and(finite(), whole());
    case 'isSafeInteger':
      return code.and(code.apply('le', code.apply('abs', x), code.constant(Number.MAX_SAFE_INTEGER)), whole());
    default:
      return undefined;
  }
}
