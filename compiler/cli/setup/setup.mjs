// Makes a fresh clone ready to run: installs what is missing, builds what is out of date, and does nothing otherwise.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, SetupError, say } from './common.mjs';
import { ensureDist } from './dist.mjs';
import { ensureEngine, locateEngine } from './engine.mjs';
import { ensureLlvmBindings } from './llvm.mjs';
import { takeLock } from './lock.mjs';
import { ensureNative } from './native.mjs';
import { ensurePackages } from './packages.mjs';
import { ensureSystem } from './system.mjs';

export async function setUp() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new SetupError(`node ${process.version} is too old: node 20 or newer is needed`);
  const release = await takeLock(join(root, 'native', 'build', 'setup.lock'));
  try {
    await ensureSystem({ engine: !locateEngine().present });
    // The download waits for the network, the packages and llvm-bindings for the processor: side by side.
    const packages = async () => {
      await ensurePackages();
      await ensureLlvmBindings();
    };
    const [engine] = await all([ensureEngine(), packages()]);
    await ensureDist();
    await ensureNative(engine);
  } finally {
    release();
  }
}

/** Like Promise.all, but waits for every one, so that none is cut off half way by another's failure. */
async function all(promises) {
  const results = await Promise.allSettled(promises);
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length > 1) for (const { reason } of failed.slice(1)) report(reason);
  if (failed.length > 0) throw failed[0].reason;
  return results.map((result) => result.value);
}

function report(error) {
  say(error instanceof SetupError ? error.message : error.stack);
}

/** Sets up, then runs `then`, which resolves to the exit code. Failures of set-up end the process with code 1. */
export async function main(then = () => 0) {
  try {
    await setUp();
  } catch (error) {
    report(error);
    process.exitCode = 1;
    return;
  }
  process.exitCode = await then();
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
