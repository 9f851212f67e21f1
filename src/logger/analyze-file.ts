import { addProblem, addSource, createAnalysis, step } from '../analyze/analysis.js';
import { finish } from '../analyze/finish.js';
import type { Report } from '../analyze/types.js';
import { msFromIso } from '../base/clock.js';
import { SessionlogError } from '../base/errors.js';
import { LIMITS } from '../base/limits.js';
import { assertPath } from '../log/arguments.js';
import { readFileItems } from '../log/read.js';

/**
 * The report on one log in our own format. A log that was only begun, without an event yet, is a report of zeros.
 *
 * @throws SessionlogError NOT_A_LOG, FILE_NOT_FOUND, FILE_UNREADABLE; TypeError when the path is none
 */
export function analyzeFile(path: string): Report {
  assertPath('analyzeSession(path)', 'path', path);
  const analysis = createAnalysis();
  const { bytes, lines } = readFileItems(path, {}, (item) => {
    if (!('event' in item)) addProblem(analysis, path, item);
    else
      step(analysis, { event: item.event, at_ms: msFromIso(item.event.ts), file: path, line: item.line }, 'sessionlog');
  });
  if (analysis.source.events === 0 && analysis.source.problems > 0) {
    throw new SessionlogError(
      'NOT_A_LOG',
      `${path}: not one event of ours in it; for other formats use "sessionlog analyze"`,
    );
  }
  addSource(analysis, { file: path, format: 'sessionlog', bytes, lines });
  return finish(analysis, { threshold: LIMITS.bottleneck_share, basis: 'session' });
}
