/** `legatec --emit`: prints what each stage made of a trace, on standard error. */
import { emitKernel } from '../../compiler/codegen/kernel';
import { fuse } from '../../compiler/fuse/fuse';
import { printGroups } from '../../compiler/fuse/print';
import { printTrace } from '../../compiler/ir/graph';
import { type Plan, printPlan } from '../../compiler/ir/plan';
import { BUILTIN } from '../../compiler/ops/builtin';
import type { Addon } from '../core/addon';
import type { Job } from '../trace/tracer';
import type { EngineConfig } from './config';

export function emitStages(config: EngineConfig, addon: Addon, job: Job, plan: Plan): void {
  const print = (title: string, text: string) => process.stderr.write(`; ${title}\n${text}\n\n`);
  for (const kind of config.emit) {
    if (kind === 'trace') print('trace', printTrace(job.trace));
    if (kind === 'fused') print('fused', printGroups(fuse(job.trace, BUILTIN, { unfused: !config.fuse }).groups));
    if (kind === 'partition') print('partition', printPlan(plan));
    if (kind === 'llvm' || kind === 'asm') {
      plan.kernels.forEach((k, i) => {
        const options = { fastMath: config.fastMath };
        print(`${kind} of kernel k${i}`, addon.jitEmit(emitKernel(k, BUILTIN), kind, options));
      });
    }
  }
}
