/** Prints `passed failed skipped skipped-faults` of vitest's JSON report; fails when no test ran. */
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// A file that cannot be loaded, or whose hook fails, has no failed test, but it failed.
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
);
const passed = report.numPassedTests;
const failed = report.numFailedTests + brokenFiles.length;
const skippedFaults = report.testResults
  .filter(({ name }) => name.replaceAll('\\', '/').includes('/test/faults/'))
  .flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status }) => status !== 'passed' && status !== 'failed');
for (const { fullName } of skippedFaults) process.stderr.write(`skipped: ${fullName}\n`);
process.stdout.write(`${passed} ${failed} ${report.numPendingTests + report.numTodoTests} ${skippedFaults.length}\n`);
process.exitCode = passed + failed > 0 ? 0 : 1;
