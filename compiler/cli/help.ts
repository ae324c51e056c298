/** What `--help` and `--show-config` print. */
import { OPTIONS, type OptionKey, type Options, variableOf } from '../options';

const USAGE = `Usage: legatec [options] [command] FILE [arguments of the program]

Type-checks, compiles and runs a TypeScript or JavaScript array program.

Commands:
  run FILE        run the program (the default)
  check FILE      type-check only, as tsc does
  build FILE…     write JavaScript, declarations and source maps; --out-dir DIR
  adopt FILE…     show what makes a numpy-ts program one of legate-ts, as a diff; --write does it,
                  --operators writes a * b for a.multiply(b)
  explain FILE    run, then say what became of the program; --json for programs
  init            set up the current folder: tsconfig.json for editors, scripts of package.json
  info            versions, machine, and what is missing for what; --json for programs
  coverage        which functions of numpy-ts run on the engine; --json for programs

Options (before FILE; what follows FILE is the program's):
`;

const EXIT_CODES = `
Each option is also an environment variable, ${variableOf('ranksPerNode')}=2 for --ranks-per-node 2;
the command line comes first, then the environment, then LEGATE_CONFIG.

Exit codes: the program's own; 1 uncaught error in it; 2 type errors; 64 wrong command line.
`;

export function helpText(): string {
  const rows = Object.values(OPTIONS).map((spec): [string, string] => {
    const words = 'metavar' in spec ? spec.metavar : 'values' in spec ? spec.values.join('|') : undefined;
    return [`--${spec.name}${spec.kind === 'list' ? '=KIND' : words === undefined ? '' : ` ${words}`}`, spec.doc];
  });
  rows.push(['--', 'end of the options'], ['-h, --help', 'this text'], ['-v, --version', 'version']);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return USAGE + rows.map(([left, doc]) => `  ${left.padEnd(width)}${doc}\n`).join('') + EXIT_CODES;
}

/** The options in force, a line each, as they would be given. */
export function configText(options: Options): string {
  const lines = (Object.keys(OPTIONS) as OptionKey[]).map((key) => {
    const value = options[key];
    const text = Array.isArray(value)
      ? value.join(',')
      : typeof value === 'boolean'
        ? value
          ? 'yes'
          : 'no'
        : `${value}`;
    return `${OPTIONS[key].name.replace(/^no-/, '').padEnd(16)} ${text || '-'}\n`;
  });
  return lines.join('');
}
