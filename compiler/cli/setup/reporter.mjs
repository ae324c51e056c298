// A vitest reporter that counts: a line of JSON a test file as soon as it is done, and one at the end. Written as the
// run goes on, so that a run that crashes still says what it had done. The file is named by LEGATE_TS_TALLY.
import { appendFileSync } from 'node:fs';

const write = (line) => appendFileSync(process.env.LEGATE_TS_TALLY, `${JSON.stringify(line)}\n`);

export default class Tally {
  onTestModuleEnd(testModule) {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const test of testModule.children.allTests()) {
      const { state } = test.result();
      // A test that never came to run, because a hook failed or the process died, did not pass.
      count[state === 'pending' ? 'failed' : state] += 1;
    }
    // A file that could not be loaded, or a hook that failed, has no failed test to show for it.
    if (testModule.state() === 'failed' && count.failed === 0) count.failed = 1;
    write({ file: testModule.moduleId, ...count });
  }

  onTestRunEnd(_modules, unhandledErrors, reason) {
    write({ end: reason, unhandled: unhandledErrors.length });
  }
}
