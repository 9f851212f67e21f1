import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoFromMs } from '../../src/base/clock.js';
import type { SessionEvent } from '../../src/event/types.js';
import { type Filter, nameOf, passes } from '../../src/ops/filter.js';

const word = fc.constantFrom('a', 'b', 'c');
const at_ms = fc.integer({ min: 0, max: 5 });
const event = fc.record(
  { type: word, ts: at_ms.map(isoFromMs), session_id: fc.constant('s'), agent_id: word, name: word },
  { requiredKeys: ['type', 'ts', 'session_id'] },
) as fc.Arbitrary<SessionEvent>;
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });
const filter: fc.Arbitrary<Filter> = fc.record({
  types: maybe(fc.array(word)),
  agents: maybe(fc.array(word)),
  names: maybe(fc.array(word)),
  since_ms: maybe(at_ms),
  until_ms: maybe(at_ms),
});
const NO_LINE = Buffer.alloc(0);

it('lets through what every condition alone lets through', () => {
  fc.assert(
    fc.property(filter, event, (whole, each) => {
      const alone = Object.entries(whole).map(([name, value]) => passes({ [name]: value }, each, NO_LINE));
      expect(passes(whole, each, NO_LINE)).toBe(alone.every(Boolean));
    }),
  );
});

it('lets everything through when nothing is asked', () => {
  fc.assert(fc.property(event, (each) => passes({}, each, NO_LINE)));
});

it('searches the stored line, not the event', () => {
  const each: SessionEvent = { ts: isoFromMs(0), session_id: 's', type: 'x', name: 'not on the line' };
  expect(passes({ grep: /stored \u{1f600}/u }, each, Buffer.from('as stored 😀'))).toBe(true);
  expect(passes({ grep: /not on/u }, each, Buffer.from('as stored'))).toBe(false);
});

it.each([
  [{ type: 'tool_call', name: 'make' }, 'make'],
  [{ type: 'file_read', path: 'a.ts' }, 'a.ts'],
  [{ type: 'skill', skill: 'review' }, 'review'],
  [{ type: 'session_end' }, undefined],
])('%j is called %s', (payload, name) => {
  expect(nameOf({ ts: isoFromMs(0), session_id: 's', ...payload } as SessionEvent)).toBe(name);
});
