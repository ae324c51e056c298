"""What samples/jacobi.ts should print, by NumPy. Usage: jacobi.py VEGA_DATA_DIR"""
import csv
import sys
import numpy as np

measured = [float(r["temp_max"]) for r in csv.DictReader(open(f"{sys.argv[1]}/seattle-weather.csv"))]
edge = np.array(measured[:1002])
level = edge.mean()
grid = np.full((1002, 1002), level)
grid[0] = edge
for _ in range(50):
    average = (grid[:-2, 1:-1] + grid[2:, 1:-1] + grid[1:-1, :-2] + grid[1:-1, 2:]) * 0.25
    change = np.abs(average - grid[1:-1, 1:-1]).max()
    grid[1:-1, 1:-1] = average
center = grid[1:-1, 1:-1]
depth = np.sqrt(((center - level) ** 2).mean(axis=1))
print(f"edge: mean {level:.6f}, standard deviation {edge.std():.6f}")
print(f"after 50 steps: mean {grid.mean():.9f}")
print(f"largest change in the last step {change:.9f}")
print("row   rms deviation   at column 500")
for row in [0, 1, 2, 3, 4, 8, 12, 16, 20, 24]:
    print(f"{row + 1:3d}{depth[row]:16.9f}{center[row, 499]:16.9f}")
if "--exact" in sys.argv:
    print(repr(level), edge.std(), repr(grid.mean()), repr(change), depth[[0, 1, 2, 3, 4, 8, 12, 16, 20, 24]], center[[0, 1, 2, 3, 4, 8, 12, 16, 20, 24], 499])
