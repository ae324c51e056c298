"""What samples/cg.ts should print, by NumPy. Usage: cg.py VEGA_DATA_DIR [--order], see README.md here."""
import json
import sys
import numpy as np

volcano = json.load(open(f"{sys.argv[1]}/volcano.json"))
mountain = np.array(volcano["values"], float).reshape(volcano["height"], volcano["width"])
mountain = mountain.repeat(4, axis=0).repeat(4, axis=1)
rows, columns = mountain.shape

# With --order the sums are taken in another order: what then changes must not be printed.
inner = (lambda a, b: float((a.ravel()[::-1] * b.ravel()[::-1]).cumsum()[-1])) if "--order" in sys.argv else \
    (lambda a, b: float((a * b).sum()))


def laplacian(u):
    pad = np.pad(u, 1)
    return 4 * u - (pad[:-2, 1:-1] + pad[2:, 1:-1] + pad[1:-1, :-2] + pad[1:-1, 2:])


x = np.zeros_like(mountain)
residual = laplacian(mountain)
direction = residual.copy()
norm2 = start = inner(residual, residual)
print(f"{rows} x {columns} unknowns, |r| {start ** 0.5:.3f}")
for k in range(1, 1001):
    image = laplacian(direction)
    step = norm2 / inner(direction, image)
    x = x + step * direction
    residual = residual - step * image
    following = inner(residual, residual)
    direction = residual + following / norm2 * direction
    norm2 = following
    if k % 100 == 0:
        mantissa, exponent = f"{(norm2 / start) ** 0.5:.2e}".split("e")
        print(f"{k:4d}  |r|/|r0| {mantissa}e{int(exponent)}")
        if "--exact" in sys.argv:
            print((norm2 / start) ** 0.5)
error = np.abs(x - mountain).max()
top = int(x.argmax())
print(f"largest error below 1e-5 m: {str(bool(error < 1e-5)).lower()}")
print(f"summit {x.max():.4f} m at row {top // columns // 4}, column {top % columns // 4}; mean height {x.mean():.4f} m")
if "--exact" in sys.argv:
    print(error, repr(x.max()), repr(x.mean()))
