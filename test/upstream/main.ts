/**
 * Runs numpy-ts' own tests with numpy-ts and with this package, and says where the two come apart.
 * See README.md for what it needs. Exit status 1: a test passes there and fails here, and isn't expected to.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pythonWith } from '../python';
import { EXPECTED } from './expected';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Of a file: what became of each test, and with which words it failed. */
type Outcomes = ReadonlyMap<string, { readonly passed: boolean; readonly words: string }>;

const root = join(__dirname, '..', '..');
const TARGETS = {
  'numpy-ts': join(root, 'node_modules', 'numpy-ts', 'dist', 'esm', 'node.js'),
  'legate-ts': join(root, 'dist', 'runtime', 'numpy', 'index.js'),
};

/** Runs the files whose paths contain one of `filters` (all, if there are none). */
function run(source: string, target: string, filters: readonly string[], python: NodeJS.ProcessEnv) {
  const folder = mkdtempSync(join(tmpdir(), 'legate-ts-upstream-'));
  const output = join(folder, 'report.json');
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const config = join(__dirname, 'vitest.config.mts');
    const args = [vitest, 'run', '--config', config, '--reporter', 'json', '--outputFile', output, ...filters];
    const env = { ...python, UPSTREAM_SOURCE: source, UPSTREAM_TARGET: target };
    const { stderr } = spawnSync(process.execPath, args, { cwd: source, env, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (!existsSync(output)) throw new Error(`vitest wrote no report:\n${stderr.slice(-2000)}`);
    return byFile(source, JSON.parse(readFileSync(output, 'utf8')) as Report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function byFile(source: string, report: Report): Map<string, Outcomes> {
  const files = new Map<string, Outcomes>();
  for (const { name, message, assertionResults } of report.testResults) {
    const outcomes = new Map<string, { passed: boolean; words: string }>();
    // Some names occur more than once in a file.
    const seen = new Map<string, number>();
    for (const { fullName, status, failureMessages } of assertionResults) {
      if (status !== 'passed' && status !== 'failed') continue;
      const count = (seen.get(fullName) ?? 0) + 1;
      seen.set(fullName, count);
      const words = (failureMessages[0] ?? '').split('\n').slice(0, 2).join(' ');
      outcomes.set(count === 1 ? fullName : `${fullName} #${count}`, { passed: status === 'passed', words });
    }
    if (outcomes.size === 0) outcomes.set('(the file)', { passed: false, words: message.split('\n')[0] });
    files.set(relative(source, name), outcomes);
  }
  return files;
}

function main(): number {
  const given = process.env.NUMPY_TS_SOURCE;
  if (!given) {
    console.error('NUMPY_TS_SOURCE names no copy of numpy-ts: see test/upstream/README.md');
    return 2;
  }
  const source = resolve(given);
  const json = process.argv.includes('--json');
  const filters = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  // The copy's tests import vitest.
  if (!existsSync(join(source, 'node_modules'))) symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
  const { command, env } = pythonWith(['numpy>=2,<3'], 'import numpy');
  const python = { ...env, NUMPY_PYTHON: command };
  const theirs = run(source, TARGETS['numpy-ts'], filters, python);
  const ours = run(source, TARGETS['legate-ts'], filters, python);

  const sums = { theirs: 0, ours: 0, tests: 0, expected: 0 };
  const surprises: { file: string; test: string; words: string }[] = [];
  const used = new Set<unknown>();
  console.log('passed with numpy-ts, passed with legate-ts, of');
  for (const file of [...new Set([...theirs.keys(), ...ours.keys()])].sort()) {
    const [a, b] = [theirs.get(file), ours.get(file)];
    const names = new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])]);
    const passed = (of: Outcomes | undefined) => [...(of?.values() ?? [])].filter((o) => o.passed).length;
    console.log(
      `${String(passed(a)).padStart(6)} ${String(passed(b)).padStart(6)} ${String(names.size).padStart(6)}  ${file}`,
    );
    sums.theirs += passed(a);
    sums.ours += passed(b);
    sums.tests += names.size;
    for (const test of names) {
      const here = b?.get(test);
      if (!a?.get(test)?.passed || here?.passed) continue;
      const reason = EXPECTED.find((e) => file.includes(e.file) && (!e.test || e.test.test(test)));
      if (reason) {
        used.add(reason);
        sums.expected++;
      } else surprises.push({ file, test, words: here?.words ?? b?.get('(the file)')?.words ?? 'did not run' });
    }
  }
  console.log(`${sums.theirs} with numpy-ts, ${sums.ours} with legate-ts, of ${sums.tests} tests`);
  console.log(`${sums.expected} pass there only, as expected; ${surprises.length} pass there only, unexpectedly`);
  for (const { file, test, words } of surprises) console.log(`\n${file}: ${test}\n    ${words}`);
  if (filters.length === 0)
    for (const e of EXPECTED)
      if (!used.has(e)) console.log(`no longer needed in expected.ts: ${e.file} ${e.test ?? ''}`);
  if (json) writeFileSync('upstream.json', JSON.stringify({ sums, surprises }, null, 1));
  return surprises.length > 0 ? 1 : 0;
}

process.exitCode = main();
