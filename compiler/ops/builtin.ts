/** The operations that come with the system; libraries join their own lists to these. */
import { ARITHMETIC } from './arithmetic';
import { BESSEL } from './bessel';
import { BITWISE } from './bitwise';
import { COMPARISON } from './comparison';
import { COMPLEX } from './complex';
import { CONVERSION } from './conversion';
import { FFT } from './fft';
import { FOLD } from './fold';
import { GATHER } from './gather';
import { GENERATORS } from './generators';
import { LIBRARY } from './library';
import { LINALG } from './linalg';
import { LOGICAL } from './logical';
import { LOOP_REDUCTIONS } from './loop-reductions';
import { Registry } from './operation';
import { RANDOM } from './random';
import { REDUCTIONS } from './reductions';
import { ROUNDING } from './rounding';
import { SCALAR_FUNCTION } from './scalar-function';
import { SELECTION } from './selection';
import { TRANSCENDENTAL } from './transcendental';

export const BUILTIN = new Registry(
  ARITHMETIC,
  COMPARISON,
  LOGICAL,
  BITWISE,
  TRANSCENDENTAL,
  BESSEL,
  COMPLEX,
  ROUNDING,
  CONVERSION,
  SELECTION,
  SCALAR_FUNCTION,
  FOLD,
  GENERATORS,
  REDUCTIONS,
  LOOP_REDUCTIONS,
  LIBRARY,
  GATHER,
  LINALG,
  FFT,
  RANDOM,
);
