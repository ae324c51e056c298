/** Run by `legatec`. */
import * as np from 'legate-ts/numpy';
import { functions } from './functions';
import { loops } from './loops';
import { nbody } from './nbody';
import { programs } from './programs';
import { serve } from './serve';
import { smallPrograms } from './small';

serve({ ...programs(np), ...smallPrograms(np), ...functions(np), ...loops, nbody });
