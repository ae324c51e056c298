// Written in place: every alias sees it. What is a scalar stays one.
import * as np from 'legate-ts/numpy';

const a = np.ones([1000]);
const alias = a;
let n = 1;
let x = a;
x += alias * 2;
x *= x;
n += 4;
a[`:500`] -= n;
console.log(alias.sum(), n);
