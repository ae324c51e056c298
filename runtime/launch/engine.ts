/**
 * The executor on Legion: finds or makes the plan of a trace, makes its kernels known to the JIT,
 * binds regions to the plan's numbers, and submits everything by one call of the addon.
 */
import { kernelKey } from '../../compiler/codegen/kernel';
import { compile } from '../../compiler/compile';
import { LegateError } from '../../compiler/errors';
import { DTYPES, type DType, type HostArray } from '../../compiler/ir/dtype';
import { printTrace, sameAccess, type Trace, type View } from '../../compiler/ir/graph';
import type { Plan, TaskPlan } from '../../compiler/ir/plan';
import { BUILTIN } from '../../compiler/ops/builtin';
import { bytesOf } from '../../compiler/ops/element';
import type { Plan as NativePlan, TaskDesc } from '../../native/index';
import type { Addon } from '../core/addon';
import type { Buffer, Storage } from '../core/buffer';
import { counts } from '../profile/counters';
import { noteLaunch, profilesLines, timed } from '../profile/lines';
import { slotsOf } from '../trace/elements';
import type { Executor, HereRun, Job, Read } from '../trace/tracer';
import type { EngineConfig } from './config';
import { emitStages } from './emit';
import { endingOf, type Handed, HostEnding, makerOf } from './endings';
import { InlinePlan } from './inline';
import { Kernels } from './kernels';
import { Region, RegionPool } from './regions';
import { endsOf, Unfinished } from './unfinished';

/** Tasks of a plan, as they are submitted. */
interface Submission {
  readonly tasks: readonly TaskPlan[];
  readonly native: NativePlan;
  /** See `endsOf`. */
  readonly ends: readonly (readonly number[])[];
}

/** A submission of the tasks that an ending leaves. */
interface Ended {
  readonly submission: Submission;
  readonly ending: HostEnding;
}

interface Prepared {
  readonly plan: Plan;
  readonly all: Submission;
  /** Regions that the plan writes. */
  readonly written: ReadonlySet<number>;
  /** Buffers of which kernels could pass on each element where it is made. */
  readonly passable: ReadonlySet<number>;
  /** The node of the first task that has to do with a region: for the words of errors. */
  readonly origins: ReadonlyMap<number, number>;
  /** By the regions that were waited for. */
  readonly endings: Map<string, Ended | undefined>;
  /** Absent: it wasn't asked for yet; null: there is none. */
  inline?: InlinePlan | null;
}

/** Plans kept; a program with more different traces than this is not in a loop. */
const MAX_PLANS = 2000;

export class EngineExecutor implements Executor {
  private readonly plans = new Map<string, Prepared>();
  private readonly kernels: Kernels;
  private readonly unfinished = new Unfinished();
  private alone?: boolean;
  readonly pool: RegionPool;
  readonly pressure: number;

  constructor(
    private readonly addon: Addon,
    private readonly config: EngineConfig,
  ) {
    this.pressure = config.budget / 4;
    if (profilesLines()) addon.timeTasks();
    this.kernels = new Kernels(addon, config);
    this.pool = new RegionPool(addon, config.budget);
  }

  run(job: Job, reads?: Set<Read>): void {
    const prepared = this.prepare(job);
    if (this.runInline(job, prepared, reads)) return;
    const { plan, written, passable } = prepared;
    const waited = this.waitedFor(job, reads);
    const ended = this.endingFor(job, prepared, waited);
    const ending = ended?.ending;
    const landing = ending?.begin();
    const { tasks, native, ends } = ended?.submission ?? prepared.all;
    const slots = slotsOf(job.scalars);
    counts.flushes++;
    const temporary = new Set<Region>();
    const bound = new Map<number, Region>();
    try {
      const stores = plan.regions.map((decl, r) => {
        if (!decl.used || ending?.isWithout(r)) return undefined;
        const region = this.bind(job, prepared, r, temporary);
        if (passable.has(r) && temporary.has(region) && !job.buffers[r]?.named) counts.temporariesStored++;
        bound.set(r, region);
        const { store } = region;
        if (decl.partial) store.fill(new Uint8Array(DTYPES[decl.dtype].size));
        return store;
      });
      if (profilesLines()) noteTasks(job, plan);
      const filler = stores.find((s) => s !== undefined);
      if (filler !== undefined) {
        const taken = new Map<Read, Handed>();
        for (const [read, region] of waited) {
          const maker = ending?.makes(region) ? undefined : makerOf(plan, region);
          if (maker !== undefined) taken.set(read, { ...maker, region, into: read.into, elements: read.elements });
        }
        const handed = [...taken.values(), ...(landing?.handed ?? [])];
        const results = handed.map((h) => ({ ...h, task: tasks.indexOf(plan.tasks[h.task] as TaskPlan) }));
        const execute = (): void =>
          this.addon.execute(
            native,
            stores.map((s) => s ?? filler),
            slots,
            tasks.map((t) => job.siteOf(t.sites[0] as number)),
            results,
          );
        if (results.length > 0) {
          counts.syncs++;
          timed(execute);
        } else execute();
        this.unfinished.submitted(ends, bound);
        for (const { region } of results) this.unfinished.wasRead(bound.get(region) as Region);
        for (const read of taken.keys()) reads?.delete(read);
      }
      countKernels(plan);
      for (const [from, to] of plan.moved) {
        const buffer = job.buffers[from] as Buffer;
        buffer.storage?.release();
        buffer.storage = bound.get(to);
        temporary.delete(bound.get(to) as Region);
      }
    } finally {
      for (const r of temporary) r.release();
    }
    for (const r of written) {
      const buffer = job.buffers[r];
      if (buffer === undefined) continue;
      if (buffer.pinned) this.copyOut(buffer, buffer.mirror as never);
      else if (buffer.storage !== undefined) buffer.mirror = undefined;
    }
    if (ending === undefined || landing === undefined) return;
    ending.finish(landing, job, slots);
    for (const [read, region] of waited) {
      if (!ending.makes(region)) continue;
      copyElements(read.buffer.mirror as HostArray, read);
      reads?.delete(read);
    }
  }

  /** Computes what is waited for on this thread, if that is sooner done than said. */
  private runInline(job: Job, prepared: Prepared, reads: Set<Read> | undefined): boolean {
    if (!this.config.inline || reads === undefined || reads.size === 0 || !this.worksInPlace) return false;
    prepared.inline ??= InlinePlan.of(prepared.plan, (p) => this.addon.here(this.loaded(p), p.regions)) ?? null;
    const { inline } = prepared;
    if (inline === null || !inline.isPossible(job.buffers)) return false;
    counts.flushes++;
    const temporary = new Set<Region>();
    try {
      timed(() => inline.compute(job, slotsOf(job.scalars), (r) => this.map(this.bind(job, prepared, r, temporary))));
    } finally {
      for (const r of temporary) r.release();
    }
    if (profilesLines()) noteTasks(job, inline.plan);
    countKernels(inline.plan);
    return true;
  }

  /** The region's memory for the host, once what uses it is done. */
  private map(region: Region): HostArray {
    if (region.mapped === undefined) {
      counts.syncs++;
      region.map();
      this.unfinished.wasRead(region);
    }
    return region.map();
  }

  /** What the program waits for and tasks can hand over, with its regions. */
  private waitedFor({ buffers }: Job, reads: ReadonlySet<Read> = new Set()): ReadonlyMap<Read, number> {
    if (reads.size === 0 || !this.worksInPlace) return new Map();
    return new Map([...reads].map((read) => [read, buffers.indexOf(read.buffer)] as const).filter(([, r]) => r >= 0));
  }

  /** What can be done in the host of what the program waits for. */
  private endingFor({ buffers }: Job, { plan, endings }: Prepared, waited: ReadonlyMap<Read, number>) {
    if (waited.size === 0) return undefined;
    const regions = new Set(waited.values());
    const key = [...regions].join();
    let ended = endings.get(key);
    if (ended === undefined && !endings.has(key)) {
      const found = endingOf(plan, regions);
      ended = found && {
        submission: this.submission({ ...plan, tasks: found.left }),
        ending: new HostEnding(found, this.addon.here(this.loaded(found.plan), found.plan.regions)),
      };
      endings.set(key, ended);
    }
    return ended?.ending.isPossible(buffers) ? ended : undefined;
  }

  /** The plan of one processor, if it is launches of one point each. */
  here(trace: Trace): HereRun | undefined {
    const { fuse, verify } = this.config;
    const plan = compile(trace, { processors: 1 }, BUILTIN, { unfused: !fuse, verify });
    if (plan.moved.length > 0 || plan.tasks.some((t) => t.points > 1)) return undefined;
    return this.addon.here(this.loaded(plan), plan.regions);
  }

  attach(memory: Uint8Array, dtype: DType): Storage {
    const extent = memory.byteLength / DTYPES[dtype].size;
    const store = new this.addon.Store([extent], dtype, memory);
    return new Region({ giveBack: ({ store: s }) => s.detach() }, store, dtype, [extent]);
  }

  settle(): boolean {
    if (this.worksInPlace && this.unfinished.isEmpty) return true;
    counts.syncs++;
    timed(() => this.addon.fence());
    this.unfinished.clear();
    return this.worksInPlace;
  }

  /** There is no other process. */
  get worksInPlace(): boolean {
    this.alone ??= this.addon.machine().ranks === 1;
    return this.alone;
  }

  /** The region that stands behind a number of the plan. */
  private bind(job: Job, { plan, origins }: Prepared, r: number, temporary: Set<Region>): Region {
    const origin = origins.get(r);
    const site = origin === undefined ? undefined : job.siteOf(origin);
    const decl = plan.regions[r] as Plan['regions'][number];
    const buffer = job.buffers[r];
    try {
      if (buffer !== undefined && (decl.kept || decl.defined)) return this.regionOf(buffer, decl.shape, site);
      const region = this.pool.take(decl.dtype, decl.shape, site);
      temporary.add(region);
      return region;
    } catch (error) {
      if (!(error instanceof LegateError) || error.site !== undefined || site === undefined) throw error;
      throw error.at(site);
    }
  }

  read(reads: readonly Read[]): void {
    const regions: Region[] = [];
    const contents: Uint8Array[] = [];
    const places: (readonly number[] | undefined)[] = [];
    for (const read of reads) {
      const { buffer, into, elements } = read;
      const here = buffer.atHand;
      if (here !== undefined) {
        copyElements(here, read);
      } else if (buffer.storage instanceof Region) {
        regions.push(buffer.storage);
        contents.push(into);
        places.push(elements);
      } else into.fill(0);
    }
    if (regions.length === 0) return;
    counts.syncs++;
    const stores = regions.map(({ store }) => store);
    timed(() => this.addon.readStores(stores, contents, places));
    for (const region of regions) this.unfinished.wasRead(region);
  }

  private copyOut(buffer: Buffer, into: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }): void {
    this.read([{ buffer, into: new Uint8Array(into.buffer, into.byteOffset, into.byteLength) }]);
  }

  /** The buffer's region, made and filled with its host contents if it has none yet. */
  private regionOf(buffer: Buffer, shape: readonly number[], site: string | undefined): Region {
    if (buffer.memory !== undefined) buffer.storage ??= this.attach(buffer.memory(), buffer.dtype);
    let region = buffer.storage as Region | undefined;
    const fresh = region === undefined;
    region ??= this.pool.take(buffer.dtype, shape, site);
    buffer.storage = region;
    if (buffer.mirror !== undefined && (fresh || buffer.pinned)) {
      region.store.write(bytesOf(buffer.mirror));
    }
    return region;
  }

  private submission(plan: Plan): Submission {
    return { tasks: plan.tasks, native: this.loaded(plan), ends: endsOf(plan) };
  }

  /** The plan as the addon has it, with its kernels known to the JIT. */
  private loaded(plan: Plan): NativePlan {
    const keys = plan.kernels.map((k) => kernelKey(k, this.config.salt));
    plan.kernels.forEach((k, i) => {
      this.kernels.ensure(keys[i] as string, k);
    });
    return new this.addon.Plan(plan.tasks.map((t, i) => describe(t, i, keys, plan)));
  }

  private prepare(job: Job): Prepared {
    const key = printTrace(job.trace);
    const known = this.plans.get(key);
    if (known) return known;
    const plan = compile(job.trace, this.config.machine, BUILTIN, {
      unfused: !this.config.fuse,
      verify: this.config.verify,
    });
    if (this.config.emit.length > 0) emitStages(this.config, this.addon, job, plan);
    const all = this.submission(plan);
    const targets = plan.tasks.flatMap((t) => t.args.filter((a) => a.access !== 'read').map((a) => a.region));
    const written = new Set([...targets, ...plan.moved.map(([from]) => from)]);
    const origins = new Map<number, number>();
    for (const t of plan.tasks)
      for (const { region } of t.args) if (!origins.has(region)) origins.set(region, t.sites[0] as number);
    const passable = passableBuffers(job.trace);
    const prepared: Prepared = { plan, all, written, origins, passable, endings: new Map() };
    if (this.plans.size >= MAX_PLANS) this.plans.clear();
    this.plans.set(key, prepared);
    return prepared;
  }
}

/** Gives a read what it asks for of a buffer's contents. */
function copyElements(contents: HostArray, { buffer, into, elements: places }: Read): void {
  const all = bytesOf(contents);
  const { size } = DTYPES[buffer.dtype];
  if (places === undefined) into.set(all);
  else for (const [k, at] of places.entries()) into.set(all.subarray(at * size, (at + 1) * size), k * size);
}

/** Buffers made by one elementwise node, of which some other node that could share its kernel reads the same elements. */
function passableBuffers({ nodes }: Trace): Set<number> {
  const made = new Map<number, View | undefined>();
  for (const n of nodes) {
    const target = n.targets[0] as View;
    const isOnly = BUILTIN.get(n.op).kind === 'elementwise' && !made.has(target.buffer);
    made.set(target.buffer, isOnly ? target : undefined);
  }
  const found = new Set<number>();
  for (const n of nodes.filter(({ op }) => BUILTIN.get(op).kind !== 'library')) {
    for (const o of n.operands) {
      const target = o.kind === 'view' ? made.get(o.view.buffer) : undefined;
      if (target !== undefined && o.kind === 'view' && sameAccess(o.view, target)) found.add(o.view.buffer);
    }
  }
  return found;
}

function countKernels({ tasks, kernels }: Plan): void {
  for (const t of tasks) if (t.kernel !== undefined && kernels[t.kernel]?.kind !== 'combine') counts.kernels++;
}

/** Tells each task's lines what ran for them. A combination of partial results belongs to its kernel. */
function noteTasks(job: Job, plan: Plan): void {
  for (const t of plan.tasks) {
    if (t.kernel !== undefined && plan.kernels[t.kernel]?.kind === 'combine') continue;
    const operations = t.kernel === undefined ? [t.task] : t.sites.map((n) => job.trace.nodes[n]?.op ?? t.task);
    const halo = Math.max(0, ...t.args.map((a) => (t.points > 1 ? (a.cut?.high ?? 0) : 0)));
    noteLaunch(operations, t.sites.map(job.siteOf), t.points, halo);
  }
}

function describe(t: TaskPlan, number: number, keys: readonly string[], plan: Plan): TaskDesc {
  return {
    task: t.task,
    ...(t.kernel !== undefined && { kernel: keys[t.kernel] as string }),
    points: t.points,
    extent: t.extent,
    tile: t.tile,
    args: t.args.map((a) => {
      const { shape } = plan.regions[a.region] as Plan['regions'][number];
      // A write of all of a region needs no contents before: the addon must be able to tell.
      const whole = a.lo.every((lo, d) => lo === 0 && a.hi[d] === shape[d]);
      return {
        store: a.region,
        access: a.access,
        ...(!whole && { lo: a.lo, hi: a.hi }),
        ...(a.as && { as: a.as }),
        ...(a.cut && { cut: { dim: a.cut.dim, extent: a.cut.extent, low: 0, high: a.cut.high } }),
      };
    }),
    scalars: t.scalars,
    attributes: t.attributes,
    site: number,
  };
}
