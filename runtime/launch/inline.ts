/**
 * Plans that run inline: on the thread that waits for them, where their work takes less time than the way to the tasks and
 * back. Regions are mapped inline for that, which waits for the tasks that use them, and stay mapped until a task asks for
 * them: a program that looks at one number after the other does so without Legion.
 */
import { DTYPES, type HostArray } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { Plan, RegionDecl } from '../../compiler/ir/plan';
import { BUILTIN } from '../../compiler/ops/builtin';
import { bytesOf } from '../../compiler/ops/element';
import { undivided, workOf } from '../../compiler/partition/work';
import type { HereRun } from '../../native/index';
import type { Buffer } from '../core/buffer';
import { allocate } from '../host/allocation';
import { isHostSize } from '../host/setting';
import type { Job } from '../trace/tracer';
import { onRegions } from './endings';

/**
 * Work of a plan, in bytes, up to which one processor has done it when several have been told: what an operation on two
 * arrays of a million doubles moves. A launch and its end take 0.2 to 0.4 ms.
 */
const LIGHT = 2 ** 25;

/** Elements of an array that the host may have mapped, at most: past them a launch is no matter. */
const LARGE = 2 ** 24;

/** Bytes of a temporary that native code keeps for the next time. */
const LITTLE = 1 << 17;

/** Maps the region of a buffer that has one, or a new one: a temporary one, if it isn't to be kept. */
type MapRegion = (region: number) => HostArray;

export class InlinePlan {
  /** Regions of the plan whose memory is passed; those behind are native code's own. */
  private readonly given: readonly number[];
  private readonly written: ReadonlySet<number>;
  private readonly run: HereRun;
  /** All of it in launches of one point. */
  readonly plan: Plan;

  /** @returns undefined, where the way to the tasks is shorter */
  static of(plan: Plan, here: (plan: Plan) => HereRun): InlinePlan | undefined {
    const { moved, regions, tasks } = plan;
    if (moved.length > 0 || tasks.length === 0 || workOf(plan, BUILTIN) > LIGHT) return undefined;
    const isLarge = regions.some(({ used, shape }) => used && elements(shape) > LARGE);
    return isLarge ? undefined : new InlinePlan(plan, here);
  }

  private constructor(plan: Plan, here: (plan: Plan) => HereRun) {
    this.plan = undivided(plan);
    const args = plan.tasks.flatMap((t) => t.args);
    const used = [...new Set(args.map((a) => a.region))];
    this.given = used.filter((r) => !isOwn(plan.regions[r] as RegionDecl));
    this.written = new Set(args.filter((a) => a.access !== 'read').map((a) => a.region));
    this.run = here(onRegions(plan, this.plan.tasks, [...this.given, ...used.filter((r) => !this.given.includes(r))]));
  }

  /** Whether all that it has to do with is where the host may have it. */
  isPossible(buffers: readonly (Buffer | undefined)[]): boolean {
    return this.given.every((r) => {
      const b = buffers[r];
      if (b === undefined) return true;
      if (b.attached || b.failure !== undefined) return false;
      if (!this.written.has(r)) return b.mirror !== undefined || b.storage !== undefined;
      return !b.pinned && b.twins === undefined && (b.storage !== undefined || !b.defined);
    });
  }

  /** Computes what the plan's tasks would; contents of buffers are in their regions, or in the host if they are small. */
  compute({ buffers }: Job, slots: Uint8Array, map: MapRegion): void {
    this.run(-1, undefined, slots, ...this.given.map((r) => this.memoryOf(r, buffers[r], map)));
  }

  private memoryOf(r: number, buffer: Buffer | undefined, map: MapRegion): HostArray {
    const { dtype, shape, partial, kept } = this.plan.regions[r] as RegionDecl;
    const isWritten = this.written.has(r);
    if (!isWritten && buffer?.mirror !== undefined) return buffer.mirror;
    const size = elements(shape);
    const isBorn = buffer !== undefined && !buffer.defined && kept && isHostSize(size);
    const memory = isBorn ? buffer.own(allocate(dtype, size)) : map(r);
    if (isWritten && buffer !== undefined && !isBorn) buffer.mirror = undefined;
    if (partial) bytesOf(memory).fill(0);
    return memory;
  }
}

/** Whether native code has a region's memory: small temporaries that nobody else knows. */
const isOwn = ({ kept, defined, partial, dtype, shape }: RegionDecl): boolean =>
  !kept && !defined && !partial && elements(shape) * DTYPES[dtype].size <= LITTLE;
