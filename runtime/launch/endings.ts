/**
 * What tasks of a plan hand over to the program that waits for it: contents of regions, whole or in part. Where what it
 * waits for is small, and made of what is small, the last tasks are done in the host, as other operations on small arrays
 * are: partial sums are combined, and divided by how many they were, in less time than one more task is analysed, mapped
 * and awaited.
 */
import type { HostArray } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import type { ArgPlan, Plan, RegionDecl, TaskPlan } from '../../compiler/ir/plan';
import { bytesOf, hostArray } from '../../compiler/ops/element';
import type { HereRun } from '../../native/index';
import type { Buffer } from '../core/buffer';
import { isHostSize } from '../host/setting';
import type { Job } from '../trace/tracer';

/** A task, and its argument that is all of a region. */
export interface Maker {
  readonly task: number;
  readonly arg: number;
}

/** Whether an argument is all of its region. */
const isAll = ({ regions }: Plan, { region, lo, hi }: ArgPlan): boolean => {
  const { shape } = regions[region] as RegionDecl;
  return lo.every((at, d) => at === 0 && hi[d] === shape[d]);
};

/** What gives a region the contents that it has before a task, or at the end: undefined, where that isn't one task alone. */
export function makerOf(plan: Plan, region: number, before = plan.tasks.length): Maker | undefined {
  const { tasks, moved } = plan;
  if (moved.some((m) => m.includes(region))) return undefined;
  for (let task = before - 1; task >= 0; task--) {
    const { args, points } = tasks[task] as TaskPlan;
    const arg = args.findIndex((a) => a.region === region && a.access !== 'read');
    if (arg < 0) continue;
    const made = args[arg] as ArgPlan;
    return isAll(plan, made) && (points === 1 || made.cut?.high === 0) ? { task, arg } : undefined;
  }
  return undefined;
}

/** Contents that a task hands over: of a region, or of some of its elements. */
export interface Handed extends Maker {
  readonly region: number;
  readonly into: Uint8Array;
  readonly elements?: readonly number[] | undefined;
}

export interface Ending {
  /** The plan's tasks that are left. */
  readonly left: readonly TaskPlan[];
  /** Regions that these hand over. */
  readonly handed: ReadonlyMap<number, Maker>;
  /** The others, on the regions that `regions` are in the plan. */
  readonly plan: Plan;
  readonly regions: readonly number[];
  /** Regions that the others give contents. */
  readonly made: readonly number[];
  /** Regions of the others alone: they have no memory but the host's. */
  readonly absent: ReadonlySet<number>;
}

const isRead = ({ access }: ArgPlan): boolean => access !== 'write';

/** What is to be done in the host for a region that is waited for. */
class Search {
  constructor(
    private readonly plan: Plan,
    readonly ended = new Set<number>(),
    readonly handed = new Map<number, Maker>(),
  ) {}

  /** Whether the contents that a region has before a task can be had in the host. */
  has(region: number, before?: number): boolean {
    const maker = makerOf(this.plan, region, before);
    if (maker === undefined) return false;
    const { task } = maker;
    if (this.ended.has(task)) return true;
    if (this.isSmall(task)) {
      this.ended.add(task);
      const { args } = this.plan.tasks[task] as TaskPlan;
      return args.every((a) => !isRead(a) || this.has(a.region, task));
    }
    const same = this.handed.get(region)?.task ?? task;
    this.handed.set(region, maker);
    return same === task;
  }

  /** Whether a task is a kernel on small regions, which it reads, or makes all of. */
  private isSmall(task: number): boolean {
    const { kernel, points, args } = this.plan.tasks[task] as TaskPlan;
    if (kernel === undefined || points > 1) return false;
    return args.every((a) => {
      const { shape } = this.plan.regions[a.region] as RegionDecl;
      return isHostSize(elements(shape)) && (a.access === 'read' || (a.access === 'write' && isAll(this.plan, a)));
    });
  }

  /** Whether no task that is left has to do with what the others make, once they have. */
  get isApart(): boolean {
    const { tasks } = this.plan;
    return [...this.ended].every((end) => {
      const made = (tasks[end] as TaskPlan).args.filter((a) => a.access === 'write').map((a) => a.region);
      return tasks.every((t, n) => n < end || this.ended.has(n) || !t.args.some((a) => made.includes(a.region)));
    });
  }

  copy(): Search {
    return new Search(this.plan, new Set(this.ended), new Map(this.handed));
  }
}

/** Some tasks of a plan, which use no other regions than these, on the numbers that the regions have in the list. */
export const onRegions = (plan: Plan, tasks: readonly TaskPlan[], regions: readonly number[]): Plan => ({
  regions: regions.map((r) => plan.regions[r] as RegionDecl),
  kernels: plan.kernels,
  tasks: tasks.map((t) => ({ ...t, args: t.args.map((a) => ({ ...a, region: regions.indexOf(a.region) })) })),
  moved: [],
});

/** How to end a plan whose regions are waited for; undefined, where nothing can be done in the host. */
export function endingOf(plan: Plan, wanted: Iterable<number>): Ending | undefined {
  const { tasks } = plan;
  let found = new Search(plan);
  for (const region of wanted) {
    const more = found.copy();
    if (more.has(region) && more.isApart) found = more;
  }
  const { ended, handed } = found;
  if (ended.size === 0) return undefined;
  const last = tasks.filter((_, n) => ended.has(n));
  const left = tasks.filter((_, n) => !ended.has(n));
  const argsOf = (some: readonly TaskPlan[]): readonly ArgPlan[] => some.flatMap((t) => t.args);
  const regions = [...new Set(argsOf(last).map((a) => a.region))];
  const others = new Set(argsOf(left).map((a) => a.region));
  return {
    left,
    // What is waited for, and a task that is left makes, is no part of this.
    handed: new Map([...handed].filter(([region]) => regions.includes(region))),
    plan: onRegions(plan, last, regions),
    regions,
    made: [...new Set(argsOf(last).flatMap((a) => (a.access === 'write' ? [a.region] : [])))],
    absent: new Set(regions.filter((r) => !others.has(r))),
  };
}

/** Where tasks put what they hand over. */
interface Landing {
  readonly contents: ReadonlyMap<number, HostArray>;
  readonly handed: readonly Handed[];
}

/** Bytes that an ending keeps for the next time. */
const LITTLE = 1 << 15;

/** An ending, ready to be run again and again. */
export class HostEnding {
  private again: Landing | undefined;

  constructor(
    private readonly ending: Ending,
    private readonly here: HereRun,
  ) {}

  /** What others have a hold on must be where it is. */
  isPossible(buffers: readonly (Buffer | undefined)[]): boolean {
    return this.ending.made.every((r) => {
      const b = buffers[r];
      return b === undefined || (b.small && !b.pinned && !b.attached && b.twins === undefined);
    });
  }

  makes(region: number): boolean {
    return this.ending.made.includes(region);
  }

  isWithout(region: number): boolean {
    return this.ending.absent.has(region);
  }

  begin(): Landing {
    if (this.again !== undefined) return this.again;
    const contents = new Map<number, HostArray>();
    const handed: Handed[] = [];
    for (const [region, maker] of this.ending.handed) {
      const array = this.memoryOf(region);
      contents.set(region, array);
      handed.push({ ...maker, region, into: bytesOf(array) });
    }
    const landing = { contents, handed };
    const isOwn = handed.every(({ region }) => !this.makes(region));
    if (isOwn && handed.reduce((n, { into }) => n + into.byteLength, 0) <= LITTLE) this.again = landing;
    return landing;
  }

  /** Does what is left to do: the buffers' contents are in the host from then on. */
  finish({ contents }: Landing, { buffers }: Job, scalars: Uint8Array): void {
    const { regions, made } = this.ending;
    // What is made may be the program's.
    const memory = regions.map((r) => contents.get(r) ?? this.memoryOf(r));
    this.here(-1, undefined, scalars, ...memory);
    for (const r of made) {
      const buffer = buffers[r];
      if (buffer === undefined) continue;
      buffer.forget();
      buffer.mirror = memory[regions.indexOf(r)] as HostArray;
    }
  }

  private memoryOf(region: number): HostArray {
    const { regions, plan } = this.ending;
    const { dtype, shape } = plan.regions[regions.indexOf(region)] as RegionDecl;
    return hostArray(dtype, elements(shape));
  }
}
