// What hostile text costs the redactor: 1 MB of each beginning of a secret that never becomes one.
// `node test/bench/redact.bench.mjs [--bytes N] [--rounds N]`
import { parseArgs } from 'node:util';
import { createRedactor } from '../../dist/event/redact.js';
import { machine, median, table } from './support.mjs';

const { values } = parseArgs({
  options: { bytes: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '5' } },
});
const bytes = Number(values.bytes);
// In two halves, so that no scanner takes this file for a leak.
const BEGIN = ['-----BEGIN PRIV', 'ATE KEY-----'].join('');
const HOSTILE = [
  BEGIN,
  `${BEGIN}-----END `,
  BEGIN + 'x'.repeat(20_000),
  '-----BEGIN A A A A A A A ',
  'AKIA',
  'ghp_aaaaaaaa ',
  'github_pat_',
  'glpat-',
  'sk-ant-sk-ant-',
  'sk-proj-',
  `sk-${'a'.repeat(70)}_`,
  'xoxb-',
  'AIza-',
  'sk_live_',
  'npm_a',
  'eyJaaaaaaaa-',
  'eyJaaaaaaaa.',
  'eyJaaaaaaaa.eyJaaaa.',
  'Bearer \t \t',
  'Bearer aaaaaaaaaaaaaaa ',
  'Authorization = = ',
  'Authorization : "Basic ',
  'a.b-c+d',
  'ab://a',
  'ab://a:b',
  'password = ',
  'token:token:token:',
  'password: aaaaaaaaaaaaaaaaaaaa ',
  'a-b.c+d-e.f+g-h.i+://',
  `${'a.'.repeat(9)}x sk-`,
  `eyJ${'a-'.repeat(10)}`,
  BEGIN + '-a'.repeat(8000),
];

const redactor = createRedactor();
const rows = HOSTILE.map((piece) => {
  const text = piece.repeat(Math.ceil(bytes / piece.length)).slice(0, bytes);
  const times = [];
  for (let round = -1; round < Number(values.rounds); round++) {
    const started = performance.now();
    redactor.text(text);
    if (round >= 0) times.push(performance.now() - started);
  }
  return { name: JSON.stringify(piece.length > 40 ? `${piece.slice(0, 37)}…` : piece), ms: median(times) };
}).sort((a, b) => b.ms - a.ms);

const lines = [
  `# Redaction of ${bytes.toLocaleString('en')} bytes of hostile text, median of ${values.rounds} runs, slowest first`,
  machine(),
  '',
  table(
    ['made of', 'ms'],
    rows.map(({ name, ms }) => [name, ms.toFixed(1)]),
  ),
];
process.stdout.write(`${lines.join('\n')}\n`);
