// Methods of typed arrays that call a function for each element are loops over them.
const x = Float64Array.from({ length: 100 }, (_, i) => ((i * 37) % 101) - 50);
const k = 3;
const y = x.map((v, i) => (v > 0 ? v * k : -v) + i);
console.log(y[5], y[99]);
console.log(
  x.every((v) => v > -51),
  x.some((v) => v > 49),
);
console.log(x.reduce((m, v) => Math.max(m, v), Number.NEGATIVE_INFINITY));
const z = new Int32Array(100);
x.forEach((v, i) => {
  if (v > 10) z[i] = v * 2;
});
console.log(z[7], z[8], z[99]);
// A call has nowhere to put what its function counts.
let count = 0;
x.forEach((v) => {
  if (v > 10) count++;
});
console.log(count);
// What isn't numbers stays as it is.
console.log(x.map((v) => String(v).length)[3]);
