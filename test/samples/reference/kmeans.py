"""What samples/kmeans.ts should print, by NumPy. Usage: kmeans.py VEGA_DATA_DIR"""
import json
import sys
import numpy as np

flights = json.load(open(f"{sys.argv[1]}/flights-200k.json"))
raw = np.array([[f["delay"], f["distance"], f["time"]] for f in flights], float)
scale = raw.std(axis=0)
points = raw / scale
centers = points[: len(points) // 6 * 6 : len(points) // 6].copy()
gap = np.inf
for _ in range(30):
    squares = ((points[:, None] - centers) ** 2).sum(axis=2)
    two = np.sort(squares, axis=1)
    gap = min(gap, float((two[:, 1] - two[:, 0]).min()))
    nearest = squares.argmin(axis=1)
    sizes = np.bincount(nearest, minlength=6)
    for c in range(6):
        centers[c] = points[nearest == c].mean(axis=0)
within = ((points[:, None] - centers) ** 2).sum(axis=2).min(axis=1)
print(f"{len(points)} flights, 3 features, 6 centers, 30 steps")
print(f"mean squared distance {within.mean():.6f}")
print(" flights     delay  distance    hour")
for c in np.argsort(sizes)[::-1]:
    delay, distance, hour = centers[c] * scale
    print(f"{sizes[c]:8d}{delay:10.3f}{distance:10.2f}{hour:8.3f}")
if "--exact" in sys.argv:
    print("smallest gap between nearest and second center", gap, repr(within.mean()), centers * scale)
