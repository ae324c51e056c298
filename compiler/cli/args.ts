/**
 * The command line: `legatec [options] [command] [options] FILE [the program's arguments]`.
 *
 * Options before FILE are ours, all after it is the program's. Ours are given on by environment.
 * Commands that run no program take several files, and options anywhere.
 */
import { statSync } from 'node:fs';
import { LegateError } from '../errors';
import { findOption, OPTIONS, type OptionKey, parseValue, variableOf } from '../options';

export const COMMANDS = ['run', 'check', 'build', 'explain', 'adopt', 'init', 'info', 'coverage'] as const;
export type Command = (typeof COMMANDS)[number];

/** Commands after whose file the program's own arguments come. */
const RUNNING: readonly Command[] = ['run', 'explain'];

/** Options of single commands. */
export const COMMAND_OPTIONS = {
  json: { commands: ['explain', 'info', 'coverage'], metavar: undefined },
  'out-dir': { commands: ['build'], metavar: 'DIR' },
  operators: { commands: ['adopt'], metavar: undefined },
  write: { commands: ['adopt'], metavar: undefined },
} as const satisfies Record<string, { commands: readonly Command[]; metavar: string | undefined }>;
type CommandOption = keyof typeof COMMAND_OPTIONS;

export interface CommandLine {
  readonly command: Command;
  readonly help: boolean;
  readonly version: boolean;
  readonly json: boolean;
  /** `--operators` */
  readonly operators: boolean;
  /** `--write` */
  readonly write: boolean;
  /** `--out-dir` */
  readonly outDir: string | undefined;
  /** Environment variables that the options mean. */
  readonly environment: Readonly<Record<string, string>>;
  readonly file: string | undefined;
  /** What follows FILE: arguments of the program, or further files. */
  readonly rest: readonly string[];
}

/** Wrong use of the command line: reported without a stack, exit code 64. */
export class UsageError extends LegateError {}

const wrong = (code: `LGT${number}`, message: string): never => {
  throw new UsageError(code, message);
};

/** @throws UsageError LGT1001–LGT1003, LGT1008. */
export function parseArguments(words: readonly string[]): CommandLine {
  let command: Command | undefined;
  const flags = { help: false, version: false };
  const own = new Map<CommandOption, string>();
  const texts = new Map<OptionKey, string>();
  const files: string[] = [];
  let i = 0;
  let ours = true;
  for (; i < words.length; i++) {
    const word = words[i]!;
    if (ours && word === '--') ours = false;
    else if (ours && word.startsWith('-') && word !== '-') i += option(word, words[i + 1]);
    else if (ours && command === undefined && files.length === 0 && isCommand(word)) command = word;
    else if (command === undefined || RUNNING.includes(command)) break;
    else files.push(word);
  }
  const [file, ...rest] = [...files, ...words.slice(i)];
  for (const name of own.keys()) {
    const commands: readonly Command[] = COMMAND_OPTIONS[name].commands;
    if (command === undefined || !commands.includes(command))
      return wrong('LGT1008', `--${name} belongs to the command${commands[1] ? 's' : ''} ${listing(commands)}`);
  }
  const environment = Object.fromEntries([...texts].map(([key, text]) => [variableOf(key), text]));
  const settings = {
    json: own.has('json'),
    operators: own.has('operators'),
    write: own.has('write'),
    outDir: own.get('out-dir'),
  };
  return { command: command ?? 'run', ...flags, ...settings, environment, file, rest };

  /** Takes one option. @returns how many further words it took. */
  function option(word: string, following: string | undefined): number {
    if (word === '-h' || word === '--help') flags.help = true;
    else if (word === '-v' || word === '--version') flags.version = true;
    else {
      const [, name = '', inline] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
      return Object.hasOwn(COMMAND_OPTIONS, name)
        ? ofCommand(name as CommandOption, inline, following)
        : listed(word, following);
    }
    return 0;
  }

  function ofCommand(name: CommandOption, inline: string | undefined, following: string | undefined): number {
    const { metavar } = COMMAND_OPTIONS[name];
    if (metavar === undefined) {
      if (inline !== undefined) wrong('LGT1003', `--${name} takes no value`);
      own.set(name, '');
      return 0;
    }
    const text = inline ?? following;
    if (text === undefined || text === '') return wrong('LGT1002', `--${name} needs a value (${metavar})`);
    own.set(name, text);
    return inline === undefined ? 1 : 0;
  }

  function listed(word: string, following: string | undefined): number {
    const [, name = '', inline] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const found = findOption(name);
    if (found === undefined) return unknown(word);
    const { key, spec, negated } = found;
    if (spec.kind === 'flag') {
      if (inline !== undefined) wrong('LGT1003', `--${name} takes no value`);
      texts.set(key, negated ? '0' : '1');
      return 0;
    }
    const text = inline ?? following;
    if (text === undefined)
      return wrong('LGT1002', `--${name} needs a value (${spec.metavar ?? spec.values?.join(', ')})`);
    try {
      parseValue(key, text, `--${name}`);
    } catch (error) {
      if (error instanceof LegateError) wrong('LGT1003', error.message.replace(/^LGT\d+: /, ''));
      throw error;
    }
    const before = texts.get(key);
    const joined = spec.kind === 'list' ? ',' : spec.kind === 'words' ? ' ' : undefined;
    texts.set(key, before === undefined || joined === undefined ? text : before + joined + text);
    return inline === undefined ? 1 : 0;
  }
}

/** `a`, `a and b`, `a, b and c`. */
const listing = (words: readonly string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' and $1');

/** A command's name is a command, unless a file of that name is what there is. */
const isCommand = (word: string): word is Command =>
  (COMMANDS as readonly string[]).includes(word) && statSync(word, { throwIfNoEntry: false })?.isFile() !== true;

function unknown(word: string): never {
  const name = word.replace(/^-+/, '').replace(/=.*$/s, '');
  const names = [
    'help',
    'version',
    ...Object.keys(COMMAND_OPTIONS),
    ...Object.values(OPTIONS).map((spec) => spec.name as string),
  ];
  const [nearest, distance] = names
    .map((candidate) => [candidate, editDistance(name, candidate)] as const)
    .reduce((best, next) => (next[1] < best[1] ? next : best));
  const hint = distance <= Math.max(2, nearest.length / 3) ? `; did you mean --${nearest}?` : '; see legatec --help';
  return wrong('LGT1001', `unknown option ${word.replace(/=.*$/s, '')}${hint}`);
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
