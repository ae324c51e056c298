/** Run by `node --import tsx`, untransformed. */
import * as np from 'numpy-ts';
import type { NumPy } from './programs';
import { sweep } from './sweep-calls';

np.configureWasm({ maxMemory: 2 ** 31 - 2 ** 16 });
sweep(np as unknown as NumPy, Number(process.argv[2]), Number(process.argv[3]));
