// npm start [-- FILE.ts arguments]: sets up, then runs the flights sample (or FILE.ts) through legatec.
import { join } from 'node:path';
import { root } from './common.mjs';
import { foreground } from './program.mjs';
import { main } from './setup.mjs';

const args = process.argv.slice(2);
const legatec = join(root, 'dist', 'compiler', 'cli', 'main.js');
await main(() => foreground(process.execPath, [legatec, ...(args.length > 0 ? args : ['samples/flights.ts'])]));
