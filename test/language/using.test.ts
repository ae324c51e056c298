/** `using` ends arrays with their block, also one that is left early. */
import { expect, it } from 'vitest';
import { makeProject } from '../unit/loader/project';

const PROGRAM = `
import * as np from 'legate-ts/numpy';
const seen: np.NDArray[] = [];
let sum = 0;
for (let i = 0; i < 300; i++) {
  try {
    using x = np.ones([1.25e6]) * i;
    using y = x + 1;
    seen[0] = y;
    if (i % 3 === 0) continue;
    if (i % 3 === 1) throw new Error('left early');
    sum += y.item(0) as number;
  } catch {}
}
console.log(sum);
try { seen[0].sum(); } catch (e) { console.log((e as Error).message); }
`;

it('using', async () => {
  const project = makeProject({ 'program.ts': PROGRAM });
  try {
    const { code, out, err } = await project.legatec('--sysmem', '100', 'program.ts');
    expect(err).toBe('');
    expect(out).toMatch(/^15150\nLGT\d{4}: .*(released|disposed|ended)/);
    expect(code).toBe(0);
  } finally {
    project.remove();
  }
});
