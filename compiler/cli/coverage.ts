/** `legatec coverage`: which functions of numpy-ts run on the engine, fall back to numpy-ts, or are absent. */

export type Kind = 'native' | 'fallback' | 'absent';

export interface Coverage {
  readonly native: number;
  readonly fallback: number;
  readonly absent: number;
  /** By numpy-ts' name, with its namespace: `sum`, `linalg.inv`. */
  readonly functions: Readonly<Record<string, Kind>>;
}

const TITLES: Readonly<Record<Kind, string>> = { native: 'Native', fallback: 'Fallback', absent: 'Absent' };

const MEANING: Readonly<Record<Kind, string>> = {
  native: 'Run on the engine: no code of numpy-ts, no element computed in JavaScript.',
  fallback:
    'Run in JavaScript on data brought to the host, in numpy-ts itself unless said otherwise; counted, and named with your line by `legatec explain`.',
  absent: 'Are not there.',
};

const NAMESPACES = ['', 'fft', 'linalg', 'random'];

/** The page: figures, then the names by kind and namespace. */
export function coverageText({ functions, ...counts }: Coverage): string {
  const kinds = Object.keys(TITLES) as Kind[];
  const total = kinds.reduce((n, kind) => n + counts[kind], 0);
  const share = ((100 * counts.native) / total).toFixed(1);
  const rows = NAMESPACES.map((namespace) => {
    const own = Object.entries(functions).filter(([name]) => namespaceOf(name) === namespace);
    const figures = kinds.map((kind) => own.filter(([, k]) => k === kind).length);
    return `| ${namespace === '' ? '`np`' : `\`np.${namespace}\``} | ${figures.join(' | ')} |`;
  });
  const sections = kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `## ${TITLES[kind]}\n\n${MEANING[kind]}\n\n${wrapped(namesOf(functions, kind))}\n`);
  return [
    '# Coverage of numpy-ts\n',
    `Of the ${total} functions of numpy-ts, ${counts.native} are native (${share} %), ${counts.fallback} fall back, ${counts.absent} are absent.`,
    'This page is what `legatec coverage` prints.\n',
    `| | ${kinds.join(' | ')} |`,
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    sections.join('\n'),
  ].join('\n');
}

const namespaceOf = (name: string): string => (name.includes('.') ? (name.split('.')[0] as string) : '');

const namesOf = (functions: Coverage['functions'], kind: Kind): string[] =>
  Object.keys(functions).filter((name) => functions[name] === kind);

const WIDTH = 118;

/** Names in lines. */
function wrapped(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines[lines.length - 1];
    const word = `\`${name}\``;
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
}

/** Prints the page, or one JSON object. Computes nothing: no engine is started. */
export function printCoverage(json: boolean): void {
  // Not by its type: that would make the library's sources part of the compiler's program.
  const { coverage } = require('../../runtime/numpy/coverage') as { coverage(): Coverage };
  const figures = coverage();
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : coverageText(figures));
}
