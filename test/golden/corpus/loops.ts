// Counted loops over typed arrays: each becomes operations on their memory, and keeps itself for short runs.
const n = 1000;
const x = new Float64Array(n);
const y = new Float64Array(n);
for (let i = 0; i < n; i++) x[i] = i % 17;

// A stencil, and a copy back: both are pending until somebody looks.
for (let step = 0; step < 3; step++) {
  for (let i = 1; i < n - 1; i++) y[i] = (x[i - 1]! + x[i + 1]!) / 2;
  for (let i = 1; i < n - 1; i++) x[i] = y[i]!;
}

// Reductions that give the same in any order.
let least = Number.POSITIVE_INFINITY;
let at = -1;
let count = 0;
for (let i = 0; i < n; i++) {
  if (x[i]! < least) {
    least = x[i]!;
    at = i;
  }
  if (x[i]! > 8) count++;
}
console.log(least, at, count);

// A product of matrices, each sum in its order.
const m = 10;
const c = new Float64Array(m * m);
for (let i = 0; i < m; i++) {
  for (let j = 0; j < m; j++) {
    let sum = 0;
    for (let k = 0; k < m; k++) sum += x[i * m + k]! * y[k * m + j]!;
    c[i * m + j] = sum;
  }
}
console.log(c[0], c[m * m - 1]);

// Elements, one after the other.
let big = 0;
for (const v of c) if (v > 600) big++;
console.log(big);
