/** Teaches `require` (and node's start of a program) to load compiled files.  */
import Module from 'node:module';
import { extname } from 'node:path';
import { compiledFile, resolveKnown, resolveSource } from './registry';

/** What `Module` is made of but its types don't say. */
interface Loading {
  _compile(code: string, filename: string, format?: string): unknown;
}
type Extension = (module: Loading, filename: string) => void;
interface Internals {
  _extensions: Record<string, Extension>;
  _resolveFilename(request: string, parent: { filename?: string | null } | undefined, ...rest: unknown[]): string;
}

let installed = false;

export function installRequireHooks(): void {
  if (installed) return;
  installed = true;
  const internals = Module as unknown as Internals;
  const resolveFilename = internals._resolveFilename;
  internals._resolveFilename = function (request, parent, ...rest) {
    const known = resolveKnown(request, parent?.filename ?? undefined);
    if (known !== undefined) return known;
    try {
      return resolveFilename.call(this, request, parent, ...rest);
    } catch (error) {
      const source = resolveSource(request, parent?.filename ?? undefined);
      if (source === undefined) throw error;
      return source;
    }
  };
  for (const extension of ['.js', '.ts', '.tsx', '.mts', '.cts']) {
    const previous = internals._extensions[extension] ?? internals._extensions['.js']!;
    internals._extensions[extension] = (module, filename) => {
      const file = compiledFile(filename);
      if (file === undefined) previous(module, filename);
      else if (file.format === 'commonjs') module._compile(file.code, filename, 'commonjs');
      else requireModule(module, file.code, filename);
    };
  }
}

/** `require` of an ES module, on the nodes that can. */
function requireModule(module: Loading, code: string, filename: string): void {
  if ((process.features as { require_module?: boolean }).require_module === true) {
    module._compile(code, filename, 'module');
    return;
  }
  const error = new Error(
    `LGT2101: ${filename} is an ES module, which this version of node can't require(); use import() ` +
      `or give it the extension ${extname(filename).replace(/^\.m?/, '.c')}`,
  );
  throw Object.assign(error, { code: 'ERR_REQUIRE_ESM' });
}
