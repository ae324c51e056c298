/** Makes a failing program smaller while it still fails. */
import { type Program, type Step, uses } from './program';

/** Tells for each program whether it fails; called with many at once, since starting a process takes long. */
export type Fails = (programs: readonly Program[]) => Promise<boolean[]>;

/** The program without these steps and without all that then has no operands. */
function without(program: Program, dropped: ReadonlySet<number>): Program {
  const gone = new Set<string>();
  const steps: Step[] = [];
  program.steps.forEach((step, i) => {
    if (dropped.has(i) || uses(step).some((name) => gone.has(name))) {
      if (step.out) gone.add(step.out);
    } else {
      steps.push(step);
    }
  });
  return { ...program, steps };
}

/** The program with one result replaced by an operand of the same type and shape. */
function bypassing(program: Program, at: number): Program | undefined {
  const step = program.steps[at];
  const made = new Map(program.steps.slice(0, at).flatMap((s) => (s.out ? [[s.out, s]] : [])));
  const stand = uses(step).find((name) => {
    const source = made.get(name);
    return source?.dtype === step.dtype && JSON.stringify(source?.shape) === JSON.stringify(step.shape);
  });
  if (!step.out || !stand || step.scalar) return undefined;
  const renamed = (arg: unknown): unknown => {
    if (Array.isArray(arg)) return arg.map(renamed);
    const name = (arg as { ref?: string } | null)?.ref;
    return name === step.out ? { ref: stand } : arg;
  };
  const steps = program.steps.filter((_, i) => i !== at).map((s) => ({ ...s, args: s.args.map(renamed) }) as Step);
  return { ...program, steps };
}

/** Whether every step uses only what exists then. */
function sound(program: Program): boolean {
  const there = new Set<string>();
  return program.steps.every((step) => {
    const ok = uses(step).every((name) => there.has(name));
    if (step.op === 'dispose') for (const name of uses(step)) there.delete(name);
    if (step.out) there.add(step.out);
    return ok;
  });
}

function candidates(program: Program): Program[] {
  const n = program.steps.length;
  const smaller: Program[] = [];
  for (let size = n >> 1; size >= 1; size >>= 1)
    for (let at = 0; at < n; at += size)
      smaller.push(without(program, new Set(Array.from({ length: Math.min(size, n - at) }, (_, k) => at + k))));
  for (let at = 0; at < n; at++) {
    const bypassed = bypassing(program, at);
    if (bypassed) smaller.push(bypassed);
  }
  return smaller.filter((p) => p.steps.length > 0 && sound(p)).sort((a, b) => a.steps.length - b.steps.length);
}

export async function shrink(program: Program, fails: Fails): Promise<Program> {
  for (let smallest = program; ; ) {
    const tried = candidates(smallest);
    const found = tried.length > 0 ? (await fails(tried)).indexOf(true) : -1;
    if (found < 0) return smallest;
    smallest = tried[found];
  }
}
