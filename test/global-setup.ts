import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The tests need what set-up builds: say so once, rather than in every test that fails to load the addon. */
export default function globalSetup(): void {
  const root = join(__dirname, '..');
  const missing = ['native/build/Release/legate.node', 'dist/compiler/cli/main.js'].filter(
    (file) => !existsSync(join(root, file)),
  );
  if (missing.length > 0) {
    console.warn(`not built: ${missing.join(', ')}; run "npm test" (which sets up first) or "npm run build"`);
  }
}
