"""Draws of NumPy's generators: a JSON list of [call, ...] on standard input, the numbers as JSON on standard output."""
import json
import sys

import numpy as np


def run(case):
    """[kind, seed, method, args]: the numbers of a fresh generator, as text that keeps every bit."""
    kind, seed, method, args = case
    if kind == "generator":
        owner = np.random.default_rng(seed)
    else:
        np.random.seed(seed)
        owner = np.random
    first = getattr(owner, method)(*args)
    second = getattr(owner, method)(*args)
    both = np.concatenate([np.asarray(x).ravel() for x in (first, second)])
    return [v.hex() if isinstance(v, float) else str(int(v)) for v in both.tolist()]


json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
