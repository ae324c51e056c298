/**
 * Node's customisation hooks: how ES modules, and on newer nodes `require` too, find and load
 * compiled files. Older nodes run this file in a thread of its own and call `initialize` first.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { CompiledFile, CompiledProgram } from './compile';
import { addProgram, compiledFile, resolveKnown, resolveSource } from './registry';

interface Resolved {
  url: string;
  format?: string | null;
  shortCircuit?: boolean;
}
interface Loaded {
  format: string;
  source?: string | null;
  shortCircuit: true;
}
interface ResolveContext {
  parentURL?: string;
}

export interface HookData {
  readonly program: CompiledProgram | undefined;
}

export function initialize({ program }: HookData): void {
  if (program !== undefined) addProgram(program);
}

const pathOf = (url: string | undefined): string | undefined =>
  url?.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : undefined;

const found = (path: string, specifier: string): Resolved => ({
  url: pathToFileURL(path).href + (/^[./].*?([?#].*)$/.exec(specifier)?.[1] ?? ''),
  shortCircuit: true,
});

/** Marks the URL under which ES modules import a CommonJS file of the program. */
const FACADE = '?legate-ts-exports';

/** In the hooks' thread: what is CommonJS is left to `require`, whose hooks are in the program's thread. */
export async function resolve(
  specifier: string,
  context: ResolveContext,
  next: (specifier: string, context: ResolveContext) => Promise<Resolved>,
): Promise<Resolved> {
  const result = await locate(specifier, context, next);
  const path = pathOf(result.url);
  const isImported = context.parentURL !== undefined;
  const file = isImported && path !== undefined ? compiledFile(path) : undefined;
  return file?.format === 'commonjs'
    ? { ...result, url: pathToFileURL(path!).href + FACADE, shortCircuit: true }
    : result;
}

async function locate(
  specifier: string,
  context: ResolveContext,
  next: (specifier: string, context: ResolveContext) => Promise<Resolved>,
): Promise<Resolved> {
  const parent = pathOf(context.parentURL);
  const known = resolveKnown(specifier, parent);
  if (known !== undefined) return found(known, specifier);
  try {
    return await next(specifier, context);
  } catch (error) {
    const source = resolveSource(specifier, parent);
    if (source === undefined) throw error;
    return found(source, specifier);
  }
}

export async function load<C>(
  url: string,
  context: C,
  next: (url: string, context: C) => Promise<unknown>,
): Promise<unknown> {
  const path = pathOf(url);
  const file = path === undefined ? undefined : compiledFile(path);
  if (file === undefined) return next(url, context);
  if (file.format === 'module') return loaded(file);
  if (url.endsWith(FACADE))
    return { format: 'module', source: facade(path!, file), shortCircuit: true } satisfies Loaded;
  return { format: 'commonjs', source: null, shortCircuit: true } satisfies Loaded;
}

/** Node would look for the exported names in the TypeScript text; the compiler knows them. */
function facade(path: string, file: CompiledFile): string {
  const names = file.exports.filter((name) => name !== 'default');
  return [
    `import { createRequire } from 'node:module';`,
    `const exported = createRequire(import.meta.url)(${JSON.stringify(path)});`,
    'export default exported;',
    ...names.map((name, i) => `const e${i} = exported.${name}; export { e${i} as ${name} };`),
  ].join('\n');
}

const loaded = (file: CompiledFile): Loaded => ({ format: file.format, source: file.code, shortCircuit: true });

/** The same for `module.registerHooks`: in this thread, at once, for `import` and `require`. */
export const synchronousHooks = {
  resolve(
    specifier: string,
    context: ResolveContext,
    next: (specifier: string, context: ResolveContext) => Resolved,
  ): Resolved {
    const parent = pathOf(context.parentURL);
    const known = resolveKnown(specifier, parent);
    if (known !== undefined) return found(known, specifier);
    try {
      return next(specifier, context);
    } catch (error) {
      const source = resolveSource(specifier, parent);
      if (source === undefined) throw error;
      return found(source, specifier);
    }
  },
  load<C>(url: string, context: C, next: (url: string, context: C) => unknown): unknown {
    const path = pathOf(url);
    const file = path === undefined ? undefined : compiledFile(path);
    return file === undefined ? next(url, context) : loaded(file);
  },
};
