/**
 * `legate-ts/register`: `node -r`, `node --import` and ts-node run a program as legatec does.
 *
 * The program is the file node was started with; it is compiled, and its type errors end the
 * process, before any of it runs.
 */
import { realpathSync, statSync } from 'node:fs';
import Module from 'node:module';
import { sep } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { installHooks } from './hooks';
import { enterRank, isRank } from './ranks';
import { compiledFile } from './registry';
import { loadOrExit, startModule } from './start';

/** The file node was told to run, if that is source of ours to compile. */
function mainFile(path: string | undefined): string | undefined {
  if (path === undefined || path.includes(`${sep}node_modules${sep}`)) return undefined;
  for (const candidate of ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'].map((end) => path + end))
    if (statSync(candidate, { throwIfNoEntry: false })?.isFile())
      return /\.[mc]?[tj]sx?$/.test(candidate) ? realpathSync(candidate) : undefined;
  return undefined;
}

interface Starting {
  runMain(main?: string): void;
}

/** With `-r` node has yet to start the program, which it would take for CommonJS. */
function onStart(): void {
  const starting = Module as unknown as Starting;
  const runMain = starting.runMain;
  starting.runMain = (main = process.argv[1]) => {
    const entry = mainFile(main);
    const program = entry === undefined ? undefined : loadOrExit(entry);
    if (entry !== undefined && program !== undefined) installHooks(program, program.needsImportHooks);
    if (entry !== undefined && program?.files[entry]?.format === 'module') startModule(entry);
    else runMain(main);
  };
}

/** With `--import` node is already about to import the program. */
function onImport(): void {
  const entry = mainFile(process.argv[1]);
  installHooks(entry === undefined ? undefined : loadOrExit(entry), true);
}

/** ts-node puts a map of its own before node's, and would show places in our output. Node's knows them. */
function ownStackTraces(): void {
  if (Symbol.for('ts-node.register.instance') in process)
    (Error as { prepareStackTrace?: unknown }).prepareStackTrace = undefined;
}

/** `node --loader ts-node/esm` compiles in a thread of its loader's, where its own configuration has loaded this. */
function takeOver(): void {
  type Service = { compile(code: string, fileName: string, lineOffset?: number): string };
  const service = (process as unknown as Record<symbol, Service | undefined>)[Symbol.for('ts-node.register.instance')];
  if (service === undefined) return;
  const compile = service.compile;
  service.compile = (code, fileName, lineOffset) =>
    compiledFile(realpathSync(fileName))?.code ?? compile.call(service, code, fileName, lineOffset);
}

if (isMainThread) {
  ownStackTraces();
  if (isRank(process.env)) enterRank();
  installHooks(undefined, false);
  if (preloadedByImport()) onImport();
  else onStart();
} else {
  installHooks(undefined, false);
  takeOver();
}

/** Whether node's ES module loader runs the program: it does once anything is preloaded by `--import`. */
function preloadedByImport(): boolean {
  const given = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)];
  return given.some((argument) => /^--(import|(experimental-)?loader)(=|$)/.test(argument));
}
