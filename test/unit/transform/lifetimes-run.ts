/** Runs transformed code against the library of one-element arrays that knows which of them are released. */
import { join } from 'node:path';
import vm from 'node:vm';
import { FIXTURE } from '../../golden/transform/compile';

const { live, ...numpy } = require(join(FIXTURE, 'numpy.js'));

const temporaries: unknown[] = [];
const drop = (value: unknown) => value instanceof numpy.NDArray && (value as { release(): void }).release();
/** The helpers' contract, on the fixture's arrays. */
const helpers = {
  $file: () => 1,
  $s: (_site: number, value: unknown) => value,
  $m: () => temporaries.length,
  $t: (value: unknown) => {
    temporaries.push(value);
    return value;
  },
  $e: (mark: number, value: unknown) => {
    for (const t of temporaries.splice(mark)) if (t !== value) drop(t);
    return value;
  },
  $d: drop,
  $f: (f: unknown) => f,
  $nf: (f: unknown) => f,
  $re: (old: unknown, value: unknown) => {
    if (old !== value) drop(old);
    return value;
  },
};

/** Runs CommonJS code; gives what it exports as `r` and how many arrays are left. */
export async function run(code: string): Promise<{ r: unknown; left: number }> {
  live.clear();
  temporaries.length = 0;
  const exports: { r?: unknown } = {};
  const require = (name: string) => (name === 'legate-ts/numpy' ? numpy : helpers);
  vm.runInThisContext(`(function (exports, require) {${code}\n})`)(exports, require);
  const r = await exports.r;
  const plain = r instanceof numpy.NDArray ? String((r as { value: unknown }).value) : JSON.stringify(r, shown);
  return { r: plain, left: live.size - 2 };
}

const shown = (_key: string, value: unknown) =>
  value instanceof numpy.NDArray ? { value: (value as { value: number }).value } : value;
