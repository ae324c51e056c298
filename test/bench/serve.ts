/**
 * The worker's side of the protocol: one JSON request a line in, one answer a line out.
 *
 *     {"prepare": "chain", "size": 10000000}  →  {"ok": true}, or {"skip": "why not"}
 *     {"run": 1.25}                           →  {"ms": 8.1, "check": 123.5}
 *     anything that fails                     →  {"error": "message"}
 *
 * Workers in Python and C speak the same.
 */
import { createInterface } from 'node:readline';
import type { Benchmark } from './programs';

export type Request = { prepare: string; size: number } | { run: number };
export type Answer = { ok?: true; skip?: string; error?: string; ms?: number; check?: number };

export function serve(all: Readonly<Record<string, (size: number) => Benchmark>>): void {
  let current: Benchmark | undefined;

  const answer = (request: Request): Answer => {
    if ('prepare' in request) {
      current = undefined;
      if (!(request.prepare in all)) return { skip: 'not written for this system' };
      current = all[request.prepare](request.size);
      return { ok: true };
    }
    if (!current) return { error: 'nothing is prepared' };
    current.reset?.(request.run);
    const begin = performance.now();
    current.run(request.run);
    const ms = performance.now() - begin;
    return { ms, check: current.check() };
  };

  createInterface({ input: process.stdin }).on('line', (line) => {
    let said: Answer;
    try {
      said = answer(JSON.parse(line) as Request);
    } catch (error) {
      said = { error: error instanceof Error ? error.message : String(error) };
    }
    process.stdout.write(`${JSON.stringify(said)}\n`);
    // Outside the measured time, so that one run does not pay for the garbage of the last.
    setImmediate(() => globalThis.gc?.());
  });
}
