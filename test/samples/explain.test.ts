/** `legatec explain` of the samples: nothing is stored that a kernel could pass on, nothing waits that wasn't asked to. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { legatec, root } from '../run';

interface Explained {
  readonly temporaries_stored: number;
  readonly lines: readonly { readonly place: string; readonly waits: { readonly count: number } }[];
  readonly fallbacks: readonly unknown[];
}

/** What asks for a value: an element, all of them, their memory, or a reduction to a number. */
const ASKS = /\.item\(|\.toArray\(|\.data\b|Number\(|percent\(|\.(max|min|mean|sum|std)\((\)|.*\) as number)/;

const names = ['cg', 'flights', 'jacobi', 'kmeans', 'mandelbrot', 'options'];

/** A loop over typed arrays is complete before the program looks at them. */
const IS_LOOP = /\bfor \(/;

test.each(names.flatMap((n) => [`${n}.ts`, `methods/${n}.ts`, `loops/${n}.ts`]))('%s', {
  timeout: 120_000,
}, async (name) => {
  const { code, out, err } = await legatec(['explain', '--json', `samples/${name}`]);
  expect(code, err).toBe(0);
  const { temporaries_stored, lines, fallbacks } = JSON.parse(out) as Explained;
  expect(temporaries_stored).toBe(0);
  expect(fallbacks).toEqual([]);
  const waiting = lines.filter(({ waits }) => waits.count > 0).map(({ place }) => place);
  const asks = name.startsWith('loops/') ? IS_LOOP : ASKS;
  // What there is to do in some loops is not worth an engine, nor are the arrays of some programs.
  if (asks === ASKS && !name.endsWith('cg.ts')) expect(waiting.length).toBeGreaterThan(0);
  for (const place of waiting) {
    const [, file, line] = /^(.*):(\d+)$/.exec(place)!;
    const text = readFileSync(join(root, file!.replace(`${root}/`, '')), 'utf8').split('\n')[Number(line) - 1];
    expect(text, place).toMatch(asks);
  }
});
