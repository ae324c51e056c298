/** Run by `legatec`. */
import * as np from 'legate-ts/numpy';
import { sweep } from './sweep-calls';

sweep(np, Number(process.argv[2]), Number(process.argv[3]));
