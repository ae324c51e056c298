// Operators on arrays mean NumPy's; on scalars, JavaScript's.
import * as np from 'legate-ts/numpy';

const a = np.linspace(1, 2, 1000);
const k = 2;
const b = (a * k + 1) ** 2 - a / (k * 3);
const inside = ((b > 10) & ~(b == 12)) | (a % 2 < 1);
console.log(-k % 3, b.sum(), inside.sum());
