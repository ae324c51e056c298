import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Tests of one stage, in the test's own process: two at a time.
const alone = ['test/unit/**/*.test.ts', 'test/golden/**/*.test.ts', 'test/bug/**/*.test.ts'];

// As users run them: small arrays are computed in the host.
const asUsersDo = ['test/samples/**/*.test.ts', 'test/ranks/**/*.test.ts', 'test/language/**/*.test.ts'];

// What arrays mean, once more with the host path.
const again = ['literals', 'sweep', 'lowered', 'errors'].map((name) => `test/unit/numpy/${name}.test.ts`);

export default defineConfig({
  resolve: {
    alias: [
      { find: /^legate-ts$/, replacement: source('runtime/core/index.ts') },
      { find: /^legate-ts\/numpy$/, replacement: source('runtime/numpy/index.ts') },
      { find: /^legate-ts\/compiler$/, replacement: source('compiler/index.ts') },
      { find: /^legate-ts\/register$/, replacement: source('compiler/loader/register.ts') },
    ],
  },
  test: {
    globalSetup: ['test/global-setup.ts'],
    // Most arrays of tests are small ones, and what is tested is what becomes of tasks.
    env: { LEGATE_HOST_PATH: 'off' },
    // The addon and the Legion runtime are one per process: no worker threads, a fresh process a file.
    pool: 'forks',
    isolate: true,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    projects: [
      { extends: true, test: { name: 'stages', include: alone, maxWorkers: 2, sequence: { groupOrder: 0 } } },
      {
        extends: true,
        // The rest starts programs that use every core, some of them on two ranks: one after the other.
        test: {
          name: 'programs',
          include: ['test/**/*.test.ts'],
          exclude: [...alone, ...asUsersDo],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'host',
          include: [...asUsersDo, ...again],
          env: { LEGATE_HOST_PATH: 'auto' },
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
