/** Makes node load compiled programs, by whatever this version of node offers. */
import Module from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompiledProgram } from './compile';
import { addProgram } from './registry';
import { installRequireHooks } from './require-hooks';

interface Hooking {
  registerHooks?: (hooks: object) => void;
  register?: (url: string, parent: string, options: { data: unknown }) => void;
}

let importHooks = false;

/**
 * Installs the hooks, and makes a program known to them.
 * @param imports whether ES modules may be loaded; without, a thread less may be needed.
 */
export function installHooks(program: CompiledProgram | undefined, imports: boolean): void {
  process.setSourceMapsEnabled(true);
  // Ten frames may all be the library's: the user's must be among those that are shown.
  if (Error.stackTraceLimit === 10) Error.stackTraceLimit = 30;
  if (program !== undefined) addProgram(program);
  installRequireHooks();
  if (importHooks || !imports) return;
  importHooks = true;
  const { registerHooks, register } = Module as unknown as Hooking;
  if (registerHooks !== undefined)
    registerHooks((require('./import-hooks') as typeof import('./import-hooks')).synchronousHooks);
  else if (register !== undefined && inMainThread())
    register(pathToFileURL(join(__dirname, 'import-hooks.js')).href, pathToFileURL(__filename).href, {
      data: { program },
    });
}

/** Threads get the hooks of the main thread, and have no others. */
function inMainThread(): boolean {
  return (require('node:worker_threads') as typeof import('node:worker_threads')).isMainThread;
}
