// npm test [-- vitest's arguments]: sets up, then checks format, lint and types and runs the tests.
// The last line is always `N passed, N failed`. With arguments only vitest runs: `npm test -- test/unit/fuse`.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { here, readText, root, say } from './common.mjs';
import { foreground } from './program.mjs';
import { main } from './setup.mjs';
import { countTests } from './tally.mjs';

const legatec = join(root, 'dist', 'compiler', 'cli', 'main.js');
const samples = () =>
  readdirSync(join(root, 'samples'), { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('samples', name));
const bin = (name) => join(root, 'node_modules', '.bin', name);
const checks = [
  ['format and lint', bin('biome'), ['check', '--error-on-warnings', '.']],
  ['types of tests', bin('tsc'), ['-p', 'tsconfig.check.json']],
  ['types of samples', process.execPath, [legatec, 'check', ...samples()]],
];

async function runChecks() {
  const tally = { passed: 0, failed: 0 };
  for (const [name, command, args] of checks) {
    const ok = (await foreground(command, args)) === 0;
    say(`${ok ? 'passed' : 'FAILED'}: ${name}`);
    tally[ok ? 'passed' : 'failed'] += 1;
  }
  return tally;
}

async function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'legate-ts-test-'));
  const file = join(folder, 'tally');
  try {
    const reporters = ['--reporter=default', `--reporter=${join(here, 'reporter.mjs')}`];
    const env = { ...process.env, LEGATE_TS_TALLY: file };
    const code = await foreground(bin('vitest'), ['run', ...reporters, ...args], env);
    const { ended, ...tally } = countTests(readText(file), code);
    if (!ended) say(`FAILED: vitest did not reach its end (exit code ${code})`);
    return tally;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const tally = { passed: 0, failed: 0 };
const add = ({ passed, failed }) => {
  tally.passed += passed;
  tally.failed += failed;
};

await main(async () => {
  const args = process.argv.slice(2);
  if (args.length === 0) add(await runChecks());
  add(await runVitest(args));
  return tally.failed === 0 && tally.passed > 0 ? 0 : 1;
});
// A set-up that failed is a failure of its own: nothing was tested.
if (process.exitCode !== 0 && tally.failed === 0) tally.failed = 1;
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
