/** Each sample prints what was computed independently of this system (reference/README.md). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { legatec, root } from '../run';

const expected = (name: string) => readFileSync(join(root, 'samples', 'expected', `${name}.txt`), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'legate-ts-samples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** With operators, with the functions and methods that plain numpy-ts has, and as plain loops over typed arrays. */
const FORMS: [string, string][] = [
  ['operators', ''],
  ['methods', 'methods'],
  ['loops', 'loops'],
];

describe.each(FORMS)('samples with %s', (_form, place) => {
  const sample = (name: string) => join(root, 'samples', place, `${name}.ts`);

  it.each(['options', 'jacobi', 'cg', 'kmeans', 'flights'])('%s', async (name) => {
    const { code, out, err } = await legatec([sample(name)]);
    expect(out, err).toBe(expected(name));
    expect(code).toBe(0);
  });

  it('mandelbrot, and its picture', async () => {
    const picture = join(folder, 'mandelbrot.pgm');
    const { code, out, err } = await legatec([sample('mandelbrot'), picture]);
    expect(out, err).toBe(expected('mandelbrot'));
    expect(code).toBe(0);
    const bytes = readFileSync(picture);
    const header = 'P5\n900 600\n255\n';
    expect(bytes.subarray(0, header.length).toString('latin1')).toBe(header);
    expect(bytes.length).toBe(header.length + 900 * 600);
    const pixel = (row: number, column: number) => bytes[header.length + row * 900 + column];
    // Inside the main cardioid (-0.1 + 0i): black. In the far left corner: leaves after the first step.
    expect(pixel(300, 600)).toBe(0);
    expect(pixel(0, 0)).toBeLessThan(40);
    // Near the boundary many steps are taken: somewhere the grey must be light.
    expect(bytes.subarray(header.length).reduce((most, byte) => Math.max(most, byte), 0)).toBeGreaterThan(200);
  });
});
