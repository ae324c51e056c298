import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { formatOf } from '../../../compiler/source/format';

const format = (fileName: string, text: string, packages: Record<string, string> = {}) =>
  formatOf(ts, ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true), (path) => packages[path]);

const IMPORT = "import fs from 'node:fs';\n";

describe('the format of a module', () => {
  test('is what the extension says', () => {
    expect(format('/p/a.mts', '')).toBe('module');
    expect(format('/p/a.cjs', 'export {}')).toBe('commonjs');
  });

  test('is what the nearest package says', () => {
    const packages = { '/p/package.json': '{"type":"module"}', '/p/q/package.json': '{"type":"commonjs"}' };
    expect(format('/p/x/a.ts', '', packages)).toBe('module');
    expect(format('/p/q/x/a.js', IMPORT, packages)).toBe('commonjs');
    expect(format('/p/q/node_modules/x/a.ts', '', packages)).toBe('commonjs');
    expect(format('/p/a.ts', IMPORT, { '/p/package.json': '{"name":"p"}' })).toBe('module');
    expect(format('/p/a.ts', IMPORT, { '/p/package.json': '{' })).toBe('module');
  });

  test.each([
    ['const x = 1;', 'commonjs'],
    [IMPORT, 'module'],
    ['export const x = 1;', 'module'],
    ['export default 1;', 'module'],
    ['await f();', 'module'],
    ['for await (const x of y);', 'module'],
    ['console.log(import.meta.url);', 'module'],
    ['async () => await f();', 'commonjs'],
    ["const { x } = require('x');", 'commonjs'],
    ["import x = require('x');\nexport = x;", 'commonjs'],
    ["import('x');", 'commonjs'],
    [`${IMPORT}console.log(__dirname);`, 'commonjs'],
    [`${IMPORT}module.exports = 1;`, 'commonjs'],
    [`${IMPORT}await f(__dirname);`, 'module'],
    [`${IMPORT}x.require('y'); const o = { exports: 1 };`, 'module'],
    [`${IMPORT}const require = createRequire(import.meta.url);`, 'module'],
    [`${IMPORT}function module() {} module();`, 'module'],
    [`${IMPORT}type T = typeof module;`, 'module'],
  ])('without either, syntax decides: %s', (text, expected) => {
    expect(format('/p/a.ts', text)).toBe(expected);
  });
});
