/** docs/errors.md has every error that the sources can raise, and no other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(__dirname, '..', '..', '..');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs|cc|h)$/.test(file) && !/^build\b|\/build\//.test(file))
    .map((file) => join(root, folder, file));
}

function numbers(text: string): string[] {
  return text.match(/\bLGT\d{4}\b/g) ?? [];
}

it('every error number is documented, in order, once', () => {
  const raised = new Set(
    ['compiler', 'runtime', 'native'].flatMap(sources).flatMap((f) => numbers(readFileSync(f, 'utf8'))),
  );
  raised.delete('LGT1234');
  const headings = readFileSync(join(root, 'docs', 'errors.md'), 'utf8').match(/^### LGT\d{4}/gm) ?? [];
  expect(headings.map((heading) => heading.slice(4))).toEqual([...raised].sort());
});
