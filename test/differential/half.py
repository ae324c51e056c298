"""float16 by NumPy: results of many functions on all 65536 values, as bytes in base64, for half.test.ts."""
import base64, json, sys
import numpy as np

np.seterr(all='ignore')
job = json.load(sys.stdin)
every = np.arange(65536, dtype=np.uint16).view(np.float16)
rng = np.random.default_rng(7)
x = every[rng.permutation(65536)]
y = every[rng.permutation(65536)]
wide = np.concatenate([rng.standard_normal(20000) * 10.0 ** rng.integers(-9, 6, 20000), every.astype(float)[:31743] * (1 + 2.0**-11), (every.astype(float)[:31743] + every.astype(float)[1:31744]) / 2, (every.astype(float)[:31743] + every.astype(float)[1:31744]) / 2 * (1 + 2.0**-50)])
whole = rng.integers(-70000, 70000, 20000)


def out(a):
    a = np.ascontiguousarray(a)
    return [str(a.dtype), list(a.shape), base64.b64encode(a.tobytes()).decode()]


given = {'every': every, 'x': x, 'y': y, 'wide': wide, 'whole': whole}
results = {}
for name in job['unary']:
    results[name] = out(getattr(np, name)(every))
for name in job['binary']:
    results[name] = out(getattr(np, name)(x, y))
for t in job['types']:
    results['to ' + t] = out(every[np.isfinite(every)].astype(t) if t not in ('float32', 'float64', 'complex64', 'complex128', 'bool') else every.astype(t))
results['from float64'] = out(wide.astype(np.float16))
results['from float32'] = out(wide.astype(np.float32).astype(np.float16))
results['from int64'] = out(whole.astype(np.float16))
results['from int32'] = out(whole.astype(np.int32).astype(np.float16))
m = (np.arange(60000).reshape(200, 300) % 97 / 16).astype(np.float16)
for name, code in job['whole'].items():
    results[name] = out(eval(code))
given['m'] = m
print(json.dumps({'given': {k: out(v) for k, v in given.items()}, 'results': results}))
