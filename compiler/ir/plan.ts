/**
 * The plan: what the runtime submits for a trace. Plain data: regions are numbers, scalars are slots,
 * kernels are named by content. Made by `compile`, cached by the text of the trace.
 */
import type { DType } from './dtype';
import type { KernelSpec } from './kernel';

/** Native tasks of library operations, as `native/library.md` describes them. */
export type LibraryTask =
  | 'gemm'
  | 'sort'
  | 'argsort'
  | 'scan'
  | 'linalg'
  | 'fft'
  | 'random'
  | 'take'
  | 'put'
  | 'nonzero'
  | 'search'
  | 'convolve'
  | 'bytes';

/** Legate's limit on the dimensions of a region. */
export const MAX_DIM = 6;

/** Regions [0, trace.buffers) are the trace's buffers; the rest are the plan's own. */
export interface RegionDecl {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Contents are needed after the plan. */
  readonly kept: boolean;
  /** Defined before the plan. */
  readonly defined: boolean;
  /** Is used at all: temporaries that live in registers have no region. */
  readonly used: boolean;
  /** First written in parts: has to be filled before. */
  readonly partial: boolean;
}

export interface ArgPlan {
  readonly region: number;
  readonly access: 'read' | 'write' | 'readwrite';
  /** Half-open rectangle of the region that the launch touches. */
  readonly lo: readonly number[];
  readonly hi: readonly number[];
  /** Extents under which a library task sees the region, in the same order; absent: its own. Of all of it, and only read. */
  readonly as?: readonly number[];
  /** See `ArgDesc.cut` of the addon; absent: every point gets the rectangle. */
  readonly cut?: { readonly dim: number; readonly extent: number; readonly high: number };
}

export interface TaskPlan {
  readonly task: 'kernel' | LibraryTask;
  /** Index into `Plan.kernels`. */
  readonly kernel?: number;
  readonly points: number;
  readonly extent: number;
  readonly tile: number;
  readonly args: readonly ArgPlan[];
  /** Slots of the trace's scalars. */
  readonly scalars: readonly number[];
  /** Run-time integers of the kernel: extents, starts, large strides. */
  readonly attributes: readonly number[];
  /** Sites of all the nodes in it, first one first. */
  readonly sites: readonly number[];
}

export interface Plan {
  readonly regions: readonly RegionDecl[];
  readonly kernels: readonly KernelSpec[];
  readonly tasks: readonly TaskPlan[];
  /** Buffers of the trace whose contents end up in another region, which becomes theirs. */
  readonly moved: readonly (readonly [buffer: number, region: number])[];
}

export interface Machine {
  /** Processors over all ranks. */
  readonly processors: number;
}

function printArg(a: ArgPlan): string {
  const rect = a.lo.map((l, d) => `${l}:${a.hi[d]}`).join(',');
  const cut = a.cut ? ` cut dim ${a.cut.dim} by ${a.cut.extent}${a.cut.high ? ` halo +${a.cut.high}` : ''}` : '';
  return `${a.access} r${a.region}[${rect}]${a.as ? ` as ${a.as.join('x')}` : ''}${cut}`;
}

export function printPlan(p: Plan): string {
  const regions = p.regions.flatMap((r, i) =>
    r.used
      ? [
          `r${i}: ${r.dtype} ${r.shape.join('x')}${r.defined ? ' defined' : ''}${r.kept ? ' kept' : ''}${r.partial ? ' filled' : ''}`,
        ]
      : [],
  );
  const tasks = p.tasks.map((t, i) => {
    const what = t.kernel === undefined ? t.task : `kernel k${t.kernel}`;
    const launch = t.points === 1 ? 'one point' : `${t.points} points of ${t.tile}/${t.extent}`;
    return [`t${i}: ${what}, ${launch}`, ...t.args.map((a) => `    ${printArg(a)}`)].join('\n');
  });
  const moved = p.moved.map(([from, to]) => `r${from} is r${to} from here on`);
  return [...regions, ...tasks, ...moved].join('\n');
}
