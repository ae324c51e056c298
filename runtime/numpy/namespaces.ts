/** `np.fft`, `np.linalg`, `np.random`: what is there, and fallbacks. */
import { namespaceOf } from './fallback';

export const fft = namespaceOf('fft');
export const linalg = namespaceOf('linalg');
export const random = namespaceOf('random');
