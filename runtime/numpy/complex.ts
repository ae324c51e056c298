/** Complex numbers as JavaScript values. Immutable. */

export type ComplexInput = Complex | number | readonly [number, number] | { readonly re: number; readonly im?: number };

export class Complex {
  constructor(
    readonly re: number,
    readonly im: number = 0,
  ) {}

  /** @throws TypeError LGT4010 for values that can't be read as a complex number. */
  static from(value: ComplexInput): Complex {
    if (value instanceof Complex) return value;
    if (typeof value === 'number') return new Complex(value);
    if (Array.isArray(value)) return new Complex(value[0] ?? 0, value[1] ?? 0);
    if (typeof value === 'object' && value !== null && 're' in value) return new Complex(value.re, value.im ?? 0);
    throw new TypeError(
      `LGT4010: ${String(value)} can't be read as a complex number; give a number, [re, im] or { re, im }`,
    );
  }

  /** Whether the value has a real and an imaginary part. */
  static isComplex(value: unknown): value is { re: number; im: number } {
    return typeof value === 'object' && value !== null && 're' in value && 'im' in value;
  }

  /** Magnitude. */
  abs(): number {
    return Math.hypot(this.re, this.im);
  }

  /** Phase in radians, in (-π, π]. */
  angle(): number {
    return Math.atan2(this.im, this.re);
  }

  conj(): Complex {
    return new Complex(this.re, -this.im);
  }

  neg(): Complex {
    return new Complex(-this.re, -this.im);
  }

  add(other: Complex | number): Complex {
    const { re, im } = Complex.from(other);
    return new Complex(this.re + re, this.im + im);
  }

  sub(other: Complex | number): Complex {
    const { re, im } = Complex.from(other);
    return new Complex(this.re - re, this.im - im);
  }

  mul(other: Complex | number): Complex {
    const { re, im } = Complex.from(other);
    return new Complex(this.re * re - this.im * im, this.re * im + this.im * re);
  }

  div(other: Complex | number): Complex {
    const { re, im } = Complex.from(other);
    const norm2 = re * re + im * im;
    return new Complex((this.re * re + this.im * im) / norm2, (this.im * re - this.re * im) / norm2);
  }

  equals(other: Complex): boolean {
    return this.re === other.re && this.im === other.im;
  }

  /** As Python writes it: `(1+2j)`. */
  toString(): string {
    const sign = this.im < 0 ? '' : '+';
    return `(${this.re}${sign}${this.im}j)`;
  }
}
