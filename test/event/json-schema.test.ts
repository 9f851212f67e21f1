import { describe, expect, it } from 'vitest';
import { eventFault } from '../../src/event/check.js';
import { Event, eventJsonSchema, payloads, reportJsonSchema } from '../../src/schema.js';

const TYPES = Object.keys(payloads);

describe.each([
  ['event', eventJsonSchema, 'urn:sessionlog:event:1'],
  ['report', reportJsonSchema, 'urn:sessionlog:report:1'],
])('the JSON Schema of the %s', (name, schemaOf, id) => {
  it('says what it is', () => {
    expect(schemaOf()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: id,
      title: `sessionlog ${name}`,
    });
  });

  it('forbids no further keys', () => {
    expect(JSON.stringify(schemaOf())).not.toContain('"additionalProperties":false');
  });
});

describe('the JSON Schema of the event', () => {
  it('knows every type, and lets none of them pass as unknown', () => {
    const [known, unknown] = eventJsonSchema().anyOf ?? [];
    expect(known?.oneOf).toMatchObject(TYPES.map((type) => ({ properties: { type: { const: type } } })));
    expect(unknown?.properties?.['type']).toEqual({ type: 'string', not: { enum: TYPES } });
  });
});

describe('the zod schema of the event', () => {
  const line = { ts: '2026-11-21T07:35:00.123Z', session_id: 'a' };

  it.each([
    ['a known type', { ...line, type: 'tool_call', name: 'jq' }, true],
    ['a further key', { ...line, type: 'tool_call', name: 'jq', more: 1 }, true],
    ['an unknown type', { ...line, type: 'coffee_break', cups: 2 }, true],
    ['a type named like a member of Object.prototype', { ...line, type: 'toString' }, true],
    ['a known type without its fields', { ...line, type: 'tool_call' }, false],
    ['a field of the wrong kind', { ...line, type: 'file_read', path: 'a', size_bytes: '3' }, false],
    ['no time', { session_id: 'a', type: 'x' }, false],
    ['a day that does not exist', { ...line, ts: '2026-02-30T00:00:00Z', type: 'x' }, false],
  ])('judges as the reader does: %s', (_, event, good) => {
    expect(Event.safeParse(event).success).toBe(good);
    expect(eventFault(event) === undefined).toBe(good);
  });
});
