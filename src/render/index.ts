/** Report, event or problem → text for people. Pure: no I/O, no clock; what the terminal can do is passed in. */
export { renderDiff } from './diff/render-diff.js';
export { type EventOptions, renderEvent } from './event/render-event.js';
export { formatBytes, formatCount, formatDuration, formatPercent } from './format.js';
export { formatInstant } from './instant.js';
export { renderProblem } from './problem.js';
export type { PageOptions as ReportOptions } from './report/frame.js';
export { renderReport } from './report/render-report.js';
export { safeText } from './safe.js';
