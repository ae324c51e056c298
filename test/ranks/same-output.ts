/** A program prints the same in every mode. */
import { expect } from 'vitest';
import { legatec } from '../run';

/** Runs it in each mode, one after the other, each of which must end well and print what the first one did; that output. */
export async function sameOutput(file: string, modes: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const outputs: [mode: string, out: string][] = [];
  for (const [mode, args] of Object.entries(modes)) {
    const { code, out, err } = await legatec([...args, file]);
    expect(code, `${mode}: ${err}`).toBe(0);
    outputs.push([mode, out]);
  }
  const [[, expected]] = outputs as [[string, string]];
  for (const [mode, out] of outputs) expect(out, mode).toBe(expected);
  return expected;
}
