/**
 * A replacement for Math.random that gives all ranks the same numbers: SplitMix64 (Steele, Lea,
 * Flood 2014), of which the upper 53 bits make a double in [0, 1).
 */
const MASK = (1n << 64n) - 1n;

export function seededRandom(seed: bigint): () => number {
  let state = seed & MASK;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
    z ^= z >> 31n;
    return Number(z >> 11n) / 2 ** 53;
  };
}
