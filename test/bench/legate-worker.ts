/** Run by `legatec`. */
import * as np from 'legate-ts/numpy';
import { serve } from './serve';

serve(np);
