/** Holds FORMAT.md against the schemas, and recomputes its example with nothing of ours. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventFault, type Field, type FieldKind } from '../../src/event/check.js';
import { LEADING, PAYLOADS, TRAILING } from '../../src/event/fields.js';
import { cut } from '../support/lines.js';

const text = readFileSync(new URL('../../src/event/FORMAT.md', import.meta.url), 'utf8');

/** The rows of the first table behind a heading, as cells. */
function tableBehind(heading: string): string[][] {
  const section = text.split(`\n${heading}\n`)[1]?.split(/\n#{2,3} /)[0] ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| -') && !line.startsWith('|-'));
  return rows.slice(1).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const WORDS: Record<Extract<FieldKind, string>, string> = {
  unknown: 'any',
  text: 'text',
  instant: 'time',
  count: 'integer from 0',
  positive: 'integer from 1',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  record: 'object',
  list: 'array',
};

function wordOf(kind: FieldKind): string {
  if (typeof kind === 'string') return WORDS[kind];
  return 'one_of' in kind ? `one of ${kind.one_of.map((value) => `\`${value}\``).join(', ')}` : 'attempts';
}

const rowOf = ({ key, kind, required }: Field): string[] => [`\`${key}\``, wordOf(kind), required ? 'yes' : ''];
const firstThree = (rows: string[][]): string[][] => rows.map((row) => row.slice(0, 3));

describe('the tables', () => {
  it('name the keys of every line', () => {
    expect(firstThree(tableBehind('## 1. The line'))).toEqual([...LEADING, ...TRAILING].map(rowOf));
  });

  it('name every type, and no other', () => {
    const headings = [...text.matchAll(/^### `(\w+)`$/gm)].map(([, type]) => type);
    expect(headings.sort()).toEqual(Object.keys(PAYLOADS).sort());
  });

  it.each(Object.entries(PAYLOADS))('name the keys of %s in their order', (type, fields) => {
    expect(firstThree(tableBehind(`### \`${type}\``))).toEqual(fields.map(rowOf));
  });

  it('say of attempts what the schema says', () => {
    const kind = PAYLOADS['skill']?.find(({ key }) => key === 'attempts')?.kind;
    const items = typeof kind === 'object' && 'list_of' in kind ? kind.list_of : [];
    expect(items).toEqual(PAYLOADS['skill_attempt']?.filter(({ key }) => key !== 'skill'));
  });
});

describe('the worked example', () => {
  const lines = text.split('```jsonl\n')[1]?.split('\n```')[0]?.split('\n') ?? [];
  const steps = tableBehind('### A worked example').map((row) => row.at(-1)?.replaceAll('`', ''));

  it('holds three events of one writer', () => {
    expect(lines).toHaveLength(3);
    for (const [seq, line] of lines.entries()) {
      expect(JSON.parse(line)).toMatchObject({ v: 1, session_id: 'demo', writer: 'Qm3x0aZ1', seq });
      expect(eventFault(JSON.parse(line))).toBeUndefined();
    }
  });

  it('has the hashes that the text says, each from the one before', () => {
    let previous = cut('sessionlog/1\0demo\0Qm3x0aZ1');
    const computed = [previous];
    for (const line of lines) {
      const at = line.lastIndexOf(',"hash":"');
      previous = cut(previous + line.slice(0, at));
      computed.push(previous);
      expect(line.slice(at)).toBe(`,"hash":"${previous}"}`);
    }
    expect(steps).toEqual(computed);
  });
});
