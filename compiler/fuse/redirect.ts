/**
 * Writes that go to another region instead of back.
 *
 * `u[1:-1] = f(u)` computes into a temporary and copies it back: twice the memory traffic of the
 * computation alone. Where the write covers most of the buffer, the computation writes into a second
 * region at once, which then becomes the buffer's; what was not overwritten is copied there before.
 * A loop goes back and forth between two regions, of which the second needs that copy only once.
 */
import { type BufferDecl, elements, type GraphNode, sameAccess, type Trace, type View, wholeView } from '../ir/graph';
import type { Group } from './group';

export interface Redirected {
  readonly trace: Trace;
  readonly groups: readonly Group[];
  /** Where a buffer's contents are at the end, if not in its own region: number of the buffer that took over. */
  readonly moved: ReadonlyMap<number, number>;
}

/** Copying back is as good as copying over when less of the buffer is written than this. */
const COVERS = 0.5;

/** Where a buffer's contents are while the groups run. */
interface Place {
  current: number;
  /** Another region that differs from the current one only inside this access. */
  spare?: { readonly buffer: number; readonly inside: View };
}

export function redirect(trace: Trace, groups: readonly Group[]): Redirected {
  return new Redirector(trace, groups).run();
}

class Redirector {
  private readonly buffers: BufferDecl[];
  private readonly places = new Map<number, Place>();
  private readonly out: Group[] = [];

  constructor(
    private readonly trace: Trace,
    private readonly groups: readonly Group[],
  ) {
    this.buffers = [...trace.buffers];
  }

  run(): Redirected {
    this.groups.forEach((g, i) => {
      if (!this.redirected(g, i)) this.keep(g);
    });
    const moved = new Map<number, number>();
    for (const [buffer, { current }] of this.places) {
      if (current === buffer) continue;
      const decl = this.buffers[buffer] as BufferDecl;
      if (!decl.live) continue;
      moved.set(buffer, current);
      this.buffers[buffer] = { ...decl, live: false };
      this.buffers[current] = { ...(this.buffers[current] as BufferDecl), live: true };
    }
    return { trace: { ...this.trace, buffers: this.buffers }, groups: this.out, moved };
  }

  private keep(g: Group): void {
    // Any other write makes the spare region differ where nobody looks.
    for (const n of g.nodes) for (const t of n.targets) delete this.places.get(t.buffer)?.spare;
    this.out.push({ ...g, nodes: g.nodes.map((n) => this.rename(n)) });
  }

  private rename(n: GraphNode): GraphNode {
    if (this.places.size === 0) return n;
    return {
      ...n,
      operands: n.operands.map((o) => (o.kind === 'view' ? { ...o, view: this.place(o.view) } : o)),
      targets: n.targets.map((t) => this.place(t)),
    };
  }

  private place(v: View): View {
    const current = this.places.get(v.buffer)?.current ?? v.buffer;
    return current === v.buffer ? v : { ...v, buffer: current };
  }

  /** Turns "compute into a temporary" (already kept) and "copy it to where it belongs" (`g`) into one. */
  private redirected(g: Group, index: number): boolean {
    const node = g.nodes[0] as GraphNode;
    const operand = node.operands[0];
    if (g.nodes.length !== 1 || node.op !== 'copy' || operand?.kind !== 'view') return false;
    const [temporary, target] = [operand.view, node.targets[0] as View];
    const decl = this.buffers[target.buffer] as BufferDecl;
    if (decl.fixed || !this.worthwhile(target, decl) || !this.isTemporary(temporary, decl, index)) return false;
    const maker = this.makerOf(temporary, target);
    if (maker === undefined) return false;

    const place = this.places.get(target.buffer) ?? { current: target.buffer };
    this.places.set(target.buffer, place);
    const old = place.current;
    const spare = place.spare;
    const reusable = spare !== undefined && sameAccess(spare.inside, target);
    const next = reusable ? spare.buffer : this.fresh(decl);
    if (!reusable && elements(target.shape) < elements(decl.shape)) {
      const copy: GraphNode = {
        op: 'copy',
        operands: [{ kind: 'view', view: wholeView(old, decl.shape) }],
        targets: [wholeView(next, decl.shape)],
        params: {},
        site: node.site,
      };
      this.out.splice(maker, 0, { kind: 'kernel', shape: decl.shape, nodes: [copy] });
    }
    const at = this.out.findIndex((o) => o.nodes.some((n) => n.targets[0]?.buffer === temporary.buffer));
    this.out[at] = aim(this.out[at] as Group, temporary.buffer, { ...target, buffer: next });
    place.current = next;
    place.spare = { buffer: old, inside: target };
    return true;
  }

  private worthwhile(target: View, decl: BufferDecl): boolean {
    const each = target.shape.every((e, d) => e === 1 || target.strides[d] !== 0);
    return each && elements(target.shape) >= COVERS * elements(decl.shape);
  }

  /** Nobody but the copy, and the nodes that made it, has to do with it. */
  private isTemporary(v: View, target: BufferDecl, index: number): boolean {
    const decl = this.buffers[v.buffer] as BufferDecl;
    if (decl.live || decl.defined || decl.dtype !== target.dtype) return false;
    if (!sameAccess(v, wholeView(v.buffer, decl.shape)) || v.shape.length !== decl.shape.length) return false;
    const touching = this.groups.filter((g, i) => i !== index && g.nodes.some((n) => touches(n, v.buffer)));
    return touching.length === 1;
  }

  /**
   * Position of the group that computes the temporary, if it may as well write to the target's next
   * region: it writes the temporary whole, and the target's buffer isn't written from there on.
   */
  private makerOf(temporary: View, target: View): number | undefined {
    const at = this.out.findIndex((g) => g.nodes.some((n) => touches(n, temporary.buffer)));
    const maker = this.out[at];
    if (maker === undefined || maker.kind !== 'kernel' || maker.axes) return undefined;
    const whole = maker.nodes.every((n) =>
      [...n.targets, ...n.operands.flatMap((o) => (o.kind === 'view' ? [o.view] : []))].every(
        (v) => v.buffer !== temporary.buffer || sameAccess(v, temporary),
      ),
    );
    const current = this.places.get(target.buffer)?.current ?? target.buffer;
    const spare = this.places.get(target.buffer)?.spare?.buffer;
    const disturbed = this.out.slice(at).some((g, i) =>
      g.nodes.some(
        (n) =>
          n.targets.some((t) => t.buffer === current) ||
          // The region that is about to be written may still be read by somebody.
          (spare !== undefined && i > 0 && touches(n, spare)),
      ),
    );
    const reads = spare !== undefined && maker.nodes.some((n) => touches(n, spare));
    return whole && !disturbed && !reads ? at : undefined;
  }

  private fresh(decl: BufferDecl): number {
    this.buffers.push({ ...decl, defined: false, live: false });
    return this.buffers.length - 1;
  }
}

const touches = (n: GraphNode, buffer: number): boolean =>
  n.targets.some((t) => t.buffer === buffer) || n.operands.some((o) => o.kind === 'view' && o.view.buffer === buffer);

/** The group with all accesses to a buffer replaced by one access. */
function aim(g: Group, buffer: number, view: View): Group {
  return {
    ...g,
    nodes: g.nodes.map((n) => ({
      ...n,
      operands: n.operands.map((o) => (o.kind === 'view' && o.view.buffer === buffer ? { ...o, view } : o)),
      targets: n.targets.map((t) => (t.buffer === buffer ? view : t)),
    })),
  };
}
