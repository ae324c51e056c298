/**
 * What is legal between stages. Run in the tests and under `--verify`: a stage that breaks a rule is
 * found where it did, not three stages later as a wrong number.
 */
import type { Registry } from '../ops/operation';
import { Coverage } from './coverage';
import { type BufferDecl, elements, foldShape, type GraphNode, sameShape, type Trace, type View } from './graph';
import type { ArgPlan, Plan, RegionDecl, TaskPlan } from './plan';

export class VerifyError extends Error {
  override readonly name = 'VerifyError';
  constructor(what: string, where: string) {
    super(`LGT3100: ${what} (${where})`);
  }
}

function check(condition: boolean, what: string, where: string): asserts condition {
  if (!condition) throw new VerifyError(what, where);
}

/** Views lie inside their buffers; operations exist, with as many operands as they take; no extent is 0. */
export function verifyTrace(t: Trace, registry: Registry): void {
  t.buffers.forEach((b, i) => {
    check(
      b.shape.every((e) => Number.isInteger(e) && e > 0),
      'a buffer has an empty extent',
      `b${i}`,
    );
  });
  const written = t.buffers.map((b) => b.defined);
  t.nodes.forEach((n, i) => {
    const where = `node ${i}: ${n.op}`;
    check(registry.has(n.op), 'no such operation', where);
    verifyNode(n, t, registry, where);
    for (const o of n.operands) {
      if (o.kind === 'view') check(written[o.view.buffer] === true, 'reads a buffer before any write', where);
    }
    for (const v of n.targets) written[v.buffer] = true;
  });
}

function verifyNode(n: GraphNode, t: Trace, registry: Registry, where: string): void {
  const operation = registry.get(n.op);
  check(n.targets.length === 1 || operation.kind === 'library', 'must have one target', where);
  for (const v of n.targets) verifyView(v, t.buffers[v.buffer], where);
  for (const o of n.operands) {
    if (o.kind === 'view') verifyView(o.view, t.buffers[o.view.buffer], where);
    else check(t.scalars[o.slot] === o.dtype, 'a scalar has another type than its slot', where);
  }
  const target = n.targets[0] as View;
  if (operation.kind === 'elementwise') {
    check(
      operation.arity === 'any' || n.operands.length === operation.arity,
      `takes ${operation.arity} operands`,
      where,
    );
    for (const o of n.operands) {
      if (o.kind !== 'view') continue;
      check(sameShape(o.view.shape, target.shape), 'operand and target have different shapes', where);
    }
  }
  if (operation.kind === 'fold') verifyFold(n, target, where);
  if (operation.kind === 'reduction') {
    const axes = n.params.axes as readonly number[];
    const operand = n.operands[0];
    check(operand?.kind === 'view', 'reduces a view', where);
    const kept = operand.view.shape.filter((_, d) => !axes.includes(d));
    check(sameShape(kept, target.shape), "the target must have the operand's kept axes", where);
  }
}

/** Operands: the state before, of the kept axes; then elements, of all. */
function verifyFold(n: GraphNode, target: View, where: string): void {
  const shape = foldShape(n);
  const axes = n.params.axes as readonly number[];
  const ascending = axes.every((d, k) => d < shape.length && d > (axes[k - 1] ?? -1));
  check(axes.length > 0 && ascending, 'folds along axes of its elements, in their order', where);
  const kept = shape.filter((_, d) => !axes.includes(d));
  check(sameShape(kept, target.shape), "the target must have the elements' kept axes", where);
  n.operands.forEach((o, k) => {
    if (o.kind !== 'view') return;
    check(sameShape(o.view.shape, k === 0 ? kept : shape), 'an operand has another shape than the fold', where);
  });
}

function verifyView(v: View, b: BufferDecl | undefined, where: string): void {
  check(b !== undefined, `no buffer ${v.buffer}`, where);
  check(v.shape.length === v.strides.length, 'a view has a stride for each axis', where);
  let lo = v.offset;
  let hi = v.offset;
  v.shape.forEach((e, d) => {
    check(e > 0, 'an empty view', where);
    const span = (e - 1) * (v.strides[d] as number);
    if (span < 0) lo += span;
    else hi += span;
  });
  check(lo >= 0 && hi < elements(b.shape), 'a view leaves its buffer', where);
}

/**
 * Arguments lie inside their regions; what is read was written; nothing is written by two points or
 * through two arguments of one task.
 */
export function verifyPlan(p: Plan): void {
  const written = p.regions.map((r) => new Coverage(r.shape));
  p.tasks.forEach((t, i) => {
    const where = `task ${i}`;
    verifyLaunch(t, where);
    for (const a of t.args) verifyArg(a, p, t, where);
    for (const a of t.args) {
      const { defined, partial } = p.regions[a.region] as RegionDecl;
      const isThere = a.access === 'write' || defined || partial || (written[a.region] as Coverage).covers(a);
      check(isThere, `reads what nobody wrote of region ${a.region}`, where);
    }
    for (const a of t.args) if (a.access !== 'read') (written[a.region] as Coverage).add(a);
    const writes = t.args.filter((a) => a.access !== 'read').map((a) => a.region);
    const all = t.args.map((a) => a.region);
    for (const r of writes) {
      check(all.filter((x) => x === r).length === 1, `region ${r} is written and is another argument too`, where);
    }
  });
  p.regions.forEach(({ used, kept, defined, partial }, r) => {
    const isThere = !used || !kept || defined || partial || (written[r] as Coverage).isWhole;
    check(isThere, `nobody wrote all of region ${r}, which is kept`, 'the plan');
  });
}

function verifyLaunch(t: TaskPlan, where: string): void {
  check(t.points >= 1 && t.tile >= 1, 'a launch has points', where);
  check((t.points - 1) * t.tile < t.extent && t.points * t.tile >= t.extent, 'points cover the extent', where);
}

function verifyArg(a: ArgPlan, p: Plan, t: TaskPlan, where: string): void {
  const region = p.regions[a.region];
  check(region?.used === true, `region ${a.region} is marked unused`, where);
  check(a.lo.length === region.shape.length, 'a rectangle has the dimensions of its region', where);
  a.lo.forEach((lo, d) => {
    const hi = a.hi[d] as number;
    check(lo >= 0 && lo < hi && hi <= (region.shape[d] as number), 'a rectangle leaves its region', where);
  });
  if (a.as !== undefined) {
    check(
      t.task !== 'kernel' && a.access === 'read',
      'only what library tasks read is seen under another shape',
      where,
    );
    check(elements(a.as) === elements(region.shape), 'another shape has other elements', where);
  }
  if (a.access !== 'read' && t.points > 1) check(a.cut !== undefined, 'all points write the same elements', where);
  if (a.cut) {
    check(t.points > 1, 'a single point has nothing to cut', where);
    const length = (a.hi[a.cut.dim] as number) - (a.lo[a.cut.dim] as number);
    check(a.cut.extent * t.points >= length - a.cut.high, 'tiles do not cover the rectangle', where);
    check(a.access === 'read' || a.cut.high === 0, 'a halo is written', where);
  }
}
