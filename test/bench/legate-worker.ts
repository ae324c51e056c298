/** Run by `legatec`. */
import * as np from 'legate-ts/numpy';
import { functions } from './functions';
import { loops } from './loops';
import { nbody } from './nbody';
import { programs } from './programs';
import { serve } from './serve';

serve({ ...programs(np), ...functions(np), ...loops, nbody });
