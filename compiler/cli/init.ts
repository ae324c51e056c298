/** `legatec init`: sets up the project in the current folder for editors and scripts. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type * as TypeScript from 'typescript';
import { EXIT_TYPE_ERRORS } from '../loader/start';
import { type CommandLine, UsageError } from './args';
import { type FileText, patchOf, writeFiles } from './files';
import { valueAt, withMember } from './json';

const PLUGIN = 'legate-ts/language-service';

/** Writes what is missing, and shows it as a diff. @throws UsageError LGT1011–LGT1013. */
export function init(line: CommandLine): undefined {
  if (line.file !== undefined)
    throw new UsageError('LGT1012', `init takes no file, not ${line.file}: it sets up the current folder`);
  const ts = require('typescript') as typeof TypeScript;
  const config = resolve('tsconfig.json');
  const manifest = resolve('package.json');
  const changes: FileText[] = [];
  for (const { path, make } of [
    { path: config, make: () => tsconfig(ts, config) },
    { path: manifest, make: () => scripts(ts, manifest) },
  ]) {
    const made = make();
    if (made === undefined) return;
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const text = before.includes('\r\n') ? made.replaceAll('\n', '\r\n') : made;
    if (text !== before) changes.push({ path, text });
  }
  const shown = changes.map(patchOf).join('');
  writeFiles(changes);
  process.stdout.write(shown);
  if (changes.length === 0) process.stderr.write('nothing to do: this folder is set up\n');
}

/** Lines end in one character here, and as they did when they are written. */
const readLines = (path: string): string => readFileSync(path, 'utf8').replaceAll('\r\n', '\n');

/** A new project's, in which editors see what legatec sees. */
function newConfig(): string {
  const types = existsSync(join('node_modules', '@types', 'node')) ? ['"node"'] : [];
  return `{
  "compilerOptions": {
    "target": "es2023",
    "module": "nodenext",
    "strict": true,
    "noEmit": true,
    "allowImportingTsExtensions": true,
    "types": [${types.join(', ')}],
    "plugins": [{ "name": "${PLUGIN}" }]
  }
}
`;
}

/** @returns undefined when the file is wrong, which has been told. */
function tsconfig(ts: typeof TypeScript, path: string): string | undefined {
  if (!existsSync(path)) return newConfig();
  const text = readLines(path);
  const file = parse(ts, path, text);
  if (file === undefined) return undefined;
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  const effective = ts.getParsedCommandLineOfConfigFile(path, undefined, host)?.options.plugins;
  const plugins = (Array.isArray(effective) ? effective : []) as { name?: unknown }[];
  if (plugins.some(({ name }) => name === PLUGIN)) return text;
  const entry = { name: PLUGIN };
  const list = valueAt(ts, file, ['compilerOptions', 'plugins']);
  if (list !== undefined && ts.isArrayLiteralExpression(list)) return withMember(text, list, undefined, entry);
  const options = valueAt(ts, file, ['compilerOptions']);
  // A list of its own hides the one that it inherits.
  const all = [...plugins, entry];
  if (options !== undefined && ts.isObjectLiteralExpression(options)) return withMember(text, options, 'plugins', all);
  const whole = valueAt(ts, file, []);
  if (list !== undefined || options !== undefined || whole === undefined || !ts.isObjectLiteralExpression(whole))
    throw new UsageError('LGT1013', `${path} has no object of compilerOptions that can be added to`);
  return withMember(text, whole, 'compilerOptions', { plugins: all });
}

/** Scripts that run a TypeScript file by a tool that knows no operators run it by legatec. */
function scripts(ts: typeof TypeScript, path: string): string | undefined {
  if (!existsSync(path)) return '';
  const text = readLines(path);
  const file = parse(ts, path, text);
  const all = file && valueAt(ts, file, ['scripts']);
  if (file === undefined) return undefined;
  if (all === undefined || !ts.isObjectLiteralExpression(all)) return text;
  let changed = text;
  for (const property of [...all.properties].reverse()) {
    if (!ts.isPropertyAssignment(property) || !ts.isStringLiteral(property.initializer)) continue;
    const command = property.initializer;
    const script = command.text.replace(RUNS_TYPESCRIPT, '$1legatec ');
    if (script !== command.text)
      changed = changed.slice(0, command.getStart()) + JSON.stringify(script) + changed.slice(command.end);
  }
  return changed;
}

/** A command of a script, without options of the tool's own. */
const RUNS_TYPESCRIPT = /(^|&&\s*|;\s*)(?:npx\s+)?(?:tsx|ts-node|node)\s+(?=[\w@./-]+\.[mc]?ts(?=[\s;&]|$))/g;

function parse(ts: typeof TypeScript, path: string, text: string): TypeScript.JsonSourceFile | undefined {
  const file = ts.parseJsonText(path, text) as TypeScript.JsonSourceFile & {
    parseDiagnostics: TypeScript.Diagnostic[];
  };
  if (file.parseDiagnostics.length === 0) {
    adopt(file);
    return file;
  }
  const { formatDiagnostics } = require('../source/diagnostics') as typeof import('../source/diagnostics');
  process.stdout.write(formatDiagnostics(ts, file.parseDiagnostics, false));
  process.exitCode = EXIT_TYPE_ERRORS;
  return undefined;

  /** Nodes find their text through their parents. */
  function adopt(node: TypeScript.Node): void {
    ts.forEachChild(node, (child) => {
      (child as { parent: TypeScript.Node }).parent = node;
      adopt(child);
    });
  }
}
