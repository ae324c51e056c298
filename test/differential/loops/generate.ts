/**
 * Random functions of typed arrays that consist of loops: the text of a TypeScript function, and calls of it.
 * What is written is what people write, and what a lifter might get wrong.
 */
import { Random } from '../random';
import { Expressions } from './expressions';
import { type Call, TYPES, type TypeName } from './memory';

export interface LoopProgram {
  readonly seed: number;
  /** A function `name(arrays…, numbers…)` that gives its scalars. */
  readonly text: string;
  readonly name: string;
  readonly calls: readonly Call[];
}

type Accumulator =
  | 'sum'
  | 'product'
  | 'wrap'
  | 'count'
  | 'min'
  | 'max'
  | 'first'
  | 'arg'
  | 'and'
  | 'or'
  | 'xor'
  | 'scan';

const TYPE_NAMES = Object.keys(TYPES) as TypeName[];
const NUMBERS = ['n', 'm', 'w', 'p', 'c'] as const;

export function loopProgram(seed: number): LoopProgram {
  return new Generator(seed).program();
}

class Generator {
  private readonly lines: string[] = [];
  private indent = 1;
  private fresh = 0;
  private readonly types: TypeName[];
  /** Floats and integers in one buffer. */
  private readonly mixed: boolean;
  /** One loop at a time, over many elements. */
  private readonly large: boolean;
  /** Such as can be lifted, mostly. */
  private readonly tame: boolean;
  private readonly expressions: Expressions;
  private readonly accumulators: { name: string; kind: Accumulator; at?: string }[] = [];

  constructor(
    private readonly seed: number,
    private readonly random = new Random(seed),
  ) {
    this.large = random.chance(0.04);
    this.mixed = !this.large && random.chance(0.12);
    this.tame = random.chance(0.65);
    this.types = this.chooseTypes();
    const names = this.types.map((_, i) => String.fromCharCode(97 + i + (i > 1 ? 1 : 0)));
    const integers = names.filter((_, i) => !this.types[i].startsWith('Float'));
    this.expressions = new Expressions(random, names, integers, this.mixed, this.tame);
  }

  program(): LoopProgram {
    const { random, expressions } = this;
    const name = `nest${this.seed}`;
    for (let k = random.int(0, 2); k > 0; k--) this.accumulator();
    for (let k = random.chance(0.25) ? 2 : 1; k > 0; k--) {
      if (!this.large && random.chance(0.06)) this.product();
      else this.loop(this.large ? 1 : random.pick([1, 1, 2, 2, 3]));
    }
    const parameters = [
      ...expressions.arrays.map((a, i) => `${a}: ${this.types[i]}`),
      ...NUMBERS.map((x) => `${x}: number`),
    ];
    const results = this.accumulators.flatMap(({ name: s, at }) => (at ? [s, at] : [s]));
    const text = [
      `export function ${name}(${parameters.join(', ')}): (number | boolean)[] {`,
      ...this.lines,
      `  return [${results.join(', ')}];`,
      '}',
    ].join('\n');
    return { seed: this.seed, text, name, calls: [this.call(0), this.call(1)] };
  }

  private chooseTypes(): TypeName[] {
    const { random } = this;
    const count = random.int(1, 4);
    if (this.mixed) {
      const float = random.pick(['Float64Array', 'Float64Array', 'Float32Array'] as const);
      const others = TYPE_NAMES.filter((t) => !t.startsWith('Float'));
      return [float, ...Array.from({ length: Math.max(1, count - 1) }, () => random.pick([float, ...others]))];
    }
    const common = random.chance(0.5) ? 'Float64Array' : random.pick(TYPE_NAMES);
    return Array.from({ length: count }, () => (random.chance(0.7) ? common : random.pick(TYPE_NAMES)));
  }

  /** Whether some element is addressed by three loops. */
  private get isDeep(): boolean {
    return this.lines.some((line) => line.includes(') * 5 + '));
  }

  private put(line: string): void {
    this.lines.push('  '.repeat(this.indent) + line);
  }

  private block(head: string, inside: () => void): void {
    this.put(`${head} {`);
    this.indent++;
    this.expressions.scope(inside);
    this.indent--;
    this.put('}');
  }

  private accumulator(): void {
    const { random } = this;
    const kind = random.weighted({
      ...{ sum: 3, product: 1, wrap: 3, count: 3, min: 3, max: 2, first: 4, arg: 4, and: 1, or: 1, xor: 1, scan: 1 },
    });
    const name = `s${this.fresh++}`;
    const starts: Partial<Record<Accumulator, string[]>> = {
      product: ['1', '2'],
      count: ['0', '5'],
      wrap: ['0', '2147483647', '3e9'],
      min: ['Infinity', '0', '3'],
      max: ['-Infinity', '-0', 'NaN'],
      first: ['Infinity', '5', '-Infinity', 'NaN'],
      arg: ['Infinity', '5', '-1'],
      and: ['true', 'true', 'c < 1'],
      or: ['false', 'c < 1'],
    };
    this.put(`let ${name} = ${random.pick(starts[kind] ?? ['0', '-0', '0.5', 'c'])};`);
    const at = kind === 'arg' ? `${name}at` : undefined;
    if (at) this.put(`let ${at} = ${random.pick(['-1', '0'])};`);
    this.accumulators.push({ name, kind, ...(at && { at }) });
  }

  private loop(depth: number): void {
    const { random, expressions } = this;
    const label = random.chance(0.02) ? `loop${this.fresh++}: ` : '';
    const variable = expressions.nextVariable();
    this.block(label + this.header(variable, depth), () => {
      expressions.loops.push(variable);
      if (depth > 1) {
        // Imperfect nests have statements around the inner loop.
        if (random.chance(0.4)) this.statement();
        if (random.chance(0.3)) this.privateSum();
        else this.loop(depth - 1);
        if (random.chance(0.35)) this.statement();
      } else
        for (let k = random.pick([1, 1, 1, 2, 2, 3]); k > 0; k--) {
          if (this.accumulators.length > 0 && random.chance(0.5)) this.reduce();
          else this.statement();
        }
      expressions.loops.pop();
    });
  }

  private header(i: string, depth: number): string {
    const { random, expressions } = this;
    const around = expressions.loops;
    if (this.tame && random.chance(0.85)) return this.common(i, depth);
    const forms = [
      ...Array.from({ length: 6 }, () => `for (let ${i} = 0; ${i} < n; ${i}++)`),
      ...Array.from({ length: 2 }, () => `for (let ${i} = 1; ${i} < n - 1; ${i}++)`),
      `for (let ${i} = 0; ${i} < m; ${i}++)`,
      `for (let ${i} = 0; ${i} < w; ${i} += 1)`,
      `for (let ${i} = 0; ${i} <= m; ${i}++)`,
      `for (let ${i} = n - 1; ${i} >= 0; ${i}--)`,
      `for (let ${i} = n; ${i} > 0; --${i})`,
      `for (let ${i} = n - 1; ${i} >= p; ${i} -= 2)`,
      `for (let ${i} = 0; ${i} < n; ${i} += 2)`,
      `for (let ${i} = p; ${i} < n; ${i} = ${i} + 3)`,
      `for (let ${i} = m; ${i} < n; ++${i})`,
      `for (let ${i} = -2; ${i} < n + 2; ${i}++)`,
      `for (let ${i} = 0; n > ${i}; ${i}++)`,
      `for (let ${i} = 0; ${i} < n / 2; ${i}++)`,
      `for (let ${i} = 0, end = n; ${i} < end; ${i}++)`,
      `for (let ${i} = 0; ${i} < Math.min(n, m); ${i}++)`,
      `for (let ${i} = c; ${i} < n; ${i}++)`,
      `for (let ${i} = n; ${i} < 0; ${i}++)`,
      `for (let ${i} = 3; ${i} < 9; ${i}++)`,
      `for (let ${i} = 0; ${i} < n && ${i} < 20; ${i}++)`,
      `for (let ${i} = 0; ${i} !== m; ${i}++)`,
    ];
    const length = `${random.pick(expressions.arrays)}.length`;
    if (around.length === 0 && depth < 3) {
      forms.push(`for (let ${i} = 0; ${i} < ${length}; ${i}++)`, `for (let ${i} = 1; ${i} < ${length}; ${i}++)`);
      forms.push(
        `for (let ${i} = 0; ${i} < ${length} - 1; ${i}++)`,
        `for (let ${i} = ${length} - 1; ${i} >= 0; ${i}--)`,
      );
    }
    if (around.length > 0) {
      const o = around[around.length - 1];
      forms.push(`for (let ${i} = ${o}; ${i} < n; ${i}++)`, `for (let ${i} = 0; ${i} < ${o}; ${i}++)`);
      forms.push(`for (let ${i} = 0; ${i} <= ${o}; ${i}++)`, `for (let ${i} = ${o} + 1; ${i} < m; ${i}++)`);
    }
    // What has many elements counts to `n`, which then is large.
    return random.pick(this.large ? forms.filter((f) => /\b[nm]\b/.test(f) && !f.includes('!==')) : forms);
  }

  /** A loop as they mostly are: over rows, columns, or a vector. */
  private common(i: string, depth: number): string {
    const { random, expressions } = this;
    const level = expressions.loops.length;
    const to = level === 0 && depth === 1 ? 'n' : (['m', 'w', 'p'][level] ?? 'p');
    return `for (let ${i} = ${random.pick([
      ...Array.from({ length: 5 }, () => `0; ${i} < ${to}; ${i}++`),
      ...Array.from({ length: 3 }, () => `1; ${i} < ${to} - 1; ${i}++`),
      `2; ${i} < ${to} - 2; ${i}++`,
      `0; ${i} <= ${to}; ${i}++`,
      `${to} - 1; ${i} >= 0; ${i}--`,
      `1; ${i} < ${to}; ${i} += 2`,
      `${to} - 2; ${i} > 1; ${i} -= 3`,
    ])})`;
  }

  private statement(): void {
    const { random, expressions } = this;
    const kinds: Record<string, readonly [weight: number, make: () => void]> = {
      write: [10, () => this.write()],
      update: [4, () => this.update()],
      reduce: [5, () => this.reduce()],
      branch: [3, () => this.branch()],
      constant: [3, () => this.local('const', expressions.number(2))],
      variable: [
        1,
        () => {
          const name = this.local('let', expressions.number(1));
          this.put(`if (${expressions.condition(1)}) ${name} = ${expressions.number(1)};`);
        },
      ],
      while: [1, () => this.while()],
      leave: [
        0.4,
        () => this.put(`if (${expressions.condition(1)}) ${random.pick(['break', 'continue', 'continue'])};`),
      ],
      swap: [this.tame ? 0.2 : 0.6, () => this.swap()],
    };
    const weights = Object.fromEntries(Object.entries(kinds).map(([kind, [weight]]) => [kind, weight]));
    const kind = random.weighted(weights);
    kinds[kind][1]();
    // Locals are there to be used.
    if (['constant', 'variable', 'while'].includes(kind)) this.write();
  }

  private local(how: 'const' | 'let', value: string): string {
    const name = `t${this.fresh++}`;
    this.put(`${how} ${name} = ${value};`);
    this.expressions.declare(name);
    return name;
  }

  private branch(): void {
    const { random, expressions } = this;
    this.block(`if (${expressions.condition(2)})`, () => this.simple());
    if (random.chance(0.4)) this.block('else', () => this.simple());
  }

  private while(): void {
    const { random, expressions } = this;
    const t = this.local('let', expressions.number(1));
    const q = this.local('let', '0');
    this.block(`while (${q} < ${random.pick(['4', '7', 'p + 2'])} && ${t} < 50)`, () => {
      this.put(`${t} = ${t} * ${random.pick(['1.5', '0.5', '-1', '2'])} + ${expressions.number(1)};`);
      this.put(`${q}++;`);
    });
  }

  private swap(): void {
    const [x, y] = [this.expressions.target(), this.expressions.target()];
    const t = this.local('const', x);
    this.put(`${x} = ${this.stored(y)};`);
    this.put(`${y} = ${this.stored(t)};`);
  }

  private simple(): void {
    this.random.pick([() => this.reduce(), () => this.update(), () => this.write(), () => this.write()])();
  }

  private stored(value: string): string {
    return this.mixed ? this.expressions.harmless(value) : value;
  }

  private write(): void {
    const target = this.expressions.target();
    this.put(`${target} = ${this.stored(this.expressions.number(this.random.int(1, 3)))};`);
  }

  private update(): void {
    const { random, expressions } = this;
    const target = expressions.target();
    const value = expressions.number(2);
    if (this.mixed) this.put(`${target} = ${this.stored(`${target} + ${value}`)};`);
    else {
      const operator = random.pick(['+=', '+=', '+=', '-=', '*=', '/=', '|=', '^=', '&=']);
      const forms = [`${target}${random.pick(['++', '--'])};`, `${target} = Math.max(${target}, ${value});`];
      this.put(random.chance(0.25) ? random.pick(forms) : `${target} ${operator} ${value};`);
    }
  }

  private reduce(): void {
    const { random, expressions } = this;
    if (this.accumulators.length === 0) {
      this.write();
      return;
    }
    const { name: s, kind, at } = random.pick(this.accumulators);
    const value = random.chance(0.6) ? expressions.element() : expressions.number(2);
    const integer = random.chance(0.5) ? expressions.integer() : value;
    const compare = random.pick(['<', '<=', '>', '>=']);
    const forms: Record<Accumulator, () => string> = {
      sum: () => (random.chance(0.8) ? `${s} += ${random.chance(0.5) ? integer : value};` : `${s} -= ${integer};`),
      product: () => `${s} *= ${value};`,
      wrap: () =>
        random.pick([
          `${s} = (${s} + ${integer}) | 0;`,
          `${s} = (${integer} + ${s}) | 0;`,
          `${s} = (${s} - ${integer}) | 0;`,
        ]),
      count: () => `if (${expressions.condition(2)}) ${random.pick([`${s}++`, `${s} += 1`, `${s} += ${integer}`])};`,
      min: () => `${s} = Math.min(${random.chance(0.7) ? `${s}, ${value}` : `${value}, ${s}`});`,
      max: () => `${s} = Math.max(${random.chance(0.7) ? `${s}, ${value}` : `${value}, ${s}`});`,
      first: () =>
        random.chance(0.7)
          ? `if (${value} ${compare} ${s}) ${s} = ${value};`
          : `if (${s} ${compare} ${value}) ${s} = ${value};`,
      arg: () => {
        const place = random.chance(0.9) ? expressions.subscript(false) : value;
        return `if (${value} ${compare} ${s}) { ${s} = ${value}; ${at} = ${place}; }`;
      },
      and: () => `${s} = ${s} && ${expressions.condition(1)};`,
      or: () =>
        random.pick([`${s} = ${s} || ${expressions.condition(1)};`, `if (${expressions.condition(1)}) ${s} = true;`]),
      xor: () => `${s} ^= ${integer};`,
      scan: () => `${s} = ${s} * 0.5 + ${value};`,
    };
    this.put(forms[kind]());
    // Running sums are seen by what follows.
    if (random.chance(0.07) && kind !== 'and' && kind !== 'or')
      this.put(`${expressions.target()} = ${this.stored(s)};`);
  }

  /** `let d = 0; for (…) d += …; y[i] = d;` */
  private privateSum(): void {
    const { random, expressions } = this;
    const d = `d${this.fresh++}`;
    const variable = expressions.nextVariable();
    this.put(`let ${d} = ${random.pick(['0', '0', 'Infinity', '1', expressions.element()])};`);
    this.block(this.header(variable, 1), () => {
      expressions.loops.push(variable);
      const value = expressions.number(2);
      this.put(
        random.pick([
          `${d} += ${value};`,
          `${d} += ${value};`,
          `${d} = Math.max(${d}, ${value});`,
          `if (${value} < ${d}) ${d} = ${value};`,
          `${d} -= ${value};`,
        ]),
      );
      if (random.chance(0.2)) this.write();
      expressions.loops.pop();
    });
    expressions.declare(d);
    this.write();
  }

  /** Matrix products and what looks like them. */
  private product(): void {
    const { random, expressions } = this;
    const [x, y, z] = [0, 1, 2].map(() => random.pick(expressions.arrays));
    const orders = ['ijk', 'ikj', 'jik', 'kij', 'jki', 'kji'] as const;
    const order = random.pick(orders);
    const bound = { i: 'm', j: 'w', k: random.pick(['m', 'w', 'p']) };
    const element = `${z}[i * w + j]`;
    const right = random.chance(0.8) ? `${y}[k * w + j]` : `${y}[j * w + k]`;
    const open = [...order].map((v) => `for (let ${v} = 0; ${v} < ${bound[v as 'i']}; ${v}++)`);
    if (order.endsWith('k') && random.chance(0.5)) {
      this.block(`${open[0]} ${open[1]}`, () => {
        this.put('let sum = 0;');
        this.put(`${open[2]} sum += ${x}[i * w + k] * ${right};`);
        this.put(`${element} = ${this.stored('sum')};`);
      });
    } else {
      const value = `${element} + ${x}[i * w + k] * ${right}`;
      this.put(`${open.join(' ')} ${element} = ${this.stored(value)};`);
    }
  }

  /** Arrays by themselves, or overlapping, and how often the loops run. */
  private call(which: number): Call {
    const { random, types } = this;
    const extent = (): number =>
      this.large ? random.int(20_000, 90_000) : random.pick([0, 1, 2, 3, 5, 8, 16, 17, 30, 40]);
    const n = which === 0 && !this.large ? random.pick([5, 8, 16, 17, 30, 40]) : extent();
    const m = this.large ? random.int(0, n) : Math.min(extent(), 20);
    const w = random.pick([1, 4, 7, 12, 20]);
    const numbers = [n, m, w, random.int(0, 4), random.pick([0.25, 2, -1.5, 1e10, 0])];
    const ample = Math.max(3 * n + 10, (m + 3) * Math.max(w, 20) * (this.isDeep ? 5 : 1) + 10);
    const others = [n, n, n + 2, n + 5, n * w, Math.max(n, m) * w, 3, 900];
    const small = this.tame && random.chance(0.9) ? ample : random.pick(others);
    const size = this.large ? 2 * n + random.int(0, 4) : small;
    const length = Math.max(1, Math.min(size, this.large ? 1e6 : this.isDeep ? 2400 : 900));
    const seed = this.seed * 2 + which;
    const bytes = (t: TypeName): number => TYPES[t].BYTES_PER_ELEMENT;
    const weights = this.tame ? { own: 7, views: 2, same: 0.3 } : { own: 5, views: 3, same: 1 };
    const sharing = this.mixed ? 'one' : random.weighted(weights);
    const sized = (): number => (random.chance(0.8) ? length : Math.max(1, length - random.int(0, 6)));
    if (sharing === 'one') {
      const buffer = (length + 8) * 8;
      const views = types.map((type, i) => {
        const byteOffset = i === 0 || random.chance(0.5) ? 0 : random.int(0, 8) * 8;
        return {
          type,
          buffer: 0,
          byteOffset,
          length: Math.min(sized(), Math.floor((buffer - byteOffset) / bytes(type))),
        };
      });
      return { seed, buffers: [buffer], views, numbers, mixed: true };
    }
    // Arrays of a type are in one buffer, a few elements apart, next to each other, or the same.
    const buffers: number[] = [];
    const shared = new Map<TypeName, number>();
    const views = types.map((type) => {
      let buffer = sharing === 'own' ? undefined : shared.get(type);
      if (buffer === undefined) {
        buffer = buffers.push((sharing === 'own' ? length : 2 * length + 8) * bytes(type)) - 1;
        shared.set(type, buffer);
      }
      const offset = sharing === 'views' ? random.pick([0, 1, 2, 3, 5, length]) : 0;
      return { type, buffer, byteOffset: offset * bytes(type), length: sharing === 'same' ? length : sized() };
    });
    return { seed, buffers, views, numbers, mixed: false };
  }
}
