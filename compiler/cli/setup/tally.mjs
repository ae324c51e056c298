/**
 * Sums up what reporter.mjs wrote. An error that no test accounts for (an unhandled rejection, a run that crashed, no
 * tests at all) counts as one failure more, so that zero failures always means that everything was run and passed.
 */
export function countTests(text, exitCode) {
  const tally = { passed: 0, failed: 0 };
  let ended = false;
  for (const line of (text ?? '').split('\n')) {
    if (line === '') continue;
    const { end, passed = 0, failed = 0, unhandled = 0 } = JSON.parse(line);
    tally.passed += passed;
    tally.failed += failed + unhandled;
    ended ||= end !== undefined;
  }
  if (!ended || (exitCode !== 0 && tally.failed === 0)) tally.failed += 1;
  return { ...tally, ended };
}
