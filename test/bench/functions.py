"""The same as functions.ts, for NumPy: name -> size -> (run, number that must agree)."""
import numpy as np


def scattered(n):
    return np.mod(np.arange(n, dtype=np.float64) * 0.6180339887498949, 1)


def square(n):
    return scattered(n * n).reshape(n, n)


def normal(d):
    k = 1 / (np.abs(d) * 0.2316419 + 1)
    tail = k * 0 + 1.330274429
    for c in (-1.821255978, 1.781477937, -0.356563782, 0.31938153):
        tail = tail * k + c
    upper = np.exp(d * d * -0.5) * 0.3989422804014327 * k * tail
    return np.where(d > 0, 1 - upper, upper)


def black_scholes(n):
    price, strike, time = scattered(n) * 50 + 50, scattered(n) * -40 + 100, scattered(n) + 0.25

    def run(s):
        sigma = 0.2 * s
        width = np.sqrt(time) * sigma
        d1 = (np.log(price / strike) + time * (0.02 + sigma * sigma / 2)) / width
        d2 = d1 - width
        discounted = strike * np.exp(time * -0.02)
        n1, n2 = normal(d1), normal(d2)
        return price * n1 - discounted * n2, discounted * (1 - n2) - price * (1 - n1)

    return run, lambda out: out[0].sum() + out[1].sum()


def kmeans(n):
    points, kinds = scattered(n * 8).reshape(n, 8), np.arange(8)

    def run(s):
        centers = points[:8] * s
        for _ in range(5):
            offset = points[:, None, :] - centers[None]
            nearest = np.argmin((offset * offset).sum(2), 1)
            member = (nearest[:, None] == kinds).astype(np.float64)
            total = member.T @ points
            centers = total / np.maximum(member.sum(0), 1)[:, None]
        return centers

    return run, lambda out: out.sum()


def one(make, call):
    def prepare(n):
        x = make(n)
        return lambda s: call(x, s), lambda out: np.abs(out).sum()

    return prepare


def two(make, other, call):
    def prepare(n):
        x, y = make(n), other(n)
        return lambda s: call(x, y), lambda out: np.abs(out).sum()

    return prepare


def random(n):
    return lambda s: np.random.default_rng(int(64 * s)).random(n), lambda out: out.sum()


def from_one(n):
    return scattered(n) + 1


UNARY = (
    "negative absolute sign square cbrt reciprocal exp2 expm1 log1p cos tan arcsin arccos arctan sinh cosh tanh arcsinh "
    "arctanh floor ceil trunc rint isnan isfinite signbit deg2rad rad2deg logical_not sinc spacing"
)
FROM_ONE = "arccosh log2 log10"
BINARY = (
    "subtract multiply floor_divide remainder fmod hypot arctan2 maximum minimum fmax logaddexp logaddexp2 copysign "
    "nextafter heaviside greater equal less logical_and logical_or"
)

functions = {
    **{name: one(scattered, lambda x, s, f=getattr(np, name): f(x)) for name in UNARY.split()},
    **{name: one(from_one, lambda x, s, f=getattr(np, name): f(x)) for name in FROM_ONE.split()},
    **{name: two(scattered, lambda n: scattered(n) + 0.5, getattr(np, name)) for name in BINARY.split()},
    "add": two(scattered, lambda n: scattered(n) + 1, np.add),
    "divide": two(scattered, lambda n: scattered(n) + 1, np.divide),
    "sqrt": one(scattered, lambda x, s: np.sqrt(x)),
    "exp": one(scattered, lambda x, s: np.exp(x)),
    "log": one(lambda n: scattered(n) + 0.5, lambda x, s: np.log(x)),
    "sin": one(scattered, lambda x, s: np.sin(x)),
    "pow": one(lambda n: scattered(n) + 0.5, lambda x, s: np.power(x, 1.3 * s)),
    "sum": one(scattered, lambda x, s: np.sum(x)),
    "columns": one(square, lambda x, s: np.sum(x, 0)),
    "rows": one(square, lambda x, s: np.sum(x, 1)),
    "least": one(scattered, lambda x, s: np.min(x)),
    "std": one(scattered, lambda x, s: np.std(x)),
    "cumsum": one(scattered, lambda x, s: np.cumsum(x)),
    "sort": one(scattered, lambda x, s: np.sort(x)),
    "argsort": one(scattered, lambda x, s: np.argsort(x)),
    "unique": one(lambda n: np.floor(scattered(n) * 1e5), lambda x, s: np.unique(x)),
    "mask": two(scattered, lambda n: scattered(n) * 0.5 < 0.2, lambda x, m: x[m]),
    "take": two(scattered, lambda n: (scattered(n) * n).astype(np.int64), np.take),
    "histogram": one(scattered, lambda x, s: np.histogram(x, 100)[0]),
    "random": random,
    "fft": one(scattered, lambda x, s: np.fft.fft(x)),
    "rfft": one(scattered, lambda x, s: np.fft.rfft(x)),
    "solve": two(lambda n: square(n) + np.eye(n) * n, scattered, np.linalg.solve),
    "svd": one(square, lambda x, s: np.linalg.svd(x)[1]),
    "blackscholes": black_scholes,
    "kmeans": kmeans,
}
