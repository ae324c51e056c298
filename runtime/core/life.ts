/**
 * The life of the runtime: started by the first operation that needs it, ended in order when the
 * process ends, whichever way it does.
 */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cacheFolder, legateFlags, readOptions } from '../../compiler/options';
import { EngineExecutor } from '../launch/engine';
import { ReferenceExecutor } from '../launch/reference';
import { hideLauncher } from '../replicate';
import { AgreedReaper } from '../replicate/deaths';
import { Tracer } from '../trace/tracer';
import { loadAddon } from './addon';
import { setReaper } from './lifetime';

/** Part of --sysmem that arrays may take: copies that the engine makes on its own need the rest. */
const SHARE = 0.9;

/** Starts the engine as the options in force say, and gives the tracer in front of it. */
export function createTracer(): Tracer {
  const options = readOptions();
  if (!options.jit) return new Tracer(new ReferenceExecutor());
  const addon = loadAddon();
  addon.start(legateFlags(options));
  addon.jitCacheFolder(join(cacheFolder(), 'kernels'));
  const { processors, ranks } = addon.machine();
  process.once('exit', () => addon.finish());
  const collect = garbageCollector();
  if (ranks === 1) setReaper({ watch: addon.watch, drain: addon.drain, collect });
  else {
    setReaper(new AgreedReaper(addon, collect));
    hideLauncher();
  }
  const config = {
    machine: { processors },
    budget: options.sysmem * 2 ** 20 * SHARE,
    fuse: options.fuse,
    fastMath: options.fastMath,
    inline: options.hostPath !== 'off',
    emit: options.emit,
    verify: options.verify,
    salt: options.fastMath ? 'fast' : 'ieee',
  };
  return new Tracer(new EngineExecutor(addon, config));
}

function garbageCollector(): () => void {
  let gc: (() => void) | undefined;
  return () => {
    if (gc === undefined) {
      setFlagsFromString('--expose-gc');
      gc = runInNewContext('gc') as () => void;
    }
    gc();
  };
}
