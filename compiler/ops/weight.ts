/** What scalar code costs: a `ScalarBuilder` that counts. */
import { DTYPES, type DType, isComplex } from '../ir/dtype';
import type { Comparison, MathFunction, Scalar, ScalarBuilder } from './scalar-builder';

const PLAIN = 1;
const DIVISION = 16;
/** As long as the sine of a vector. */
const QUICK = 80;
const SLOW = 240;
const FUNCTIONS: Partial<Record<MathFunction, number>> = {
  floor: PLAIN,
  ceil: PLAIN,
  trunc: PLAIN,
  rint: PLAIN,
  fabs: PLAIN,
  copysign: PLAIN,
  minimum: PLAIN,
  maximum: PLAIN,
  sqrt: DIVISION,
  floordiv: QUICK,
  fmod: QUICK,
  nextafter: DIVISION,
  ldexp: DIVISION,
  logb: DIVISION,
  exp: QUICK,
  exp2: QUICK,
  log: QUICK,
  log2: QUICK,
  log10: QUICK,
  sin: QUICK,
  cos: QUICK,
};
/** Nobody knows how often it goes round. */
const LOOP = 4096;

/** Counts instructions, where those that take long count for as many as fit in their time. */
export class Weigher implements ScalarBuilder {
  weight = 0;

  private value(dtype: DType, weight = 1): Scalar {
    this.weight += weight;
    return { dtype };
  }

  constant(dtype: DType): Scalar {
    return { dtype };
  }

  convert(value: Scalar, to: DType): Scalar {
    return value.dtype === to ? value : this.value(to);
  }

  add = (a: Scalar): Scalar => this.value(a.dtype);
  sub = (a: Scalar): Scalar => this.value(a.dtype);
  mul = (a: Scalar): Scalar => this.value(a.dtype, isComplex(a.dtype) ? 6 : 1);
  div = (a: Scalar): Scalar => this.value(a.dtype, isComplex(a.dtype) ? 4 * DIVISION : DIVISION);
  rem = (a: Scalar): Scalar => this.value(a.dtype, QUICK);
  neg = (a: Scalar): Scalar => this.value(a.dtype);
  and = (a: Scalar): Scalar => this.value(a.dtype);
  or = (a: Scalar): Scalar => this.value(a.dtype);
  xor = (a: Scalar): Scalar => this.value(a.dtype);
  not = (a: Scalar): Scalar => this.value(a.dtype);
  shl = (a: Scalar): Scalar => this.value(a.dtype);
  shr = (a: Scalar): Scalar => this.value(a.dtype);

  compare(_how: Comparison, _a: Scalar, _b: Scalar): Scalar {
    return this.value('bool');
  }

  select(_condition: Scalar, a: Scalar): Scalar {
    return this.value(a.dtype);
  }

  isNaN(): Scalar {
    return this.value('bool');
  }

  call(fn: MathFunction, a: Scalar): Scalar {
    return this.value(a.dtype, FUNCTIONS[fn] ?? SLOW);
  }

  complex(re: Scalar): Scalar {
    return this.value(re.dtype === 'float32' ? 'complex64' : 'complex128');
  }

  real(a: Scalar): Scalar {
    return { dtype: DTYPES[a.dtype].real };
  }

  imag(a: Scalar): Scalar {
    return { dtype: DTYPES[a.dtype].real };
  }

  index(): Scalar {
    return this.value('int64');
  }

  loop(initial: readonly Scalar[]): Scalar[] {
    this.weight += LOOP;
    return [...initial];
  }
}
