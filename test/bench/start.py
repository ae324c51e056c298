"""Ten lines, for the time from prompt to prompt. start.ts is the same."""
import numpy as np

x = np.linspace(0, 1, 1000)
y = x * x + 1
slope = (y[1:] - y[:-1]) * 999
total = slope.sum()
largest = slope.max()
print(f"sum {total:.6f}")
print(f"max {largest:.6f}")
