/** Text of a grouping. */
import { printNode } from '../ir/graph';
import type { Group } from './group';

export function printGroups(groups: readonly Group[]): string {
  return groups
    .map((g, i) => {
      const axes = g.axes ? ` reduced over ${g.axes.join(',')}` : '';
      return [
        `g${i}: ${g.kind} ${g.shape.join('x') || 'scalar'}${axes}`,
        ...g.nodes.map((n) => `    ${printNode(n)}`),
      ].join('\n');
    })
    .join('\n');
}
