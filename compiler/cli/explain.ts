/** `legatec explain FILE`: runs the program, then says what became of it. */
import { writeSync } from 'node:fs';
import { rankOf } from '../loader/ranks';

interface Figures {
  readonly kernels: number;
  readonly tasks: number;
  readonly syncs: number;
  readonly temporaries_stored: number;
}

/**
 * Reports when the program has ended, before the engine does.
 * @param json print one JSON object on standard output; what the program prints goes to standard error.
 */
export function explainAtExit(json: boolean): void {
  const silent = rankOf(process.env) > 0;
  if (json) process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  process.on('exit', () => {
    const { report } = require('../../runtime/profile/report') as { report(): Figures };
    // All ranks compute what is pending, one tells.
    const figures = report();
    if (!silent) writeSync(1, json ? `${JSON.stringify(figures)}\n` : text(figures));
  });
}

function text(figures: Figures): string {
  return [
    ['kernels', figures.kernels],
    ['tasks launched', figures.tasks],
    ['times the program waited', figures.syncs],
    ['temporaries stored', figures.temporaries_stored],
  ]
    .map(([name, value]) => `${String(value).padStart(8)} ${name}\n`)
    .join('');
}
