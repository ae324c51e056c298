/** Random expressions of what is in scope in a random loop nest: numbers, conditions, elements. */
import type { Random } from '../random';

const VARIABLES = ['i', 'j', 'k', 'l', 'h'];

export class Expressions {
  /** Variables of the loops around, outermost first. */
  readonly loops: string[] = [];
  private locals: string[] = [];
  private readonly written: readonly string[];

  constructor(
    private readonly random: Random,
    readonly arrays: readonly string[],
    /** Those of the arrays that hold integers. */
    private readonly integers: readonly string[],
    /** Values stay small and finite. */
    private readonly mixed: boolean,
    /** Written are other arrays than are read, mostly, each element once. */
    private readonly tame: boolean,
  ) {
    this.written = tame ? arrays.slice(0, arrays.length > 2 ? 2 : 1) : arrays;
  }

  nextVariable(): string {
    return VARIABLES[this.loops.length];
  }

  declare(name: string): void {
    this.locals.push(name);
  }

  scope(inside: () => void): void {
    const before = this.locals;
    this.locals = [...before];
    inside();
    this.locals = before;
  }

  target(): string {
    const { random } = this;
    const own = this.tame && random.chance(0.9);
    return `${random.pick(this.written)}[${own ? this.ownPlace() : this.subscript(true)}]`;
  }

  element(): string {
    const { random, arrays, written } = this;
    const others = arrays.slice(written.length);
    if (!this.tame || random.chance(0.1)) return `${random.pick(arrays)}[${this.subscript(true)}]`;
    if (others.length === 0 || random.chance(0.2)) return `${random.pick(written)}[${this.ownPlace()}]`;
    return `${random.pick(others)}[${this.subscript(random.chance(0.1))}]`;
  }

  /** A place for each iteration of the loops around. */
  private ownPlace(): string {
    const { random, loops } = this;
    const [o, i, k] = loops;
    if (i === undefined) return random.pick([o, o, o, o, `${o} + 1`, `2 * ${o}`, `${o} + p`]);
    if (k !== undefined && random.chance(0.5)) return `(${o} * w + ${i}) * 5 + ${k}`;
    return random.pick([
      `${o} * w + ${i}`,
      `${o} * w + ${i}`,
      `${o} * w + ${i}`,
      `${o} * 20 + ${i}`,
      `(${o} + 1) * w + ${i} + 1`,
    ]);
  }

  /** An index of an array. @param others also such as aren't affine */
  subscript(others: boolean): string {
    const { random, loops } = this;
    const i = loops[loops.length - 1] ?? 'p';
    const o = loops[0] ?? 'p';
    if (others && random.chance(0.1)) {
      const forms = [
        `${i} * ${i}`,
        `${i} % 3`,
        `${i} >> 1`,
        `Math.floor(${i} / 2)`,
        `${i} * ${o}`,
        `${i} ^ 1`,
        `${i} / 2`,
        `-${i}`,
      ];
      for (const x of this.integers) forms.push(`${x}[${i}]`, `${x}[${i}] % 5`);
      forms.push(...this.locals);
      return random.pick(forms);
    }
    if (loops.length > 1 && random.chance(0.7)) {
      const forms = [
        ...[`${o} * w + ${i}`, `${o} * w + ${i}`, `${o} * w + ${i}`, `${i} * w + ${o}`, `(${o} + 1) * w + ${i}`],
        ...[`${o} * w + ${i} - 1`, `${o} * w + ${i} + 1`, `(${o} - 1) * w + ${i}`, `${o} + ${i}`, `${o} - ${i}`, o, i],
        ...[`${o} * w + ${i} + w`, `w * ${o} + 2 * ${i}`, `${o} * n + ${i}`, `${o} * 12 + ${i}`],
      ];
      const middle = loops[1];
      if (loops.length > 2)
        forms.push(`(${o} * 4 + ${middle}) * w + ${i}`, `${middle} * w + ${i}`, `${o} * w + ${middle}`, middle);
      return random.pick(forms);
    }
    return random.pick([
      ...[i, i, i, i, i, i, `${i} + 1`, `${i} - 1`, `${i} + 2`, `2 * ${i}`, `${i} * 2 + 1`, `n - 1 - ${i}`, `${i} + p`],
      ...[`${i} - p`, `m + ${i}`, '0', 'p', `3 * ${i} - 2`, `p * ${i}`],
    ]);
  }

  integer(): string {
    const random = this.random;
    if (this.integers.length === 0 || random.chance(0.15)) return random.pick([...this.loops, '1', 'p', 'n']);
    const x = `${random.pick(this.integers)}[${this.subscript(true)}]`;
    return random.pick([x, x, x, `${x} * 2`, `${x} + 1`, `(${x} & 7)`, `${x} * ${x}`]);
  }

  number(depth: number): string {
    const { random } = this;
    if (depth <= 0 || random.chance(0.15)) return this.leaf();
    const [x, y] = [this.number(depth - 1), this.number(depth - 1)];
    if (this.mixed) {
      return random.pick([
        `(${x} + ${y})`,
        `(${x} - ${y})`,
        `${x} * 0.5`,
        `Math.min(${x}, ${y})`,
        `(${x} * ${y}) % 100`,
      ]);
    }
    switch (random.weighted({ arithmetic: 12, division: 2, math: 3, bits: 2, choice: 2, minus: 1, call: 1 })) {
      case 'arithmetic':
        return `(${x} ${random.pick(['+', '+', '-', '*'])} ${y})`;
      case 'division':
        return `(${x} ${random.pick(['/', '/', '%'])} ${y})`;
      case 'math':
        return random.pick([
          ...[`Math.min(${x}, ${y})`, `Math.max(${x}, ${y})`, `Math.abs(${x})`, `Math.sqrt(${x})`, `Math.floor(${x})`],
          ...[`Math.ceil(${x})`, `Math.round(${x})`, `Math.trunc(${x})`, `Math.sign(${x})`, `Math.fround(${x})`],
          ...[`Math.imul(${x}, ${y})`, `Math.clz32(${x})`],
        ]);
      case 'bits':
        return `(${x} ${random.pick(['|', '&', '^', '<<', '>>', '>>>'])} ${random.chance(0.5) ? random.int(0, 33) : y})`;
      case 'choice':
        return `(${this.condition(1)} ? ${x} : ${y})`;
      case 'minus':
        return random.pick([`(-${x})`, `(~${x})`, `(+${x})`]);
      case 'call':
        return `helper(${x})`;
    }
  }

  private leaf(): string {
    const { random, loops, locals } = this;
    const kind = random.weighted({ element: 10, loop: 2, local: locals.length > 0 ? 6 : 0, number: 2, constant: 2 });
    if (kind === 'element') return this.element();
    if (kind === 'loop' && loops.length > 0) return random.pick(loops);
    if (kind === 'local') return random.pick(locals);
    if (kind === 'number') return random.pick(this.mixed ? ['p', 'w'] : ['c', 'p', 'n', 'w']);
    return random.pick(
      this.mixed ? ['1', '0.5', '2', '3'] : ['0', '1', '0.5', '2', '3', '0.1', '1e10', '4294967296', '(-0)'],
    );
  }

  condition(depth: number): string {
    const { random } = this;
    const operator = random.pick(['<', '<=', '>', '>=', '<', '>', '===', '!==']);
    // The checker knows that two literals differ.
    const left = operator.includes('==') ? this.element() : this.number(1);
    const compared = `${left} ${operator} ${random.chance(0.5) ? '0.5' : this.number(1)}`;
    if (depth <= 1 || random.chance(0.6)) {
      const i = this.loops[this.loops.length - 1];
      if (i && random.chance(0.2))
        return random.pick([`${i} > 0`, `${i} % 2 === 0`, `${i} < n - 1`, `(${i} & 3) !== 1`]);
      return compared;
    }
    return random.pick([
      `${this.condition(1)} && ${compared}`,
      `${this.condition(1)} || ${compared}`,
      `!(${compared})`,
    ]);
  }

  /** Of numbers that stay such that no bits of them make a NaN, in whatever type they are read. */
  harmless(value: string): string {
    return `Math.min(60, Math.max(0, ${value})) | 0`;
  }
}
