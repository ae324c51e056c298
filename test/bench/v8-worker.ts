/** Loops as V8 runs them: TypeScript without its types. */
import { loops } from './loops';
import { serve } from './serve';

serve(loops);
