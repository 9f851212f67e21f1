// Records `fixtures/demo.jsonl`: a real run of this project's own checks, logged by its own logger.
// Run it with `npm run record-demo`; every duration, size and exit code is what happened.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { SessionLogger } from '../../../dist/index.js';

const SESSION = 'self-check';
const DIR = 'sessions';
rmSync(join(DIR, `${SESSION}.jsonl`), { force: true });
const logger = new SessionLogger({ agentId: 'release-checker', sessionId: SESSION, dir: DIR, onError: 'throw' });

const filesUnder = (dir, ending) =>
  readdirSync(dir, { recursive: true })
    .map((name) => join(dir, name))
    .filter((path) => path.endsWith(ending) && statSync(path).isFile())
    .sort();

function tool(name, command, args) {
  try {
    logger.tool(name, { args }, () => {
      const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
      if (status !== 0)
        throw new Error(`exit code ${status}${stderr === '' ? '' : `: ${stderr.trim().split('\n').at(-1)}`}`);
    });
    return true;
  } catch {
    return false;
  }
}

logger.task('read the sources', () => {
  for (const path of filesUnder('src', '.ts')) {
    logger.logFileRead(path, readFileSync(path).length);
  }
});

logger.task('build', () => {
  tool('tsc', 'npx', ['tsc']);
  for (const path of filesUnder('dist', '.js')) {
    const text = readFileSync(path, 'utf8');
    logger.logFileWrite(path, Buffer.byteLength(text), text.split('\n').length);
  }
});

logger.task('lint', () => tool('biome', 'npm', ['run', '--silent', 'lint']));

for (const room of readdirSync('test').filter(
  (name) => !name.includes('.') && !['support', 'bench', 'consumer', 'faults', 'cli', 'house'].includes(name),
)) {
  logger.task(`test ${room}`, () =>
    tool('vitest', 'npx', ['vitest', 'run', '--config', 'test/vitest.config.ts', `test/${room}/`]),
  );
}

logger.task('audit', () => {
  tool('verify', process.execPath, ['bin/sessionlog.js', 'verify', logger.path]);
  // This one is damaged on purpose: the call must fail.
  tool('verify', process.execPath, ['bin/sessionlog.js', 'verify', 'fixtures/format/v1/damaged.jsonl']);
});

// A skill with a goal that its first attempt may miss: a log packed to 40 % of its size.
for (const path of filesUnder('fixtures', '.jsonl').filter((name) => statSync(name).size > 600)) {
  const text = readFileSync(path);
  const attempts = [];
  for (const level of [1, 6, 9]) {
    const started = performance.now();
    const size = gzipSync(text, { level }).length;
    const verified = size < text.length / 2.5;
    attempts.push({
      attempt: attempts.length + 1,
      model: `gzip -${level}`,
      verified,
      output_summary: `${text.length} to ${size} bytes`,
      duration_ms: Math.round((performance.now() - started) * 1000) / 1000,
    });
    if (verified) break;
  }
  const last = attempts.at(-1);
  logger.logSkill({
    skill: 'pack-log',
    input: { path },
    attempts,
    final_status: last.verified ? 'ok' : 'failed',
    model_used: last.model,
    duration_ms: attempts.reduce((sum, { duration_ms }) => sum + duration_ms, 0),
  });
}

await logger.close();
process.stdout.write(`${logger.path}\n`);
