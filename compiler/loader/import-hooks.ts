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
  conditions?: readonly string[];
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

/**
 * In a thread (`module.register`) these are asynchronous, on newer nodes (`module.registerHooks`) not;
 * what they do is the same.
 *
 * What is CommonJS is left to `require`, whose own hooks know it.
 */
function facaded(result: Resolved, context: ResolveContext): Resolved {
  const imported = context.parentURL !== undefined && !context.conditions?.includes('require');
  const path = imported ? pathOf(result.url) : undefined;
  if (path === undefined || compiledFile(path)?.format !== 'commonjs') return result;
  return { ...result, url: pathToFileURL(path).href + FACADE, shortCircuit: true };
}

function knownTarget(specifier: string, context: ResolveContext): Resolved | undefined {
  const path = resolveKnown(specifier, pathOf(context.parentURL));
  return path === undefined ? undefined : found(path, specifier);
}

/** For what node didn't find. */
function sourceTarget(specifier: string, context: ResolveContext, error: unknown): Resolved {
  const path = resolveSource(specifier, pathOf(context.parentURL));
  if (path === undefined) throw error;
  return found(path, specifier);
}

function compiledSource(url: string): Loaded | undefined {
  const path = pathOf(url);
  const file = path === undefined ? undefined : compiledFile(path);
  if (file === undefined) return undefined;
  if (file.format === 'module') return { format: 'module', source: file.code, shortCircuit: true };
  if (url.endsWith(FACADE)) return { format: 'module', source: facade(path!, file), shortCircuit: true };
  return { format: 'commonjs', source: null, shortCircuit: true };
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

type Next<A, R> = (subject: string, context: A) => R;

export async function resolve(
  specifier: string,
  context: ResolveContext,
  next: Next<ResolveContext, Promise<Resolved>>,
): Promise<Resolved> {
  const target =
    knownTarget(specifier, context) ??
    (await next(specifier, context).catch((error) => sourceTarget(specifier, context, error)));
  return facaded(target, context);
}

export async function load<C>(url: string, context: C, next: Next<C, Promise<unknown>>): Promise<unknown> {
  return compiledSource(url) ?? next(url, context);
}

export const synchronousHooks = {
  resolve(specifier: string, context: ResolveContext, next: Next<ResolveContext, Resolved>): Resolved {
    const answer = () => {
      try {
        return next(specifier, context);
      } catch (error) {
        return sourceTarget(specifier, context, error);
      }
    };
    return facaded(knownTarget(specifier, context) ?? answer(), context);
  },
  load<C>(url: string, context: C, next: Next<C, unknown>): unknown {
    return compiledSource(url) ?? next(url, context);
  },
};
