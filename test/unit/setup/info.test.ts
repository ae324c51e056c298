import { describe, expect, it } from 'vitest';
import { collectInfo, formatInfo, type SystemInfo } from '../../../compiler/cli/info';

describe('legatec info', () => {
  it('is plain data', async () => {
    const info = await collectInfo();
    expect(JSON.parse(JSON.stringify(info))).toEqual(info);
    expect(info.typescript.version).toMatch(/^6\.0\./);
    expect(info.node.version).toBe(process.versions.node);
    expect(info.machine.cores).toBeGreaterThan(0);
    expect(info.machine.memory).toBeGreaterThan(info.machine.freeMemory / 2);
  });

  it('says what is missing for what, with the command that installs it', async () => {
    const { missing } = await collectInfo({ ...process.env, PATH: '' });
    const mpi = missing.find((part) => part.name === 'Open MPI');
    expect(mpi?.for).toBe('running on several ranks');
    expect(mpi?.install).toMatch(/apt-get install .*openmpi-bin libopenmpi-dev$/);
  });

  it('prints a line a component', async () => {
    const info: SystemInfo = {
      ...(await collectInfo()),
      legate: { version: '26.1.0', from: 'wheels' },
      ucx: { version: null },
      mpi: { version: 'Open MPI 4.1.4' },
      gpu: { driver: '570.1', devices: ['Test GPU'] },
      missing: [{ name: 'UCX', for: 'running on several machines', install: null }],
    };
    const text = formatInfo(info);
    expect(text).toMatch(/^Legate +26\.1\.0 \(downloaded\)$/m);
    expect(text).toMatch(/^UCX +not there$/m);
    expect(text).toMatch(/^GPUs +driver 570\.1, Test GPU$/m);
    expect(text).toMatch(/Missing:\n {2}UCX, for running on several machines\n$/);
    expect(formatInfo({ ...info, missing: [] })).toMatch(/Nothing is missing\.\n$/);
  });
});
