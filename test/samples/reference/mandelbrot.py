"""What samples/mandelbrot.ts should print, by NumPy on real arrays (so that no product is fused)."""
import sys
import numpy as np

re, im = np.linspace(-2.1, 0.9, 900)[None, :], np.linspace(1, -1, 600)[:, None]
x, y = np.zeros((600, 900)), np.zeros((600, 900))
count = np.zeros((600, 900), int)
for _ in range(100):
    inside = x * x + y * y <= 4
    x, y = np.where(inside, x * x - y * y + re, x), np.where(inside, x * y + y * x + im, y)
    count += inside
never = count == 100
print("900 x 600 points, 100 steps")
print(f"area of the set about {never.mean() * 6:.3f}")
print(f"mean steps to escape {count[~never].sum() / (~never).sum():.2f}")
print("steps along the middle row: " + " ".join(map(str, count[300, ::75])))
grey = np.where(never, 0, np.rint(np.clip(np.log(count) * (255 / np.log(100)), 0, 255))).astype(np.uint8)
if len(sys.argv) > 1:
    open(sys.argv[1], "wb").write(b"P5\n900 600\n255\n" + grey.tobytes())
    print(never.mean() * 6, count[~never].sum() / (~never).sum())
