/** `np.fft`, `np.linalg`, `np.random`: what is there, and fallbacks. */
import { namespaceOf } from './fallback';

export * as fft from './fft';
export { linalg } from './linalg';
export const random = namespaceOf('random');
