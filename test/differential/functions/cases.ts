/**
 * Calls × element types × layouts. Every call meets every type and every layout; FUNCTIONS=all runs all combinations.
 */
import { DTYPES, type DType } from '../../../compiler/ir/dtype';
import { CALLS, type Call, MAKERS } from './calls';

export const LAYOUTS = ['plain', 'strided', 'reversed', 'transposed', 'broadcast', 'offset', 'empty', '0-d'] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface Case extends Call {
  readonly type: DType;
  readonly layout: Layout;
}

/** Numbers as text, so that all of them survive JSON; of complex numbers both parts. */
export type Numbers = readonly (string | readonly [string, string])[];

/** What a call gave: its arrays and scalars, one after the other. */
export type Leaf = { readonly type: string; readonly shape: readonly number[]; readonly values: Numbers };
export type Outcome = { readonly error: string } | { readonly leaves: readonly Leaf[] };

const TYPES = Object.keys(DTYPES) as DType[];

function chosen(n: number): [DType, Layout][] {
  if (process.env.FUNCTIONS === 'all') return TYPES.flatMap((t) => LAYOUTS.map((l): [DType, Layout] => [t, l]));
  // Types with layouts in turns, then the layouts that float64 has not met.
  const pairs = TYPES.map((t, k): [DType, Layout] => [t, LAYOUTS[(n + k) % LAYOUTS.length] as Layout]);
  const [, met] = pairs[TYPES.indexOf('float64')] as [DType, Layout];
  return [...pairs, ...LAYOUTS.filter((l) => l !== met).map((l): [DType, Layout] => ['float64', l])];
}

export const cases = (): Case[] => [
  ...CALLS.flatMap((call, n) => chosen(n).map(([type, layout]): Case => ({ ...call, type, layout }))),
  ...MAKERS.map((call): Case => ({ ...call, type: 'float64', layout: 'plain' })),
];
