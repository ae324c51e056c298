"""NumPy as the judge of random programs.

A worker: each line of standard input is {"programs": […], "outcomes": […]}, each answer the list of
what is wrong with each outcome, or null. Steps that may round differently are compared within
`tolerance`, and the program goes on with what was computed: so every step is judged on its own, and
errors don't add up.
"""
import base64
import json
import math
import sys
import warnings
import numpy as np

warnings.simplefilter("ignore")

ULP = 8
"""Most units in the last place by which an elementwise function may differ from NumPy's."""

WIDE = {"f": np.longdouble, "c": np.clongdouble}
RECAST = {"argmin", "argmax", "argsort", "count_nonzero"}
"""Functions whose results numpy-ts has in another type than NumPy."""


def number(x):
    return float(x["number"]) if isinstance(x, dict) else x


def parse(spec):
    if spec == "newaxis":
        return None
    if ":" not in spec:
        return int(spec)
    return slice(*(int(part) if part else None for part in spec.split(":")))


def data(values, shape, dtype):
    values = [number(x) for x in values]
    if dtype.startswith("complex"):
        parts = np.array(values, np.float64 if dtype == "complex128" else np.float32)
        return parts.view(dtype).reshape(shape).copy()
    return np.array(values).astype(dtype).reshape(shape)


def pattern(shape, dtype, factor, modulus, shift, divisor):
    i = np.arange(math.prod(shape))
    return ((i * factor % modulus + shift) / divisor).astype(dtype).reshape(shape)


def axes(axis):
    return tuple(axis) if isinstance(axis, list) else axis


def reduction(name):
    function = getattr(np, name)
    if name in ("var", "std"):
        return lambda a, axis=None, ddof=0, keepdims=False: function(a, axis=axes(axis), ddof=ddof, keepdims=keepdims)
    if name == "count_nonzero":
        return lambda a, axis=None: function(a, axis=axis)
    return lambda a, axis=None, keepdims=False: function(a, axis=axes(axis), keepdims=keepdims)


def assign(key):
    def write(a, index, x):
        a[key(index)] = x
    return write


def iset(a, index, x):
    a.flat[index] = x


def setitem(a, index, x):
    a[index] = x


REDUCTIONS = ["sum", "prod", "mean", "var", "std", "min", "max", "nanmin", "nanmax", "any", "all", "argmin", "argmax", "count_nonzero"]
OPERATIONS = {
    "data": data,
    "pattern": pattern,
    # The ellipsis makes it a view even if all axes are gone.
    "slice": lambda a, *specs: a[tuple(map(parse, specs)) + (...,)],
    "astype": lambda a, dtype: a.astype(dtype),
    "fill": lambda a, x: a.fill(x),
    "set": assign(tuple),
    "iset": iset,
    "setitem": setitem,
    "copyto": lambda a, source: np.copyto(a, source, casting="unsafe"),
    "read": lambda a: None,
    "reshape": lambda a, shape: a.reshape(shape),
    "transpose": lambda a, order=None: a.transpose(order),
    "concatenate": lambda arrays, axis: np.concatenate(arrays, axis),
    "stack": lambda arrays, axis: np.stack(arrays, axis),
    "argsort": lambda a, axis=-1: np.argsort(a, axis, kind="stable"),
    "fix": np.trunc,
    **{name: reduction(name) for name in REDUCTIONS},
}


def unpack(packed):
    """The array (or 0-d array) that a packed result stands for."""
    if "scalar" not in packed:
        return np.frombuffer(base64.b64decode(packed["bytes"]), packed["dtype"]).reshape(packed["shape"])
    kind, value = packed["scalar"], packed["value"]
    if kind == "number":
        return np.frombuffer(base64.b64decode(value), np.float64)[0]
    if kind == "complex":
        return np.frombuffer(base64.b64decode(value), np.complex128)[0]
    return np.asarray(int(value)) if kind == "bigint" else np.asarray(value == "true")


def wide(x):
    x = np.asarray(x)
    return x.astype(WIDE.get(x.dtype.kind, np.longdouble))


def judge(op, args, want):
    """The best value known, and how far from it a result may lie."""
    eps = np.finfo(want.dtype).eps
    size = lambda x: np.abs(wide(x))
    if op in ("sum", "mean", "cumsum", "prod", "cumprod", "var", "std"):
        a, rest = args[0], args[1:]
        function = OPERATIONS.get(op) or getattr(np, op)
        best = function(wide(a), *rest)
        running = op in ("cumsum", "cumprod")
        count = max(2, np.asarray(a).size // (1 if running else max(1, want.size)))
        depth = 20 + math.log2(count)
        if op in ("prod", "cumprod"):
            return best, 2 * count * eps * np.abs(best)
        if op in ("var", "std"):
            squares = OPERATIONS["mean"](size(a) ** 2, *rest[:1], *rest[2:])
            spread = 2 * depth * eps * squares
            return best, spread if op == "var" else spread / np.maximum(best, np.sqrt(spread)) + eps * best
        total = function(size(a), *rest)
        return best, (count if running else depth) * eps * total
    if op in ("dot", "matmul"):
        function = getattr(np, op)
        return function(wide(args[0]), wide(args[1])), 4 * args[0].shape[-1] * eps * function(size(args[0]), size(args[1]))
    if want.dtype.kind == "c" or op in ("logaddexp", "logaddexp2"):
        # A part of a complex result may be the small difference of large ones.
        return want, ULP * eps * (np.abs(want) if op in ("multiply", "divide", "square") else np.maximum(1, np.abs(want)))
    return want, ULP * np.spacing(np.abs(want))


def differs(got, want, step, args):
    """What is wrong with a result, or None."""
    got = np.asarray(got)
    if got.shape != want.shape:
        return f"shape {list(got.shape)}, not {list(want.shape)}"
    if step.get("scalar"):
        got = got.astype(want.dtype)
    if got.dtype != want.dtype:
        return f"type {got.dtype}, not {want.dtype}"
    may = step.get("may")
    if may == "round" and want.dtype.kind in "fc":
        with np.errstate(all="ignore"):
            best, tolerance = judge(step["op"], args, want)
            good = np.abs(wide(got) - best) <= tolerance
            good |= got == want
            good |= ~np.isfinite(want) if want.dtype.kind == "c" else np.isnan(got) & np.isnan(want)
    else:
        good = (got == want) | ((got != got) & (want != want))
        if may is None and want.dtype.kind in "fc":
            part = (lambda x: x) if want.dtype.kind == "f" else (lambda x: np.stack([x.real, x.imag]))
            g, w = part(got), part(want)
            signs = (np.signbit(g) == np.signbit(w)) | (g != 0) | (g != g)
            good &= signs if want.dtype.kind == "f" else signs.all(axis=0)
    if np.all(good):
        return None
    bad = np.argwhere(~np.atleast_1d(good))
    first = tuple(bad[0]) if got.shape else ()
    where = f" at {list(map(int, first))}" if got.shape else ""
    return f"{got[first]!r}, not {want[first]!r}{where} ({len(bad)} of {max(1, got.size)} elements)"


def check(program, outcome):
    if "error" in outcome:
        step = outcome.get("step")
        at = f"step {step}: " if step is not None else ""
        return f"{at}{outcome['error']}"
    values, expected, results = {}, {}, outcome["results"]

    def value(arg):
        if isinstance(arg, list):
            return [value(x) for x in arg]
        return values[arg["ref"]] if isinstance(arg, dict) and "ref" in arg else number(arg) if isinstance(arg, dict) else arg

    for i, step in enumerate(program["steps"]):
        op, raw = step["op"], step["args"]
        if op == "dispose":
            del values[raw[0]["ref"]]
            expected.pop(raw[0]["ref"], None)
            continue
        args = list(raw) if op in ("data", "pattern") else [value(x) for x in raw]
        result = OPERATIONS.get(op) or getattr(np, op)
        result = result(*args)
        if "out" not in step:
            continue
        result, name = np.asarray(result), step["out"]
        if op in RECAST:
            result = result.astype(step["dtype"])
        if str(result.dtype) != step["dtype"] or list(result.shape) != step["shape"]:
            return f"generator: step {i}, {op} gives {result.dtype} {list(result.shape)} in NumPy"
        if step.get("may"):
            wrong = differs(unpack(results[name]), result, step, args)
            if wrong:
                return f"{name} = {op}(…): {wrong}"
            result = np.array(unpack(results[name])).astype(step["dtype"])
        else:
            expected[name] = step
        values[name] = result[()] if step.get("scalar") else result
    for name, step in expected.items():
        wrong = differs(unpack(results[name]), np.asarray(values[name]), step, ())
        if wrong:
            return f"{name}: {wrong}"
    return None


def safely(program, outcome):
    try:
        with np.errstate(all="ignore"):
            return check(program, outcome)
    except Exception as error:
        return f"generator: {type(error).__name__}: {error}"


for line in sys.stdin:
    batch = json.loads(line)
    print(json.dumps([safely(p, o) for p, o in zip(batch["programs"], batch["outcomes"])]), flush=True)
