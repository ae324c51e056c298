// npm run bench -- [--only NAME] [--json FILE]: sets up, then runs the benchmarks on the compiled package.
import { foreground } from './program.mjs';
import { main } from './setup.mjs';

await main(() => foreground(process.execPath, ['--import', 'tsx', 'test/bench/main.ts', ...process.argv.slice(2)]));
