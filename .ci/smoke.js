/** Command and library on the Node that runs this: `node .ci/smoke.js <expected major version>`. Needs a build. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { append, read, readEvents, SessionLogger, tail } from 'sessionlog';
import { eventStream, toJsonLines } from 'sessionlog/stream';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const dir = mkdtempSync(join(tmpdir(), 'sessionlog-smoke-'));
const sessionlog = (...args) =>
  execFileSync(process.execPath, [join(root, 'bin', 'sessionlog.js'), ...args], { encoding: 'utf8' });

try {
  assert.equal(process.versions.node.split('.')[0], process.argv[2]);

  const logger = new SessionLogger({ agentId: 'smoke', sessionId: 's1', dir });
  await logger.task('build', async () => logger.logToolCall('make', { target: 'all' }, 250));
  assert.equal(logger.getSessionSummary().tasks_completed, 1);
  await logger.close();
  assert.equal(append(dir, 's1', { type: 'file_read', path: 'a.ts', size_bytes: 3 }).seq, 0);
  sessionlog('append', 's1', '{"type":"skill","skill":"review","final_status":"success"}', '--dir', dir);

  const types = ['task_start', 'tool_call', 'task_complete', 'file_read', 'skill'];
  const { events, problems } = read(dir, 's1');
  assert.deepEqual(problems, []);
  assert.deepEqual(
    events.map(({ type }) => type),
    types,
  );
  const items = [];
  for await (const item of readEvents(logger.path)) items.push(item.event.type);
  assert.deepEqual(items, types);
  for await (const item of tail(logger.path, { last: 1 })) {
    assert.equal(item.event.type, 'skill');
    break;
  }
  let piped = '';
  for await (const chunk of eventStream(logger.path).pipe(toJsonLines())) piped += chunk;
  assert.equal(piped.trimEnd().split('\n').length, types.length);

  const require = createRequire(import.meta.url);
  const { Report } = require('sessionlog/schema');
  const report = Report.parse(JSON.parse(sessionlog('analyze', logger.path, '--json')));
  assert.equal(report.source.events, types.length);
  assert.equal(report.summary.tool_calls_count, 1);
  assert.match(sessionlog('analyze', logger.path), /build/);
  assert.equal(sessionlog('--version'), `${manifest.version}\n`);
  process.stdout.write(`Node ${process.version}: command and library work\n`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
