/** `np.fft`, `np.linalg`, `np.random`: what is there, and fallbacks. */
export * as fft from './fft';
export { linalg } from './linalg';
export * as random from './random';
