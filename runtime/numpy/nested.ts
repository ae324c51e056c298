/** Host values (numbers, nested lists, typed arrays) into arrays: a snapshot at the call. */
import { fail } from '../../compiler/errors';
import { DTYPES, type DType, type HostArray, isBig } from '../../compiler/ir/dtype';
import { elements } from '../../compiler/ir/graph';
import { View } from '../core/view';
import { elementAt, setElementAt } from '../trace/elements';
import { elementwise, fromHost, readElements } from '../trace/ops';
import { Complex } from './complex';
import { isScalarInput, type ScalarInput, toElement, toScalar } from './element';
import { type ForeignArray, isForeign, viewOfForeign } from './foreign-array';

/** Something that holds a view: an NDArray. */
export interface Holder {
  readonly handle: View;
}

export const isHolder = (value: unknown): value is Holder =>
  typeof value === 'object' && value !== null && (value as Holder).handle instanceof View;

type TypedList = HostArray | Uint8ClampedArray;

const isTyped = (value: unknown): value is TypedList => ArrayBuffer.isView(value) && !(value instanceof DataView);

/** `Float16Array` of engines that have it. */
const isHalfArray = (data: TypedList): boolean => Object.prototype.toString.call(data) === '[object Float16Array]';

const halvesOf = (data: TypedList): Uint16Array => new Uint16Array(data.buffer, data.byteOffset, data.length);

/** Type of a typed array's elements. */
function typeOfTyped(data: TypedList): DType {
  if (isHalfArray(data)) return 'float16';
  if (data instanceof Uint8ClampedArray) return 'uint8';
  for (const { name, array, kind } of Object.values(DTYPES)) {
    if (kind !== 'b' && kind !== 'c' && data instanceof (array as unknown as new () => object)) return name;
  }
  return fail('LGT4010', `an array can't be made of a ${(data as object).constructor.name}`);
}

/** The array that a host value describes, of the given type or of the one its elements suggest. */
export function fromValue(data: unknown, dtype?: DType): View {
  if (isTyped(data)) return fromTyped(data, dtype);
  if (isForeign(data)) return fromForeignArray(data, dtype);
  const shape = shapeOf(data);
  const type = dtype ?? suggestedType(data);
  const width = DTYPES[type].kind === 'c' ? 2 : 1;
  const out = new DTYPES[type].array(elements(shape) * width);
  fill(data, shape, 0, 0, out, type);
  return fromHost(out, shape, type);
}

function fromForeignArray(data: ForeignArray, dtype?: DType): View {
  const view = viewOfForeign(data);
  return dtype === undefined || dtype === view.dtype ? view : elementwise('astype', [view], { params: { dtype } });
}

function fromTyped(data: TypedList, dtype?: DType): View {
  const own = typeOfTyped(data);
  const type = dtype ?? own;
  const { kind, array } = DTYPES[type];
  const out = new array(data.length * (kind === 'c' ? 2 : 1));
  if (type === own && isHalfArray(data)) out.set(halvesOf(data) as never);
  else if (type === own || (kind === 'f' && type !== 'float16' && !isBig(own))) out.set(data as never);
  else for (let i = 0; i < data.length; i++) setElementAt(out, type, i, toElement(data[i] as number | bigint, type));
  return fromHost(out, [data.length], type);
}

/** Extents, as far as first elements tell. */
function shapeOf(data: unknown): number[] {
  const shape: number[] = [];
  for (let level = data; ; ) {
    if (isHolder(level)) return [...shape, ...level.handle.shape];
    if (isForeign(level)) return [...shape, ...level.shape];
    if (!Array.isArray(level) && !isTyped(level)) return shape;
    shape.push(level.length);
    level = level[0];
  }
}

/** complex128 if there is a complex number, int64 if there is a bigint, else float64. */
function suggestedType(data: unknown): DType {
  if (typeof data === 'bigint' || (isTyped(data) && isBig(typeOfTyped(data)))) return 'int64';
  if (Complex.isComplex(data)) return 'complex128';
  if (isHolder(data)) return data.handle.dtype;
  if (isForeign(data)) return viewOfForeign(data).dtype;
  let found: DType = 'float64';
  if (Array.isArray(data)) {
    for (const item of data) {
      if (typeof item === 'number') continue;
      const type = suggestedType(item);
      if (type === 'complex64' || type === 'complex128') return 'complex128';
      if (type === 'int64') found = type;
    }
  }
  return found;
}

/** Copies the elements of one level; gives the position after them. */
function fill(
  data: unknown,
  shape: readonly number[],
  axis: number,
  start: number,
  out: HostArray,
  type: DType,
): number {
  let at = start;
  if (isHolder(data) || isForeign(data)) {
    const view = isHolder(data) ? data.handle : viewOfForeign(data);
    const rest = shape.slice(axis);
    if (view.shape.length !== rest.length || view.shape.some((e, d) => e !== rest[d])) ragged(axis);
    const all = readElements(view);
    for (let i = 0; i < view.size; i++) {
      setElementAt(out, type, at++, toElement(toScalar(elementAt(all, view.dtype, i)) as ScalarInput, type));
    }
    return at;
  }
  if (axis === shape.length) {
    if (Array.isArray(data) || isTyped(data)) ragged(axis);
    setElementAt(out, type, at, toElement(leaf(data), type));
    return at + 1;
  }
  if (!(Array.isArray(data) || isTyped(data)) || data.length !== shape[axis]) ragged(axis);
  const plain = axis === shape.length - 1 && ((DTYPES[type].kind === 'f' && type !== 'float16') || type === 'int32');
  for (const item of data as readonly unknown[]) {
    if (plain && typeof item === 'number') out[at++] = item as never;
    else at = fill(item, shape, axis + 1, at, out, type);
  }
  return at;
}

function ragged(axis: number): never {
  return fail(
    'LGT4010',
    `the nested lists have an inhomogeneous shape after ${axis} dimension${axis === 1 ? '' : 's'}: all parts of one level must be equally long`,
  );
}

function leaf(value: unknown): ScalarInput {
  if (isScalarInput(value)) return value;
  if (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))) return Number(value);
  return fail('LGT4010', `an element must be a number, a bigint, a boolean or a Complex, not ${describe(value)}`);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `'${value.slice(0, 30)}'`;
  return value === null ? 'null' : typeof value;
}
