/** The engine itself in the test's process, with the host path on: kernels are called only where there are some. */
import { afterAll } from 'vitest';
import { loadAddon } from '../../../runtime/core/addon';
import { setHostPath } from '../../../runtime/host/setting';

process.env.LEGATE_CPUS = '1';
process.env.LEGATE_SYSMEM = '500';
setHostPath(true);
afterAll(() => {
  if (loadAddon().finish() !== 0) throw new Error('the engine ended with an error');
});
