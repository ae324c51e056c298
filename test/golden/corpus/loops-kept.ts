// Loops that stay what they are, and one that is freed.
const n = 100;
const x = Float64Array.from({ length: n }, (_, i) => 1 / (i + 1));
const index = Int32Array.from({ length: n }, (_, i) => (i * 37) % n);

// An iteration needs the one before.
for (let i = 1; i < n; i++) x[i] = x[i]! + x[i - 1]! / 2;
// Who knows which element.
for (let i = 0; i < n; i++) x[index[i]!] = i;
// A sum of floats has its order.
let sum = 0;
for (let i = 0; i < n; i++) sum += x[i]!;
console.log(sum);

let freed = 0;
/* @reassociate */
for (let i = 0; i < n; i++) freed += x[i]! / 4;
console.log(freed);
