"""The cases of cases.ts with NumPy: JSON in, a list of outcomes out."""
import json
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")


def numbers(kind, count, seed):
    """The same numbers as run.ts makes."""
    signed, whole = kind[0] not in "ub", kind[0] not in "fc"
    out = []
    for i in range(count):
        k = (i * 7 + seed * 5) % 11 - (4 if signed else 0)
        if kind == "bool":
            out.append(k % 2)
        elif kind.startswith("complex"):
            out.append(complex(k / 4 + 0.125, (i * 3 + seed) % 5 - 1.75))
        else:
            out.append(k if whole else k / 4 + 0.125)
    return out


def made(kind, shape, seed):
    return np.array(numbers(kind, int(np.prod(shape)), seed), dtype=kind).reshape(shape)


def arranged(kind, layout, shape, seed):
    vector = len(shape) == 1
    rows, columns = shape[0], shape[-1]
    if layout == "plain":
        return made(kind, shape, seed)
    if layout == "strided":
        if vector:
            return made(kind, [2 * rows], seed)[::2]
        return made(kind, [2 * rows, 2 * columns], seed)[::2, 1::2]
    if layout == "reversed":
        return made(kind, shape, seed)[::-1] if vector else made(kind, shape, seed)[::-1, ::-1]
    if layout == "transposed":
        return made(kind, [rows, 2], seed).T[1] if vector else made(kind, [columns, rows], seed).T
    if layout == "broadcast":
        return np.broadcast_to(made(kind, [1 if vector else columns], seed), shape)
    if layout == "offset":
        if vector:
            return made(kind, [rows + 3], seed)[2 : rows + 2]
        return made(kind, [rows + 1, columns + 1], seed)[1:, 1:]
    if layout == "empty":
        return made(kind, [rows], seed)[3:3] if vector else made(kind, shape, seed)[:, 1:1]
    return made(kind, [], seed)


def out(target, write):
    write(target)
    return target


def drawn(draw):
    np.random.seed(7)
    return draw()


def arguments(kind, layout):
    square = layout if layout in ("empty", "0-d") else "plain"
    sq = arranged(kind, square, [3, 3], 3)
    if sq.ndim == 2 and sq.size == 9:
        sq = np.add(sq, np.multiply(np.eye(3, 3, 0, kind), np.full([3, 3], 2, kind)))
    if layout in ("transposed", "reversed"):
        sq = sq.T
    spd = np.add(np.ones([3, 3], kind), np.multiply(np.eye(3, 3, 0, kind), np.full([3, 3], 4, kind)))
    return {
        "a": arranged(kind, layout, [6], 1),
        "b": arranged(kind, layout, [6], 2),
        "v": arranged(kind, layout, [3], 4),
        "m": arranged(kind, layout, [4, 3], 1),
        "n": arranged(kind, layout, [4, 3], 2),
        "sq": sq,
        "spd": spd,
        "i": np.array([2, 0, 1, 1, 4, 5], "int32"),
        "mask": np.array([True, False, True, True, False, False]),
        "z": made("complex128", [5], 6),
        "out": out,
        "drawn": drawn,
        "np": np,
    }


def text(v):
    if isinstance(v, (bool, np.bool_)):
        return str(int(v))
    if isinstance(v, (int, np.integer)):
        return str(int(v))
    v = float(v)
    if np.isnan(v):
        return "NaN"
    if np.isinf(v):
        return "Infinity" if v > 0 else "-Infinity"
    return repr(v)


def leaf(array):
    flat = array.ravel().tolist()
    values = [[text(v.real), text(v.imag)] if isinstance(v, complex) else text(v) for v in flat]
    return {"type": str(array.dtype), "shape": list(array.shape), "values": values}


def leaves(value):
    if value is None:
        return []
    if isinstance(value, (np.ndarray, np.generic, bool, int, float, complex)):
        return [leaf(np.asarray(value))]
    if isinstance(value, (list, tuple)):
        if value and all(type(v) in (bool, int, float) for v in value):
            return [leaf(np.asarray(value))]
        return [found for v in value for found in leaves(v)]
    raise TypeError(f"no array: {type(value)}")


def run(case):
    try:
        return {"leaves": leaves(eval(case["numpy"], arguments(case["type"], case["layout"])))}
    except Exception as error:  # noqa: BLE001
        return {"error": str(error)}


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
