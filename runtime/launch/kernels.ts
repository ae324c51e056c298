/** Makes kernels known to the JIT: from its memory, its object cache, or generated now. */
import { emitKernel } from '../../compiler/codegen/kernel';
import type { KernelSpec } from '../../compiler/ir/kernel';
import { BUILTIN } from '../../compiler/ops/builtin';
import type { Addon } from '../core/addon';
import type { EngineConfig } from './config';

export class Kernels {
  private readonly known = new Set<string>();

  constructor(
    private readonly addon: Addon,
    private readonly config: EngineConfig,
  ) {}

  ensure(key: string, spec: KernelSpec): void {
    if (this.known.has(key)) return;
    if (!this.addon.jitHas(key)) {
      this.addon.jitCompile(key, emitKernel(spec, BUILTIN), { fastMath: this.config.fastMath });
    }
    this.known.add(key);
  }
}
