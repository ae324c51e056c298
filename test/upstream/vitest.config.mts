/** Runs numpy-ts' own tests against a package of the same names: see README.md. `main.ts` sets the variables. */
import { defineConfig } from 'vitest/config';

const { UPSTREAM_SOURCE: root, UPSTREAM_TARGET: target } = process.env;
if (!root || !target) throw new Error('start this by `npm run test:upstream`');

// What users may import, under the paths by which the tests import it. Other paths are internals: the copy's own.
const published =
  /^(\.\.\/)+src(?!\/io\/zip)(\/(index|full|core|io|node)(\/[a-z]+)?|\/common\/(complex|ndarray-core))?(\.[jt]s)?$/;

export default defineConfig({
  root,
  cacheDir: `${root}/.vite`,
  resolve: { alias: [{ find: published, replacement: target }] },
  test: {
    globals: true,
    // Of names; all, where it isn't set.
    testNamePattern: process.env.UPSTREAM_PATTERN,
    include: ['tests/unit/**/*.test.ts', 'tests/validation/**/*.test.ts'],
    setupFiles: ['tests/setup-version.ts', 'tests/validation/_oracle-teardown.ts'],
    // One engine a process.
    pool: 'forks',
    isolate: true,
    maxWorkers: Number(process.env.UPSTREAM_WORKERS ?? 2),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
