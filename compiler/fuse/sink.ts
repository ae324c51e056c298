/**
 * After grouping: a value that only a later kernel wants is computed there.
 *
 * A node joins a group as soon as it can. Where its readers turn out to be in a later one (behind a reduction, a write
 * of what they read, or in the next group because one was full), its result would go through memory for nothing, if
 * what it is made of is in memory anyway. Such a node moves, together with what is computed for it alone.
 */
import { elements, type GraphNode, sameShape, sameView, type Trace, type View } from '../ir/graph';
import type { Registry } from '../ops/operation';
import { conflict, countBuffers, type Group, interleaves, MAX_BUFFERS, MAX_NODES, reads } from './group';

/** A full group takes this many more: nodes that leave another don't make more code. */
const SLACK = 64;
/** More arrays than these to load are dearer than the one that isn't stored and loaded. */
const MAX_LOADS = 2;

export function sink(groups: readonly Group[], trace: Trace, registry: Registry): Group[] {
  const sinker = new Sinker(groups, trace, registry);
  for (let g = groups.length - 2; g >= 0; g--) sinker.group(g);
  return groups.filter((g) => g.nodes.length > 0);
}

class Sinker {
  private readonly home = new Map<GraphNode, number>();
  private readonly readers = new Map<number, GraphNode[]>();
  private readonly writers = new Map<number, GraphNode[]>();

  constructor(
    private readonly groups: readonly Group[],
    private readonly trace: Trace,
    private readonly registry: Registry,
  ) {
    const add = (map: Map<number, GraphNode[]>, buffer: number, node: GraphNode): void => {
      const list = map.get(buffer);
      if (list === undefined) map.set(buffer, [node]);
      else if (!list.includes(node)) list.push(node);
    };
    groups.forEach((g, n) => {
      for (const node of g.nodes) {
        this.home.set(node, n);
        for (const v of reads(node)) add(this.readers, v.buffer, node);
        for (const v of node.targets) add(this.writers, v.buffer, node);
      }
    });
  }

  group(g: number): void {
    const from = this.groups[g] as Group;
    if (from.kind !== 'kernel') return;
    for (const node of [...from.nodes].reverse()) {
      if (this.home.get(node) !== g) continue;
      const moving = new Set<GraphNode>();
      const h = this.onlyReader(node, g, moving);
      if (h === undefined || !this.follows(node, g, h, moving)) continue;
      const to = this.groups[h] as Group;
      const moved = from.nodes.filter((n) => moving.has(n));
      if (!this.isWorthwhile(moved, to)) continue;
      from.nodes.splice(0, from.nodes.length, ...from.nodes.filter((n) => !moving.has(n)));
      to.nodes.unshift(...moved);
      for (const n of moved) this.home.set(n, h);
    }
  }

  private operandsOf(node: GraphNode): readonly GraphNode[] {
    return reads(node).flatMap((v) => this.writers.get(v.buffer) ?? []);
  }

  /** The one later kernel that reads a result, element by element, besides what is moving there. */
  private onlyReader(node: GraphNode, g: number, moving: ReadonlySet<GraphNode>): number | undefined {
    const target = node.targets[0] as View;
    const decl = this.trace.buffers[target.buffer];
    if (this.registry.get(node.op).kind !== 'elementwise' || decl === undefined || decl.live || decl.defined)
      return undefined;
    if ((this.writers.get(target.buffer) as GraphNode[]).length > 1) return undefined;
    const readers = this.readers.get(target.buffer) ?? [];
    const all = readers.every((r) => reads(r).every((v) => v.buffer !== target.buffer || sameView(v, target)));
    const homes = new Set(readers.filter((r) => !moving.has(r)).map((r) => this.home.get(r) as number));
    const [h] = homes;
    if (!all || homes.size > 1 || h === undefined || h <= g) return undefined;
    const [from, to] = [this.groups[g] as Group, this.groups[h] as Group];
    return to.kind === 'kernel' && sameShape(to.shape, from.shape) ? h : undefined;
  }

  /** Whether a node can move from g to h; collects it and what is computed for it alone. */
  private follows(node: GraphNode, g: number, h: number, moving: Set<GraphNode>): boolean {
    moving.add(node);
    const from = this.groups[g] as Group;
    const later = from.nodes.slice(from.nodes.indexOf(node) + 1).filter((n) => !moving.has(n));
    const between = this.groups.slice(g + 1, h).flatMap((x) => x.nodes);
    if ([...later, ...between].some((n) => conflict(node, n, this.trace))) return false;
    const to = this.groups[h] as Group;
    if (!to.nodes.every((n) => interleaves(node, n, this.trace, this.registry))) return false;
    return this.operandsOf(node).every((maker) => {
      if (moving.has(maker) || this.home.get(maker) !== g || this.isStored(maker, g)) return true;
      const only = this.readers.get((maker.targets[0] as View).buffer)?.every((r) => moving.has(r));
      const elsewhere = only ? h : this.onlyReader(maker, g, moving);
      const movable = this.isTemporary(maker) && elsewhere === h;
      return movable && this.follows(maker, g, h, moving);
    });
  }

  private isTemporary(node: GraphNode): boolean {
    const { buffer } = node.targets[0] as View;
    return this.registry.get(node.op).kind === 'elementwise' && (this.writers.get(buffer) as GraphNode[]).length === 1;
  }

  /** Whether a result is in memory whatever moves: somebody outside wants it, or it is a reduction's. */
  private isStored(maker: GraphNode, g: number): boolean {
    const { buffer } = maker.targets[0] as View;
    const decl = this.trace.buffers[buffer];
    if (decl === undefined || decl.live || decl.defined || this.registry.get(maker.op).kind !== 'elementwise')
      return true;
    return (this.readers.get(buffer) ?? []).some((r) => this.home.get(r) !== g);
  }

  private isWorthwhile(moved: readonly GraphNode[], to: Group): boolean {
    const nodes = [...moved, ...to.nodes];
    if (nodes.length > MAX_NODES + SLACK || countBuffers(nodes, this.trace) > MAX_BUFFERS + MAX_LOADS) return false;
    const made = new Set(moved.map((n) => (n.targets[0] as View).buffer));
    const there = new Set(to.nodes.flatMap((n) => [...reads(n), ...n.targets]).map((v) => v.buffer));
    const size = elements(to.shape);
    const loads = new Set(
      moved
        .flatMap(reads)
        .filter((v) => !made.has(v.buffer) && !there.has(v.buffer))
        .filter((v) => elements(this.trace.buffers[v.buffer]?.shape ?? []) * 2 > size)
        .map((v) => v.buffer),
    );
    return loads.size <= MAX_LOADS;
  }
}
