/**
 * Random functions that make typed arrays of their own, compute with them in loops, and look at them now and then, in
 * all ways in which people do, and in some that must keep an array from being the run time's.
 */
import { Random } from '../random';

const TYPES = ['Float64Array', 'Float32Array', 'Int32Array', 'Uint8Array'] as const;
type TypeName = (typeof TYPES)[number];

interface Variable {
  readonly name: string;
  readonly type: TypeName;
  readonly constant: boolean;
}

/** What the functions share. */
export const HELPERS = `
const kept: unknown[] = [];
function scale(p: Float64Array, by: number): void {
  for (let i = 0; i < p.length; i++) p[i] = p[i]! * by;
}
function blend(p: Float64Array, q: Float64Array, n: number): void {
  for (let i = 1; i < n - 1; i++) p[i] = q[i - 1]! + 0.5 * q[i + 1]!;
}
function twice(p: Float64Array): number {
  scale(p, 0.5);
  scale(p, 3);
  return p.length;
}
function scan(p: Float64Array): number {
  for (let i = 1; i < p.length; i++) p[i] = p[i - 1]! * 0.25 + p[i]!;
  return p[p.length - 1]!;
}
function swapped(p: Float64Array, q: Float64Array, n: number): void {
  for (let t = 0; t < 3; t++) {
    blend(q, p, n);
    [p, q] = [q, p];
  }
}
function hold(p: unknown): number {
  kept.push(p);
  return kept.length;
}
function holdLoop(p: Float64Array): () => void {
  return () => {
    for (let i = 0; i < p.length; i++) p[i] = p[i]! + 1;
  };
}
`;

export class Generator {
  private readonly random: Random;
  private readonly variables: Variable[] = [];
  private readonly lines: string[] = [];
  private names = 0;
  private depth = 1;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** The text of a function of a length and a number, that gives what it saw. */
  text(name: string): string {
    this.line(`function ${name}(n: number, c: number): unknown[] {`, 0);
    this.line('const out: unknown[] = [];');
    for (let k = this.random.int(2, 4); k > 0; k--) this.declare();
    for (let k = this.random.int(4, 12); k > 0; k--) this.statement();
    for (const v of this.variables) {
      if (this.random.chance(0.6)) this.line(`out.push(${v.name}.join(' '));`);
    }
    this.line('return out;');
    this.line('}', 0);
    return this.lines.join('\n');
  }

  private line(text: string, depth = this.depth): void {
    this.lines.push('  '.repeat(depth) + text);
  }

  private block(head: string, body: () => void, end = '}'): void {
    this.line(head);
    const before = this.variables.length;
    this.depth++;
    body();
    this.depth--;
    this.variables.length = before;
    this.line(end);
  }

  private variable(type?: TypeName): Variable | undefined {
    const some = this.variables.filter((v) => type === undefined || v.type === type);
    return some.length === 0 ? undefined : this.random.pick(some);
  }

  private declare(): void {
    const { random } = this;
    const type = random.chance(0.7) ? 'Float64Array' : random.pick(TYPES);
    const other = this.variable(type);
    const forms = [
      `new ${type}(n)`,
      `new ${type}(n)`,
      `new ${type}(n).fill(c)`,
      `${type}.from({ length: n }, (_, i) => i * c)`,
    ];
    if (other !== undefined) forms.push(`${other.name}.slice()`, `${other.name}.map((v) => v + 1)`, other.name);
    const constant = random.chance(0.5);
    const name = `a${this.names++}`;
    this.line(`${constant ? 'const' : 'let'} ${name} = ${random.pick(forms)};`);
    this.variables.push({ name, type, constant });
  }

  private element(v: Variable, at: string): string {
    return `${v.name}[${at}]!`;
  }

  private statement(): void {
    const { random } = this;
    const nested = this.depth < 3;
    const kinds: [number, () => void][] = [
      [6, () => this.loop()],
      [2, () => this.reduction()],
      [2, () => this.swap()],
      [3, () => this.look()],
      [2, () => this.call()],
      [1, () => this.declare()],
      [0.5, () => this.leak()],
      [0.5, () => this.closure()],
      [0.7, () => this.assign()],
    ];
    if (nested) {
      kinds.push([2, () => this.block('for (let t = 0; t < 3; t++) {', () => this.several())]);
      kinds.push([1, () => this.block('if (c > 1) {', () => this.several())]);
      kinds.push([
        0.5,
        () =>
          this.block('if (n === 5) {', () =>
            this.line(random.chance(0.5) ? 'return out;' : "throw new Error('five');"),
          ),
      ]);
      kinds.push([0.5, () => this.attempt()]);
    }
    let at = random.next() * kinds.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, make] of kinds) {
      at -= weight;
      if (at <= 0) {
        make();
        return;
      }
    }
  }

  private several(): void {
    for (let k = this.random.int(1, 3); k > 0; k--) this.statement();
  }

  private attempt(): void {
    this.block('try {', () => {
      this.several();
      if (this.random.chance(0.3)) this.line("if (c > 1) throw new Error('c');");
    });
    this.block('catch (e) {', () => this.line('out.push(String(e));'));
  }

  private value(at: string): string {
    const { random } = this;
    const part = (): string => {
      const v = this.variable()!;
      return random.pick([this.element(v, at), this.element(v, at), 'i', 'c', String(random.int(-3, 5))]);
    };
    return `${part()} ${random.pick(['+', '-', '*'])} ${part()}`;
  }

  private loop(): void {
    const { random } = this;
    const target = this.variable()!;
    const [from, to, shift] = random.pick([
      ['0', 'n', ''],
      ['0', `${target.name}.length`, ''],
      ['1', 'n - 1', random.pick([' - 1', ' + 1'])],
    ] as const);
    // A neighbour's element: another array's, or the loop may have to stay one.
    const value = this.value(`i${shift}`);
    this.line(`for (let i = ${from}; i < ${to}; i++) ${target.name}[i] = ${value};`);
  }

  private reduction(): void {
    const v = this.variable()!;
    const name = `s${this.names++}`;
    this.line(`let ${name} = -1e9;`);
    this.line(`for (let i = 0; i < n; i++) ${name} = Math.max(${name}, ${this.element(v, 'i')});`);
    this.line(`out.push(${name});`);
  }

  private swap(): void {
    const some = this.variables.filter((v) => !v.constant);
    const a = some.length > 0 ? this.random.pick(some) : undefined;
    const others = some.filter((v) => v !== a && v.type === a?.type);
    const b = others.length > 0 ? this.random.pick(others) : undefined;
    if (a === undefined || b === undefined) this.loop();
    else this.line(`[${a.name}, ${b.name}] = [${b.name}, ${a.name}];`);
  }

  private assign(): void {
    const a = this.random.pick(this.variables);
    const others = this.variables.filter((v) => v !== a && v.type === a.type);
    if (a.constant || others.length === 0) this.look();
    else this.line(`${a.name} = ${this.random.pick([this.random.pick(others).name, `new ${a.type}(n)`])};`);
  }

  private look(): void {
    const v = this.variable()!;
    const other = this.variable(v.type)!;
    this.line(
      this.random.pick([
        `out.push(${this.element(v, '2')});`,
        `${v.name}[1] = c + 2;`,
        `${v.name}.fill(3, 1, 3);`,
        `${v.name}.set(${other.name});`,
        `for (let i = 1; i < n; i++) ${v.name}[i] = ${this.element(v, 'i - 1')} * 0.5 + i;`,
        `for (const x of ${v.name}) out.push(x);`,
        `out.push(${v.name}.indexOf(0), [...${v.name}].length);`,
        `${v.name}[0]++;`,
      ]),
    );
  }

  private call(): void {
    const p = this.variable('Float64Array');
    const q = this.variable('Float64Array');
    if (p === undefined || q === undefined) this.loop();
    else
      this.line(
        this.random.pick([
          `scale(${p.name}, c);`,
          `blend(${p.name}, ${q.name}, n);`,
          `out.push(twice(${p.name}));`,
          `out.push(scan(${p.name}));`,
          `swapped(${p.name}, ${q.name}, n);`,
        ]),
      );
  }

  private leak(): void {
    const v = this.variable()!;
    this.line(
      this.random.pick([
        `out.push(hold(${v.name}));`,
        `const o${this.names} = { ${v.name} }; out.push(o${this.names++}.${v.name}[0]);`,
        `const b${this.names} = new Uint8Array(${v.name}.buffer); out.push(b${this.names++}[3]);`,
        `const w${this.names} = ${v.name}.subarray(1); out.push(w${this.names++}.length);`,
      ]),
    );
  }

  private closure(): void {
    const v = this.variable()!;
    const f = `f${this.names++}`;
    if (v.type === 'Float64Array' && v.constant && this.random.chance(0.5))
      this.line(`const ${f} = holdLoop(${v.name});`);
    else this.line(`const ${f} = () => { for (let i = 0; i < n; i++) ${v.name}[i] = i * 2 - c; };`);
    if (this.random.chance(0.5)) this.look();
    this.line(`${f}();`);
    if (this.random.chance(0.5)) this.loop();
    this.line(`${f}();`);
  }
}
