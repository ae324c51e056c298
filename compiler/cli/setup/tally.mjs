/**
 * Counts what vitest's JSON report says. A file that could not be loaded has no tests but did fail; a run that ended
 * with an error no test accounts for (an unhandled rejection, a crash, no report at all) counts as one failure more.
 */
export function countTests(report, exitCode) {
  const tally = { passed: 0, failed: 0 };
  if (report !== undefined) {
    const { testResults } = JSON.parse(report);
    for (const file of testResults) {
      const failed = file.assertionResults.filter((test) => test.status === 'failed').length;
      tally.passed += file.assertionResults.filter((test) => test.status === 'passed').length;
      tally.failed += failed === 0 && file.status === 'failed' ? 1 : failed;
    }
  }
  if (exitCode !== 0 && tally.failed === 0) tally.failed = 1;
  return tally;
}
