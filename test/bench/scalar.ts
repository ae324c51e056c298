/** A program without any arrays of numbers in memory of their own: words, maps, objects, recursion. */
interface Tree {
  readonly left?: Tree;
  readonly right?: Tree;
}

const grow = (depth: number): Tree => (depth > 0 ? { left: grow(depth - 1), right: grow(depth - 1) } : {});
const count = ({ left, right }: Tree): number => 1 + (left ? count(left) : 0) + (right ? count(right) : 0);

function primes(below: number): number[] {
  const found: number[] = [];
  for (let n = 2; n < below; n++) {
    let isPrime = true;
    for (const p of found) {
      if (p * p > n) break;
      if (n % p === 0) {
        isPrime = false;
        break;
      }
    }
    if (isPrime) found.push(n);
  }
  return found;
}

function collatz(limit: number): [number, number] {
  let [best, at] = [0, 0];
  for (let start = 1; start < limit; start++) {
    let n = start;
    let steps = 0;
    while (n !== 1) {
      n = n % 2 === 0 ? n / 2 : 3 * n + 1;
      steps++;
    }
    if (steps > best) [best, at] = [steps, start];
  }
  return [best, at];
}

const words = new Map<string, number>();
for (let i = 0; i < 2e6; i++) {
  const word = `w${(i * 7919) % 1009}`;
  words.set(word, (words.get(word) ?? 0) + 1);
}
let nodes = 0;
for (let round = 0; round < 20; round++) nodes += count(grow(16));
console.log(words.get('w17'), nodes, primes(1e6).length, collatz(1e6).join(' '));
