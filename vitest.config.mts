import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^legate-ts$/, replacement: source('runtime/core/index.ts') },
      { find: /^legate-ts\/numpy$/, replacement: source('runtime/numpy/index.ts') },
      { find: /^legate-ts\/compiler$/, replacement: source('compiler/index.ts') },
      { find: /^legate-ts\/transformed$/, replacement: source('runtime/trace/transformed.ts') },
      { find: /^legate-ts\/register$/, replacement: source('compiler/loader/register.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/global-setup.ts'],
    // The addon and the Legion runtime are one per process: no worker threads, a fresh process a file.
    pool: 'forks',
    isolate: true,
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
  },
});
