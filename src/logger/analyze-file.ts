import { addProblem, addSource, createAnalysis, step } from '../analyze/analysis.js';
import { finish } from '../analyze/finish.js';
import type { Report } from '../analyze/types.js';
import { msFromIso } from '../base/clock.js';
import { LIMITS } from '../base/limits.js';
import { readFileItems } from '../log/read.js';

/** The report on one log in our own format. */
export function analyzeFile(path: string): Report {
  const analysis = createAnalysis();
  const { bytes, lines } = readFileItems(path, {}, (item) => {
    if (!('event' in item)) addProblem(analysis, path, item);
    else
      step(analysis, { event: item.event, at_ms: msFromIso(item.event.ts), file: path, line: item.line }, 'sessionlog');
  });
  addSource(analysis, { file: path, format: 'sessionlog', bytes, lines });
  return finish(analysis, { threshold: LIMITS.bottleneck_share, basis: 'session' });
}
