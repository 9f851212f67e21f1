/** What tokens cost, by a table of the user's. */
import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.js';
import { sessionlog } from './support/cli.js';
import { linesOf, put } from './support/files.js';

const CALL = {
  type: 'model_call',
  model: 'm-20250929',
  duration_ms: 5,
  input_tokens: 1_000_000,
  output_tokens: 500_000,
};

function cwdWith(prices: string): string {
  const cwd = tempDir();
  put(cwd, 's1.jsonl', linesOf([CALL, { ...CALL, model: '__proto__' }]));
  put(cwd, 'prices.json', [prices]);
  return cwd;
}

it('is told in the report, and of which models it is not known', async () => {
  const cwd = cwdWith('{"m":{"input":2,"output":10},"other":{"input":0,"output":0}}');
  const { stdout, stderr } = await sessionlog(['analyze', 's1.jsonl', '--prices', 'prices.json', '--json'], { cwd });
  expect(stderr).toBe('');
  const { cost, models } = JSON.parse(stdout);
  expect(cost).toEqual({ total: 7, without_price: ['__proto__'] });
  expect(models.map(({ cost }: { cost: number | null }) => cost)).toEqual([null, 7]);
  const text = await sessionlog(['analyze', 's1.jsonl', '--prices', 'prices.json'], { cwd });
  expect(text.stdout).toMatch(/cost 7\.00 without 1 model/);
});

it('knows a model of any name', async () => {
  const cwd = cwdWith('{"__proto__":{"input":1,"output":0}}');
  const { stdout } = await sessionlog(['analyze', 's1.jsonl', '--prices', 'prices.json', '--json'], { cwd });
  expect(JSON.parse(stdout).cost).toEqual({ total: 1, without_price: ['m-20250929'] });
});

it.each([
  ['no JSON', 'prices', /prices\.json: no JSON/],
  ['a list', '[]', /no JSON object/],
  ['a price that is none', '{"m":{"input":"2","output":1}}', /"m"\.input: /],
  ['a negative price', '{"m":{"input":2,"output":-1}}', /"m"\.output: /],
  ['a price that is missing', '{"m":{"input":2}}', /"m"\.output: /],
  ['a key that is mistyped', '{"m":{"input":2,"output":1,"cacheRead":1}}', /cacheRead/],
])('is refused: %s', async (_what, prices, said) => {
  const { code, stdout, stderr } = await sessionlog(['analyze', 's1.jsonl', '--prices', 'prices.json'], {
    cwd: cwdWith(prices),
  });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(said);
  expect(stderr).toContain('[OPTION_INVALID]');
});

it('is refused when the file is missing', async () => {
  const { code, stderr } = await sessionlog(['analyze', 's1.jsonl', '--prices', 'gone.json'], { cwd: cwdWith('{}') });
  expect(code).toBe(5);
  expect(stderr).toContain('gone.json: there is no such file');
});
