"""The benchmark's programs for Python systems: worker.py numpy|jax|cupynumeric. The protocol is in serve.ts."""
import json
import sys
import time

system = sys.argv[1]
if system == "jax":
    import jax
    jax.config.update("jax_enable_x64", True)
    import jax.numpy as np
    jit, wait = jax.jit, jax.block_until_ready
else:
    if system == "cupynumeric":
        import cupynumeric as np
        # Reading one element of either end waits for the tasks that write it.
        wait = lambda x: (x, float(x.reshape(-1)[0]), float(x.reshape(-1)[-1]))[0]
    else:
        import numpy as np
        wait = lambda x: x
    jit = lambda f: f


class Chain:
    def prepare(self, n):
        self.x = np.arange(n, dtype=np.float64) / n
        self.y = 1 - self.x * self.x
        self.program = jit(lambda x, y, s: (x * s + y) * x - y / 3 + np.sqrt(x * x + y * y))

    def run(self, s):
        self.out = wait(self.program(self.x, self.y, s))

    def check(self):
        return float(self.out.sum())


class SumSin:
    def prepare(self, n):
        self.x = np.arange(n, dtype=np.float64) / n
        self.program = jit(lambda x, s: np.sum(np.sin(x * s) ** 2))

    def run(self, s):
        self.out = float(self.program(self.x, s))

    def check(self):
        return self.out


class Jacobi:
    def prepare(self, n):
        self.n = n
        if system == "jax":
            def step(_, g):
                mean = 0.25 * (g[:-2, 1:-1] + g[2:, 1:-1] + g[1:-1, :-2] + g[1:-1, 2:])
                return g.at[1:-1, 1:-1].set(mean)
            self.program = jit(lambda g: jax.lax.fori_loop(0, 50, step, g))

    def reset(self, s):
        self.grid = np.zeros((self.n + 2, self.n + 2))
        if system == "jax":
            self.grid = wait(self.grid.at[0].set(s))
        else:
            self.grid[0] = s
            wait(self.grid)

    def run(self, s):
        if system == "jax":
            self.grid = wait(self.program(self.grid))
            return
        g = self.grid
        for _ in range(50):
            g[1:-1, 1:-1] = 0.25 * (g[:-2, 1:-1] + g[2:, 1:-1] + g[1:-1, :-2] + g[1:-1, 2:])
        wait(g)

    def check(self):
        return float(self.grid.sum())


class MatMul:
    def prepare(self, n):
        self.base = (np.arange(n * n, dtype=np.float64) % 7).reshape(n, n)
        self.right = (np.arange(n * n, dtype=np.float64) % 5).reshape(n, n)
        self.program = jit(lambda a, b: a @ b)

    def reset(self, s):
        self.left = wait(self.base * s)

    def run(self, s):
        self.out = wait(self.program(self.left, self.right))

    def check(self):
        return float(self.out.sum())


class Small:
    def prepare(self, n):
        self.x = np.arange(n, dtype=np.float64) / n
        self.program = jit(lambda x, s: x * 0.5 + s)

    def run(self, s):
        x = self.x
        for _ in range(500):
            x = self.program(x, s)
        self.out = wait(x)

    def check(self):
        return float(self.out.sum())


benchmarks = {"chain": Chain, "sumsin": SumSin, "jacobi": Jacobi, "matmul": MatMul, "small": Small}


class Function:
    """One of functions.py."""

    def __init__(self, make):
        self.make = make

    def prepare(self, n):
        self.call, self.number = self.make(n)

    def run(self, s):
        self.out = self.call(s)

    def check(self):
        return float(self.number(self.out))


if system == "numpy":
    from functions import functions
    benchmarks |= {name: lambda make=make: Function(make) for name, make in functions.items()}
current = None
answers = sys.stdout
sys.stdout = sys.stderr
for line in sys.stdin:
    request = json.loads(line)
    try:
        if "prepare" in request:
            if request["prepare"] not in benchmarks:
                print(json.dumps({"skip": "not written for this system"}), file=answers, flush=True)
                continue
            current = benchmarks[request["prepare"]]()
            current.prepare(request["size"])
            answer = {"ok": True}
        else:
            seed = request["run"]
            getattr(current, "reset", lambda s: None)(seed)
            begin = time.perf_counter()
            current.run(seed)
            ms = (time.perf_counter() - begin) * 1e3
            answer = {"ms": ms, "check": current.check()}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), file=answers, flush=True)
