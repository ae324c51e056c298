"""What samples/options.ts should print, by NumPy. Usage: options.py VEGA_DATA_DIR"""
import csv
import sys
import numpy as np

rows = list(csv.DictReader(open(f"{sys.argv[1]}/sp500-2000.csv")))
price = np.array([float(r["close"]) for r in rows])
days = [r["date"] for r in rows][21:]
returns = np.diff(np.log(price))
sigma = np.lib.stride_tricks.sliding_window_view(returns, 21).std(axis=1, ddof=1) * np.sqrt(252)


def density(x):
    return np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


def normal(x):
    t = 1 / (1 + 0.2316419 * np.abs(x))
    tail = density(x) * np.polyval([1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153, 0], t)
    return np.where(x < 0, tail, 1 - tail)


s, k, t = sigma[:, None, None], np.linspace(0.8, 1.2, 81)[:, None], np.array([1 / 12, 1 / 4, 1 / 2, 1])
d1 = ((0.02 + s * s / 2) * t - np.log(k)) / (s * np.sqrt(t))
d2 = d1 - s * np.sqrt(t)
present = k * np.exp(-0.02 * t)
call = normal(d1) - present * normal(d2)
put = present * normal(-d2) - normal(-d1)
vega = density(d1) * np.sqrt(t)

percent = lambda x: f"{100 * x:.3f}%"
print(f"{len(days)} days from {days[0]} to {days[-1]}, {call.size} options")
print(f"volatility: mean {percent(sigma.mean())}, last {percent(sigma[-1])}")
print(f"calmest {days[sigma.argmin()]} {percent(sigma.min())}")
print(f"wildest {days[sigma.argmax()]} {percent(sigma.max())}")
print("months   call at 1.0   put at 0.9   mean vega")
for j, months in enumerate([1, 3, 6, 12]):
    print(f"{months:6d}{percent(call[:, 40, j].mean()):>14}{percent(put[:, 20, j].mean()):>13}{vega[:, :, j].mean():12.5f}")
print(f"one month of protection against a fall by 10%: at most {percent(put[:, 20, 0].max())}")
print(f"put-call parity holds to 1e-6: {str(bool(np.abs(call - put - (1 - present)).max() < 1e-6)).lower()}")
if "--exact" in sys.argv:
    print(repr(sigma.mean()), sigma[-1], sigma.min(), sigma.max(), call[:, 40].mean(0), put[:, 20].mean(0), vega.mean((0, 1)), put[:, 20, 0].max(), np.abs(call - put - (1 - present)).max())
