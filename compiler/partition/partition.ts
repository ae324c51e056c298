/**
 * From groups to tasks: which regions there are, what each task touches of them, and how launches
 * are cut over processors. Decided by shapes and program order alone, so that all ranks agree.
 */
import type { Group } from '../fuse/group';
import type { Redirected } from '../fuse/redirect';
import { Coverage, volume } from '../ir/coverage';
import type { DType } from '../ir/dtype';
import { elements, type GraphNode, sameView, type Trace, type View } from '../ir/graph';
import type { KernelSpec, ReductionSpec, StoreSpec, ValueSpec } from '../ir/kernel';
import { printKernel } from '../ir/kernel';
import type { ArgPlan, Machine, Plan, RegionDecl, TaskPlan } from '../ir/plan';
import { type Cut, cutOf, cutOfReduction, cutOfRows, usesLanes } from '../ir/reduction-order';
import type { ElementwiseOperation, ReductionOperation, ReductionSignature, Registry } from '../ops/operation';
import { type Access, accessSpec, argSpec, cluster, cutCluster, Integers, rectangle } from './accesses';
import { type Body, buildBody } from './body';
import { type DimAccess, fitView, regionShape } from './fit';
import { foldOrder, foldSpec } from './fold';
import { type Joined, joinAxes, type Space } from './join';
import { planLibrary } from './library';
import { loopOrder } from './loop-order';
import { shareRegions } from './reuse';

/** Elements times operations below which a launch isn't worth cutting: a point costs some 50 µs. */
const WORTH_CUTTING = 1 << 16;

/** Elements of a task's result below which any cache keeps them: no code for more is made. */
const WORTH_STREAMING = 1 << 16;

/** Blocks of rows that a piece has at least for one block more or less not to matter. */
const EVEN = 32;

export function partition({ trace, groups, moved }: Redirected, machine: Machine, registry: Registry): Plan {
  return { ...new Partitioner(trace, groups, machine, registry).plan(), moved: [...moved] };
}

interface MutableRegion {
  dtype: DType;
  shape: readonly number[];
  kept: boolean;
  defined: boolean;
  used: boolean;
  partial: boolean;
  /** Of one that isn't defined before. */
  written?: Coverage;
}

class Partitioner {
  private readonly regions: MutableRegion[];
  private readonly kernels: KernelSpec[] = [];
  private readonly kernelNumbers = new Map<string, number>();
  private readonly tasks: TaskPlan[] = [];
  /** Buffers that groups after the current one read, or that outlive the plan. */
  private readonly needed: Set<number>[];

  constructor(
    private readonly trace: Trace,
    private readonly groups: readonly Group[],
    private readonly machine: Machine,
    private readonly registry: Registry,
  ) {
    this.regions = trace.buffers.map((b) => ({
      dtype: b.dtype,
      shape: regionShape(b.shape),
      kept: b.live,
      defined: b.defined,
      used: false,
      partial: false,
    }));
    const needed = new Set(trace.buffers.flatMap((b, i) => (b.live ? [i] : [])));
    this.needed = [];
    for (let g = groups.length - 1; g >= 0; g--) {
      this.needed[g] = new Set(needed);
      for (const n of (groups[g] as Group).nodes) {
        for (const o of n.operands) if (o.kind === 'view') needed.add(o.view.buffer);
      }
    }
  }

  plan(): Omit<Plan, 'moved'> {
    this.groups.forEach((g, i) => {
      if (g.kind === 'library') this.library(g);
      else if (g.kind === 'fold') this.fold(g);
      else this.kernel(g, this.needed[i] as Set<number>);
    });
    for (const r of this.regions) if (r.kept && r.written?.isWhole === false) r.partial = true;
    const home = shareRegions(this.regions, this.tasks);
    const tasks = this.tasks.map((t) => ({
      ...t,
      args: t.args.map((a) => ({ ...a, region: home[a.region] as number })),
    }));
    const regions = this.regions.map(({ written: _, ...r }, n) => (home[n] === n ? r : { ...r, used: false }));
    return { regions, kernels: this.kernels, tasks };
  }

  private library(g: Group): void {
    const task = planLibrary(g.nodes[0] as GraphNode, this.trace, this.machine, this.registry);
    for (const a of task.args) this.use(a);
    this.tasks.push(task);
  }

  private kernel(g: Group, needed: ReadonlySet<number>): void {
    const body = buildBody(g.nodes, this.trace, this.registry);
    if (g.axes) this.reduce(g, g.axes, body, needed);
    else this.map(g, body, needed);
  }

  private map(g: Group, body: Body, needed: ReadonlySet<number>): void {
    const cut = cutOf(g.shape);
    const { accesses, stores } = this.accesses(body, needed);
    if (stores.length === 0) return;
    const launch = this.launch(g.shape, cut, accesses, body, []);
    const space = { shape: g.shape, cutAxis: cut.axis, axes: [], accesses, blocks: [] };
    const line = this.joined(space, body);
    const integers = new Integers(...line.shape);
    const order = loopOrder(line.accesses, line.shape);
    this.submit(
      {
        kind: 'map',
        rank: line.shape.length,
        cutAxis: cut.axis,
        scale: integers.add(line.scale),
        ...order,
        extents: smallExtents(line.shape),
        ...this.specs(launch.clusters, line.accesses, integers),
        values: body.values,
        stores,
        streams: !order.tiled && elements(g.shape) / launch.points >= WORTH_STREAMING,
      },
      launch,
      body.scalars,
      integers,
      g,
    );
  }

  private joined(space: Space, { values }: Body): Joined {
    const isPositional = (v: ValueSpec): boolean =>
      v.kind === 'apply' && (this.registry.get(v.op) as ElementwiseOperation).positional?.(v.params) === true;
    if (values.some(isPositional)) return { ...space, scale: 1 };
    return joinAxes(space, ({ region }) => this.shapeOf(region));
  }

  private reduce(g: Group, axes: readonly number[], body: Body, needed: ReadonlySet<number>): void {
    const cut = cutOfReduction(g.shape, axes);
    const partial = axes.includes(cut.axis) && cut.blocks > 1;
    const { accesses, stores } = this.accesses(body, needed);
    const combines: { node: GraphNode; signature: ReductionSignature; states: number[] }[] = [];
    const blockDims: number[] = [];
    /** Partial results by what they are: an extreme's value and its place come from the same ones. */
    const stored = new Map<string, number[]>();
    const reductions: ReductionSpec[] = body.reductions.flatMap(({ node, value }) => {
      const operation = this.registry.get(node.op) as ReductionOperation;
      const signature = operation.resolve((body.values[value] as { dtype: DType }).dtype) as ReductionSignature;
      const target = node.targets[0] as View;
      const kept = g.shape.map((_, d) => d).filter((d) => !axes.includes(d));
      if (!partial) {
        accesses.push(this.write(target.buffer, mapAxes(fitView(target, this.shapeOf(target.buffer)), kept)));
        return [{ op: node.op, value, signature, outputs: [accesses.length - 1] }];
      }
      const same = operation.states === undefined ? undefined : `${operation.states} ${value}`;
      const there = same === undefined ? undefined : stored.get(same);
      if (there !== undefined) {
        combines.push({ node, signature, states: there });
        return [];
      }
      const states = signature.state.map((dtype) => this.scratch(dtype, [cut.blocks, ...target.shape]));
      combines.push({ node, signature, states });
      if (same !== undefined) stored.set(same, states);
      const outputs = states.map((region) => {
        const dims: DimAccess[] = [
          { start: 0, terms: [{ axis: cut.axis, step: 1 }] },
          ...kept.map((axis) => ({ start: 0, terms: [{ axis, step: 1 }] })),
        ];
        accesses.push(this.write(region, { dims, flat: false }));
        blockDims.push(accesses.length - 1);
        return accesses.length - 1;
      });
      return [{ op: node.op, value, signature, outputs }];
    });
    const launch = this.launch(g.shape, cut, accesses, body, blockDims);
    const line = this.joined({ shape: g.shape, cutAxis: cut.axis, axes, accesses, blocks: blockDims }, body);
    const integers = new Integers(...line.shape, cut.unit * line.scale);
    this.submit(
      {
        kind: 'reduce',
        rank: line.shape.length,
        cutAxis: cut.axis,
        scale: integers.add(line.scale),
        axes: axes.filter((axis) => axis < line.shape.length),
        lanes: usesLanes(g.shape, axes),
        partial,
        extents: smallExtents(line.shape),
        ...this.specs(launch.clusters, line.accesses, integers),
        values: body.values,
        stores,
        reductions,
      },
      launch,
      body.scalars,
      integers,
      g,
    );
    for (const c of combines) this.combine(c.node, c.signature, c.states, cut.blocks);
  }

  /** Kept positions are independent of each other: launches are cut along one of their axes, and nothing is combined. */
  private fold(g: Group): void {
    const node = g.nodes[0] as GraphNode;
    const { shape } = g;
    const spec = foldSpec(node, shape, this.trace, this.registry);
    const fits = (view: View, axes: readonly number[] | undefined) => {
      const fit = fitView(view, this.shapeOf(view.buffer));
      return axes === undefined ? fit : mapAxes(fit, axes);
    };
    const accesses: Access[] = spec.loads.map(({ view, kept }) => ({
      region: view.buffer,
      fit: fits(view, kept ? spec.kept : undefined),
      read: true,
      written: false,
    }));
    const target = node.targets[0] as View;
    const inPlace = spec.loads.findIndex(({ view, kept }) => kept && sameView(view, target));
    if (inPlace >= 0) accesses[inPlace] = { ...(accesses[inPlace] as Access), written: true };
    else accesses.push({ region: target.buffer, fit: fits(target, spec.kept), read: false, written: true });
    const integers = new Integers(...shape, spec.cut.unit);
    const launch = this.launch(shape, spec.cut, accesses, spec, []);
    this.submit(
      {
        kind: 'fold',
        op: node.op,
        params: node.params,
        signature: spec.signature,
        rank: shape.length,
        cutAxis: spec.cut.axis,
        axes: spec.axes,
        ...foldOrder(accesses, spec, shape),
        extents: smallExtents(shape),
        ...this.specs(launch.clusters, accesses, integers),
        values: spec.values,
        operands: spec.operands,
        output: inPlace >= 0 ? inPlace : accesses.length - 1,
      },
      launch,
      spec.scalars,
      integers,
      g,
    );
  }

  /** The states of all blocks, in order, into the result. */
  private combine(node: GraphNode, signature: ReductionSignature, states: readonly number[], blocks: number): void {
    const target = node.targets[0] as View;
    const shape = [blocks, ...target.shape];
    const kept = target.shape.map((_, d) => d + 1);
    const dims: DimAccess[] = shape.map((_, axis) => ({ start: 0, terms: [{ axis, step: 1 }] }));
    const accesses: Access[] = [
      ...states.map((region) => ({ region, fit: { dims, flat: false }, read: true, written: false })),
      this.write(target.buffer, mapAxes(fitView(target, this.shapeOf(target.buffer)), kept)),
    ];
    const integers = new Integers(...shape);
    const clusters = cluster(accesses);
    const launch = {
      clusters,
      points: 1,
      tile: blocks,
      extent: blocks,
      args: clusters.map((c) => this.arg(c, accesses, shape, undefined)),
    };
    this.submit(
      {
        kind: 'combine',
        op: node.op,
        signature,
        rank: shape.length,
        extents: smallExtents(shape),
        ...this.specs(clusters, accesses, integers),
      },
      launch,
      [],
      integers,
      { nodes: [node] },
    );
  }

  private shapeOf(region: number): readonly number[] {
    return (this.regions[region] as MutableRegion).shape;
  }

  private write(region: number, f: ReturnType<typeof fitView>): Access {
    return { region, fit: f, read: false, written: true };
  }

  private scratch(dtype: DType, shape: readonly number[]): number {
    this.regions.push({
      dtype,
      shape: regionShape(shape),
      kept: false,
      defined: false,
      used: false,
      partial: false,
    });
    return this.regions.length - 1;
  }

  /** Loads in the body's numbering, then the stores of what somebody will read. */
  private accesses(body: Body, needed: ReadonlySet<number>): { accesses: Access[]; stores: StoreSpec[] } {
    const written = new Map(body.writes.filter((w) => needed.has(w.view.buffer)).map((w) => [w.view.buffer, w]));
    const accesses: Access[] = body.loads.map((view) => ({
      region: view.buffer,
      fit: fitView(view, this.shapeOf(view.buffer)),
      read: true,
      written: false,
    }));
    const stores: StoreSpec[] = [];
    for (const [buffer, w] of written) {
      const load = body.loads.findIndex((v) => v.buffer === buffer);
      if (load >= 0) {
        accesses[load] = { ...(accesses[load] as Access), written: true };
        stores.push({ access: load, value: w.value });
      } else {
        accesses.push(this.write(buffer, fitView(w.view, this.shapeOf(buffer))));
        stores.push({ access: accesses.length - 1, value: w.value });
      }
    }
    return { accesses, stores };
  }

  private launch(
    shape: readonly number[],
    cut: Cut,
    accesses: readonly Access[],
    body: Pick<Body, 'values'>,
    blockAccesses: readonly number[],
  ): Launch {
    const clusters = cluster(accesses);
    const extent = shape[cut.axis] ?? 1;
    const work = elements(shape) * Math.max(1, body.values.length / 4);
    let pieces = work < WORTH_CUTTING ? 1 : Math.min(this.machine.processors, cut.blocks);
    const writable = clusters.every((c) => {
      if (!c.written) return true;
      if (c.members.some((m) => blockAccesses.includes(m))) return true;
      const how = cutCluster(c, accesses, shape, cut.axis, cut.unit);
      return how !== undefined && how !== 'whole' && how.high === 0;
    });
    if (!writable) pieces = 1;
    const unit = this.unit(shape, cut, pieces);
    const tile = Math.ceil(extent / unit / pieces) * unit;
    const points = Math.max(1, Math.ceil(extent / tile));
    // A block's own index moves along the cut axis: its tiles are counted in blocks.
    const blockShape = shape.map((e, d) => (d === cut.axis ? cut.blocks : e));
    const args = clusters.map((c) => {
      const isBlocks = c.members.some((m) => blockAccesses.includes(m));
      return this.arg(
        c,
        accesses,
        isBlocks ? blockShape : shape,
        points === 1 ? undefined : { axis: cut.axis, tile: isBlocks ? tile / cut.unit : tile },
      );
    });
    this.settleHalos(args);
    return { clusters, points, tile, extent, args };
  }

  /** Pieces of one shape are the same for all kernels: where they are large, of as many rows as reductions need. */
  private unit(shape: readonly number[], cut: Cut, pieces: number): number {
    const rows = cutOfRows(shape);
    return cut.axis === rows.axis && rows.blocks >= EVEN * pieces ? Math.max(rows.unit, cut.unit) : cut.unit;
  }

  /** The addon takes a halo from the tiling of a written argument of the same form; else read it all. */
  private settleHalos(args: ArgPlan[]): void {
    args.forEach((a, i) => {
      if (!a.cut || a.cut.high === 0) return;
      const base = args.some(
        (o) =>
          o.access !== 'read' &&
          o.cut?.dim === a.cut?.dim &&
          o.cut?.extent === a.cut?.extent &&
          o.lo.length === a.lo.length,
      );
      if (!base) {
        const { cut: _, ...whole } = a;
        args[i] = whole;
      }
    });
  }

  private arg(
    c: ReturnType<typeof cluster>[number],
    accesses: readonly Access[],
    shape: readonly number[],
    launch: { axis: number; tile: number } | undefined,
  ): ArgPlan {
    const region = this.shapeOf(c.region);
    const { lo, hi } = rectangle(c, accesses, shape, region);
    const touched = c.written ? touchedElements(accesses[c.members[0] as number] as Access, shape) : 0;
    const access = !c.written ? 'read' : !c.read && touched === volume({ lo, hi }) ? 'write' : 'readwrite';
    const how = launch && cutCluster(c, accesses, shape, launch.axis, launch.tile);
    return {
      region: c.region,
      access,
      lo,
      hi,
      ...(how !== undefined && how !== 'whole' && { cut: how }),
    };
  }

  private specs(
    clusters: Launch['clusters'],
    accesses: readonly Access[],
    integers: Integers,
  ): Pick<KernelSpec, 'args' | 'accesses'> {
    const argOf = new Map<number, number>();
    clusters.forEach((c, i) => {
      for (const m of c.members) argOf.set(m, i);
    });
    return {
      args: clusters.map((c) => argSpec(c, accesses, this.regions as RegionDecl[])),
      accesses: accesses.map((a, i) => accessSpec(a.fit, argOf.get(i) as number, integers)),
    };
  }

  private submit(
    spec: KernelSpec,
    launch: Launch,
    scalars: readonly number[],
    integers: Integers,
    g: { readonly nodes: readonly GraphNode[] },
  ): void {
    const key = printKernel(spec);
    let kernel = this.kernelNumbers.get(key);
    if (kernel === undefined) {
      kernel = this.kernels.length;
      this.kernels.push(spec);
      this.kernelNumbers.set(key, kernel);
    }
    for (const a of launch.args) this.use(a);
    this.tasks.push({
      task: 'kernel',
      kernel,
      points: launch.points,
      extent: launch.extent,
      tile: launch.tile,
      args: launch.args,
      scalars,
      attributes: integers.values,
      sites: [...new Set(g.nodes.map((n) => n.site))],
    });
  }

  /** Marks a region as used; one of which something is read, or kept, that no task has written has to be filled before. */
  private use(a: ArgPlan): void {
    const r = this.regions[a.region] as MutableRegion;
    r.used = true;
    if (r.defined || r.partial) return;
    r.written ??= new Coverage(r.shape);
    if (a.access === 'write') r.written.add(a);
    else if (!r.written.covers(a)) r.partial = true;
  }
}

interface Launch {
  readonly clusters: ReturnType<typeof cluster>;
  readonly points: number;
  readonly tile: number;
  readonly extent: number;
  readonly args: readonly ArgPlan[];
}

/** Loops this short are unrolled: their extents are part of the code. */
const SMALL = 8;

const smallExtents = (shape: readonly number[]): number[] => shape.map((e) => (e <= SMALL ? e : 0));

/** Axes of a result are the kept ones of the operand. */
function mapAxes(f: ReturnType<typeof fitView>, axes: readonly number[]): ReturnType<typeof fitView> {
  return {
    flat: f.flat,
    dims: f.dims.map((d) => ({
      start: d.start,
      terms: d.terms.map((t) => ({ axis: axes[t.axis] as number, step: t.step })),
    })),
  };
}

/** Elements that an injective access touches: one for each index of the axes it moves along. */
function touchedElements(a: Access, shape: readonly number[]): number {
  const axes = new Set(a.fit.dims.flatMap((d) => d.terms.map((t) => t.axis)));
  return [...axes].reduce((n, axis) => n * (shape[axis] as number), 1);
}
