/** A system under measurement: a process that is asked one thing at a time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Answer, Request } from './serve';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const TIMEOUT = 240_000;

export class Worker {
  private readonly child: ChildProcess;
  private waiting: ((answer: Answer) => void) | undefined;
  private readonly exited: Promise<void>;
  private dead: string | undefined;
  private lastWords = '';

  constructor(
    readonly system: string,
    { command, args, env }: Command,
  ) {
    this.child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      // Anything that is not an answer is the system's own chatter.
      if (line.startsWith('{')) this.settle(JSON.parse(line) as Answer);
    });
    this.child.stderr!.on('data', (text) => {
      this.lastWords = (this.lastWords + text).slice(-2000);
    });
    this.child.stdin!.on('error', () => {});
    this.exited = new Promise((resolve) => {
      const end = (why: string) => {
        this.dead ??= why;
        this.settle({ error: why });
        resolve();
      };
      this.child.on('error', (error) => end(error.message));
      this.child.on('exit', (code, signal) =>
        end(`ended with ${signal ?? `exit code ${code}`}; ${this.lastWords.trim().split('\n').slice(-2).join(' ')}`),
      );
    });
  }

  /** Asks and waits; after a failure to answer in time the process is ended. */
  ask(request: Request): Promise<Answer> {
    if (this.dead) return Promise.resolve({ error: this.dead });
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.dead = `no answer within ${TIMEOUT / 1000} s`;
        this.child.kill('SIGKILL');
        this.settle({ error: this.dead });
      }, TIMEOUT);
      this.waiting = (answer) => {
        clearTimeout(timer);
        resolve(answer);
      };
      // C reads this with sscanf: keep the form.
      this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    });
  }

  async close(): Promise<void> {
    this.child.stdin!.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await this.exited;
    clearTimeout(timer);
  }

  private settle(answer: Answer): void {
    this.waiting?.(answer);
    this.waiting = undefined;
  }
}
