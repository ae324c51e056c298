/**
 * The one table of run-time options.
 *
 * An option has a name on the command line (`--ranks-per-node`), an environment variable
 * (`LEGATE_TS_RANKS_PER_NODE`) and a property of what `readOptions` returns (`ranksPerNode`). The
 * command line only writes the environment; everybody else reads it through `readOptions`.
 * Options that Legate has too keep Legate's names and units, and are also read from `LEGATE_CONFIG`.
 */
import { join } from 'node:path';
import { fail } from './errors';

export const EMIT_KINDS = ['js', 'trace', 'fused', 'partition', 'llvm', 'asm'] as const;
export type EmitKind = (typeof EMIT_KINDS)[number];

const LAUNCHERS = ['none', 'mpirun'] as const;

/** Whether counted loops over arrays become tasks: where it pays, wherever it is possible, or not at all. */
export const LOOP_MODES = ['auto', 'always', 'never'] as const;

/** Whether operations on small arrays are computed at once, in the host. */
export const HOST_PATHS = ['auto', 'kernels', 'off'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

interface Spec {
  /** Name on the command line, without dashes. A flag that is on by default is listed by its `no-` form. */
  readonly name: string;
  /** What follows the name: nothing (flag), an integer, a word out of `values`, words (list), numbers of warnings, or text. */
  readonly kind: 'flag' | 'count' | 'choice' | 'list' | 'numbers' | 'words' | 'text';
  readonly doc: string;
  readonly metavar?: string;
  /** Smallest legal integer. */
  readonly least?: number;
  readonly values?: readonly string[];
  /** Understood inside `LEGATE_CONFIG`. */
  readonly legate?: true;
  /** Further environment variables that mean the same. */
  readonly alias?: readonly string[];
}

export const OPTIONS = {
  cpus: {
    name: 'cpus',
    kind: 'count',
    least: 1,
    metavar: 'N',
    legate: true,
    doc: 'Legion processors a rank partitions work over (default: one a core)',
  },
  gpus: { name: 'gpus', kind: 'count', least: 0, metavar: 'N', legate: true, doc: 'GPUs a rank uses (default: 0)' },
  utility: {
    name: 'utility',
    kind: 'count',
    least: 1,
    metavar: 'N',
    legate: true,
    doc: 'threads a rank keeps for the runtime itself (default: 1)',
  },
  sysmem: {
    name: 'sysmem',
    kind: 'count',
    least: 1,
    metavar: 'MB',
    legate: true,
    doc: "memory for arrays, MiB a rank (default: half of the machine's, shared by its ranks)",
  },
  nodes: { name: 'nodes', kind: 'count', least: 1, metavar: 'N', legate: true, doc: 'machines to run on (default: 1)' },
  ranksPerNode: {
    name: 'ranks-per-node',
    kind: 'count',
    least: 1,
    metavar: 'N',
    legate: true,
    doc: 'processes a machine (default: 1)',
  },
  launcher: {
    name: 'launcher',
    kind: 'choice',
    values: LAUNCHERS,
    legate: true,
    doc: 'what starts the processes: none or mpirun (default: none)',
  },
  launcherExtra: {
    name: 'launcher-extra',
    kind: 'words',
    metavar: 'WORDS',
    legate: true,
    doc: 'further arguments for the launcher; may be repeated',
  },
  profile: { name: 'profile', kind: 'flag', legate: true, doc: "write Legion's profile (prof_*.gz) into --logdir" },
  spy: { name: 'spy', kind: 'flag', legate: true, doc: "write Legion's event graph for legion_spy into --logdir" },
  logging: {
    name: 'logging',
    kind: 'text',
    metavar: 'LEVELS',
    legate: true,
    doc: "Legate's loggers, e.g. legate=debug",
  },
  logdir: { name: 'logdir', kind: 'text', metavar: 'DIR', legate: true, doc: 'where logs go (default: .)' },
  emit: {
    name: 'emit',
    kind: 'list',
    values: EMIT_KINDS,
    doc: `print what a stage makes: ${EMIT_KINDS.join(', ')}; several by comma. js alone does not run the program`,
  },
  fuse: { name: 'no-fuse', kind: 'flag', doc: 'a kernel for each operation' },
  jit: { name: 'no-jit', kind: 'flag', doc: 'run the reference implementations instead of generated code' },
  verify: {
    name: 'verify',
    kind: 'flag',
    alias: ['LEGATE_VERIFY'],
    doc: 'check what each compiler stage hands to the next',
  },
  fastMath: { name: 'fast-math', kind: 'flag', doc: 'let LLVM reorder and contract floating-point arithmetic' },
  loops: {
    name: 'loops',
    kind: 'choice',
    values: LOOP_MODES,
    alias: ['LEGATE_LOOPS'],
    doc: 'loops over arrays that become tasks: auto (where it pays), always, never (default: auto)',
  },
  hostPath: {
    name: 'host-path',
    kind: 'choice',
    values: HOST_PATHS,
    alias: ['LEGATE_HOST_PATH'],
    doc: 'small arrays, and light work that is waited for: auto (without tasks), kernels (so, and compiled at the first use), off (always tasks) (default: auto)',
  },
  hostLimit: {
    name: 'host-limit',
    kind: 'count',
    least: 1,
    metavar: 'N',
    doc: 'elements that an array has at most to be a small one (default: 262144)',
  },
  reassociate: {
    name: 'reassociate',
    kind: 'flag',
    doc: 'let loops compute sums and products of floating point numbers in another order',
  },
  silence: {
    name: 'silence',
    kind: 'numbers',
    metavar: 'NUMBERS',
    doc: 'warnings not to print, e.g. LGT2303,LGT2304',
  },
  showConfig: { name: 'show-config', kind: 'flag', legate: true, doc: 'print the options in force' },
} as const satisfies Record<string, Spec>;

export type OptionKey = keyof typeof OPTIONS;

type ValueOf<S extends Spec> = S['kind'] extends 'flag'
  ? boolean
  : S['kind'] extends 'count'
    ? number
    : S['kind'] extends 'list'
      ? readonly EmitKind[]
      : S['kind'] extends 'words' | 'numbers'
        ? readonly string[]
        : S['kind'] extends 'choice'
          ? S extends { readonly values: readonly (infer V)[] }
            ? V
            : string
          : string;

/** Every option with its value; `legateExtra` is what `LEGATE_CONFIG` says beyond this table. */
export type Options = { readonly [K in OptionKey]: ValueOf<(typeof OPTIONS)[K]> } & {
  readonly legateExtra: readonly string[];
};

const specOf = (key: OptionKey): Spec => OPTIONS[key];

/** The option's positive name: `no-fuse` is `fuse`. */
const positive = (spec: Spec): string => spec.name.replace(/^no-/, '');

const onByDefault = (spec: Spec): boolean => spec.name.startsWith('no-');

/** The environment variable of an option: `LEGATE_TS_RANKS_PER_NODE`. */
export function variableOf(key: OptionKey): string {
  return `LEGATE_TS_${positive(specOf(key)).toUpperCase().replaceAll('-', '_')}`;
}

/** An option as it was written, found by its command-line name (without dashes). */
export function findOption(name: string): { key: OptionKey; spec: Spec; negated: boolean } | undefined {
  for (const key of Object.keys(OPTIONS) as OptionKey[]) {
    const spec = specOf(key);
    if (spec.kind === 'flag' && name === `no-${positive(spec)}`) return { key, spec, negated: true };
    if (name === positive(spec)) return { key, spec, negated: false };
  }
  return undefined;
}

/** Checks one option's text and gives the value. @param where how the user wrote it, for messages. */
export function parseValue(key: OptionKey, text: string, where: string): Options[OptionKey] {
  const spec = specOf(key);
  switch (spec.kind) {
    case 'flag':
      if (/^(1|true|yes|on)$/i.test(text)) return true;
      if (/^(0|false|no|off|)$/i.test(text)) return false;
      return fail('LGT1003', `${where} is '${text}'; it must be 1 or 0`);
    case 'count': {
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      if (Number.isSafeInteger(value) && value >= spec.least!) return value;
      return fail('LGT1003', `${where} is '${text}'; it must be an integer, at least ${spec.least}`);
    }
    case 'choice':
      if (spec.values!.includes(text)) return text;
      return fail('LGT1003', `${where} is '${text}'; it must be one of ${spec.values!.join(', ')}`);
    case 'list': {
      const words = text.split(',').filter((word) => word !== '');
      const wrong = words.find((word) => !spec.values!.includes(word));
      if (wrong === undefined) return words as EmitKind[];
      return fail('LGT1003', `${where} has '${wrong}'; it takes ${spec.values!.join(', ')}`);
    }
    case 'numbers': {
      const words = text.split(',').filter((word) => word !== '');
      const wrong = words.find((word) => !/^LGT23\d\d$/.test(word));
      if (wrong === undefined) return words;
      return fail('LGT1003', `${where} has '${wrong}'; it takes numbers of warnings, such as LGT2303`);
    }
    case 'words':
      return splitWords(text);
    case 'text':
      return text;
  }
}

/** Splits as a shell would: blanks separate, quotes and backslashes protect. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  const pattern = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs;
  for (const [word] of text.matchAll(pattern))
    words.push(
      word.replace(/"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs, (_, double?: string, single?: string, plain?: string) =>
        double !== undefined ? double.replace(/\\(["\\$`])/g, '$1') : (single ?? plain ?? ''),
      ),
    );
  return words;
}

/** What `LEGATE_CONFIG` says: our options by key, the rest as it stands. */
function readLegateConfig(config: string): { values: Partial<Record<OptionKey, string>>; extra: string[] } {
  const values: Partial<Record<OptionKey, string>> = {};
  const extra: string[] = [];
  const words = splitWords(config);
  for (let i = 0; i < words.length; i++) {
    const [, name, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(words[i]!) ?? [];
    const found = name === undefined ? undefined : findOption(name);
    if (found?.spec.legate === undefined || found.negated) extra.push(words[i]!);
    else if (found.spec.kind === 'flag') values[found.key] = '1';
    else values[found.key] = inline ?? words[++i] ?? '';
  }
  return { values, extra };
}

function textOf(key: OptionKey, env: Environment): { text: string; where: string } | undefined {
  const spec = specOf(key);
  const variable = variableOf(key);
  for (const name of [variable, ...(spec.alias ?? [])]) {
    const text = env[name];
    if (text !== undefined && text !== '') return { text, where: name };
  }
  if (!onByDefault(spec)) return undefined;
  const negative = `LEGATE_TS_NO_${positive(spec).toUpperCase().replaceAll('-', '_')}`;
  const text = env[negative];
  if (text === undefined || text === '') return undefined;
  return { text: parseValue(key, text, negative) ? '0' : '1', where: negative };
}

/** Cores a process may use, and MiB of memory it may have (a container's limit counts). */
function machine(): { cores: number; memory: number } {
  const os = require('node:os') as typeof import('node:os');
  const limit = process.constrainedMemory?.() ?? 0;
  const total = os.totalmem();
  return { cores: os.availableParallelism(), memory: (limit > 0 && limit < total ? limit : total) / 2 ** 20 };
}

/**
 * All options in force: environment variables of the table, then `LEGATE_CONFIG`, then defaults.
 * @throws LegateError LGT1003 for a malformed value; it names the variable.
 */
export function readOptions(env: Environment = process.env): Options {
  const config = readLegateConfig(env.LEGATE_CONFIG ?? '');
  const result: Record<string, unknown> = { legateExtra: config.extra };
  for (const key of Object.keys(OPTIONS) as OptionKey[]) {
    const fromConfig = config.values[key];
    const found =
      textOf(key, env) ??
      (fromConfig === undefined ? undefined : { text: fromConfig, where: `--${OPTIONS[key].name} in LEGATE_CONFIG` });
    if (found !== undefined) result[key] = parseValue(key, found.text, found.where);
  }
  const { cores, memory } = machine();
  const ranks = (result.ranksPerNode as number | undefined) ?? 1;
  const defaults: { [K in OptionKey]: Options[K] } = {
    cpus: Math.max(1, Math.floor(cores / ranks)),
    gpus: 0,
    utility: 1,
    sysmem: Math.max(256, Math.floor(memory / 2 / ranks)),
    nodes: 1,
    ranksPerNode: 1,
    launcher: 'none',
    launcherExtra: [],
    profile: false,
    spy: false,
    logging: '',
    logdir: '',
    emit: [],
    fuse: true,
    jit: true,
    verify: false,
    fastMath: false,
    loops: 'auto',
    hostPath: 'auto',
    hostLimit: 1 << 18,
    reassociate: false,
    silence: [],
    showConfig: false,
  };
  return { ...defaults, ...result } as Options;
}

/**
 * MiB of addresses that the engine places arrays in. More than the arrays may take together, where that costs nothing
 * (untouched pages are none): arrays of many sizes leave gaps, and an engine that finds no place ends the process.
 */
function arena({ sysmem, nodes, ranksPerNode }: Options): number {
  // Between machines, network drivers may pin the whole of it.
  if (nodes > 1) return sysmem;
  // A process that maps as much as the machine has can't start another one: Linux refuses to fork it.
  return Math.max(sysmem, Math.min(2 * sysmem, Math.floor((machine().memory * 0.75) / ranksPerNode)));
}

/** The engine's configuration for one rank, as `Legate` itself takes it. */
export function legateFlags(options: Options): string {
  const flags = [
    `--cpus ${options.cpus} --gpus ${options.gpus} --omps 0 --utility ${options.utility} --sysmem ${arena(options)}`,
  ];
  if (options.profile) flags.push('--profile');
  if (options.spy) flags.push('--spy');
  if (options.logging !== '') flags.push(`--logging ${options.logging}`);
  if (options.logdir !== '') flags.push(`--logdir ${options.logdir}`);
  return [...flags, ...options.legateExtra].join(' ');
}

/** Folder of everything kept between runs: `$LEGATE_TS_CACHE`, or `legate-ts` in the user's cache folder. */
export function cacheFolder(env: Environment = process.env): string {
  if (env.LEGATE_TS_CACHE) return env.LEGATE_TS_CACHE;
  const home = env.HOME || (require('node:os') as typeof import('node:os')).homedir();
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'legate-ts');
}
