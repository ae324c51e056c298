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

/** What nobody has asked for so long has had its turn. */
export const IDLE_MS = 10;

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

  let idle: NodeJS.Timeout | undefined;
  createInterface({ input: process.stdin })
    .on('close', () => clearTimeout(idle))
    .on('line', (line) => {
      let said: Answer;
      try {
        said = answer(JSON.parse(line) as Request);
      } catch (error) {
        said = { error: error instanceof Error ? error.message : String(error) };
      }
      process.stdout.write(`${JSON.stringify(said)}\n`);
      // After the turn, so that none pays for the garbage of the last, nor shares the processors with the collector's threads.
      clearTimeout(idle);
      idle = setTimeout(() => globalThis.gc?.(), IDLE_MS);
    });
}
