"""What samples/flights.ts should print, by NumPy. Usage: flights.py COLUMNS_DIR (see README.md here)."""
import sys
import numpy as np

departure, delay, distance = (np.fromfile(f"{sys.argv[1]}/{c}.f64") for c in ("departure", "delay", "distance"))
hour = np.floor(departure / 60) % 24
weekday = np.floor(departure / 1440) % 7
late = (delay > 15).astype(float)

print(f"{delay.size} flights")
print("hour  flights  mean delay    late")
for h in range(24):
    at = hour == h
    n = at.sum()
    print(f"{h:4d} {n:8d}{delay[at].sum() / n:12.3f}{100 * late[at].sum() / n:7.2f}%")
ordered = np.sort(delay)
quantile = lambda q: int(ordered[int(q * (delay.size - 1))])
print(f"minutes late: median {quantile(0.5)}, 9 of 10 below {quantile(0.9)}, 99 of 100 below {quantile(0.99)}")
print(f"most early {-int(delay.min())}, most late {int(delay.max())}")
print(f"standard deviation {delay.std():.4f}")
print(f"correlation of delay and distance {np.corrcoef(delay, distance)[0, 1]:.6f}")
print(f"correlation of delay and hour     {np.corrcoef(delay, hour)[0, 1]:.6f}")

angle = departure * (2 * np.pi / 1440)
x = np.stack([np.ones_like(delay), (distance - distance.mean()) / distance.std(),
              np.sin(angle), np.cos(angle), (weekday >= 5).astype(float)])
w = np.zeros(5)
loss = lambda: np.mean(np.logaddexp(0, w @ x) - late * (w @ x))
before = loss()
for _ in range(40):
    w -= 2 * (x @ (1 / (1 + np.exp(-(w @ x))) - late)) / delay.size
print('logistic regression of "late", 40 steps')
for name, value in zip(["constant", "distance", "sin(time)", "cos(time)", "weekend"], w):
    print(f"  {name:9s} {value:10.6f}")
print(f"  loss {before:.6f} -> {loss():.6f}")
if "--exact" in sys.argv:
    print(repr(w), repr(loss()), repr(delay.std()), repr(np.corrcoef(delay, distance)[0, 1]), repr(np.corrcoef(delay, hour)[0, 1]))
