/** NumPy's process, asked batch by batch. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pythonWith } from '../python';
import type { Outcome } from './interpret';
import type { Program } from './program';

export class Oracle {
  private readonly child: ChildProcess;
  private waiting: { resolve(answer: (string | null)[]): void; reject(error: Error): void } | undefined;

  constructor() {
    const { command, env } = pythonWith(['numpy>=2,<3'], 'import numpy');
    this.child = spawn(command, [join(__dirname, 'oracle.py')], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.child.stdout! }).on('line', (line) => this.waiting?.resolve(JSON.parse(line)));
    this.child.on('exit', (code) => this.waiting?.reject(new Error(`oracle.py ended with exit code ${code}`)));
  }

  /** For each program what is wrong with its outcome, or null. */
  judge(programs: readonly Program[], outcomes: readonly Outcome[]): Promise<(string | null)[]> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.child.stdin!.write(`${JSON.stringify({ programs, outcomes })}\n`);
    });
  }

  close(): void {
    this.waiting = undefined;
    this.child.stdin!.end();
  }
}
