/** Run by `node --import tsx`, untransformed. */
import * as np from 'numpy-ts';
import { functions } from './functions';
import { type NumPy, programs } from './programs';
import { serve } from './serve';
import { smallPrograms } from './small';

// numpy-ts does not collect its arrays while a program is busy: its default of 256 MiB would not do.
np.configureWasm({ maxMemory: 2 ** 31 - 2 ** 16 });
const same = np as unknown as NumPy;
serve({ ...programs(same), ...smallPrograms(same), ...functions(same) });
