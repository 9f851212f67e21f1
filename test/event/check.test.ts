import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventFault, type Field, type FieldKind } from '../../src/event/check.js';
import { LEADING, PAYLOADS, TRAILING } from '../../src/event/fields.js';
import { Event, KnownEvent, payloads } from '../../src/event/schema.js';

const NUMBERS = [0, -0, 1, -1, 0.5, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e308, Number.POSITIVE_INFINITY];
const TEXTS = ['', 'x', 'completed', 'running', 'terminated', '2026-11-21T07:35:00Z', '2026-02-30T00:00:00Z', '0'];
const anything = fc.oneof(
  fc.constantFrom<unknown>(...NUMBERS, ...TEXTS, null, true, false, [], {}, [{}], [null]),
  fc.jsonValue(),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'toString', 'length', 'a'), fc.jsonValue()),
);

/** Mostly a value that fits, so that whole events are accepted often enough. */
function fitting(kind: FieldKind): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'text':
      return fc.string();
    case 'instant':
      return fc.constantFrom('2026-11-21T07:35:00.123Z', '2024-02-29T23:59:59+14:00');
    case 'count':
      return fc.nat();
    case 'positive':
      return fc.integer({ min: 1 });
    case 'integer':
      return fc.integer();
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'record':
      return fc.dictionary(fc.string(), fc.jsonValue());
    case 'list':
      return fc.array(fc.jsonValue());
    case 'unknown':
      return fc.jsonValue();
    default:
      return 'one_of' in kind ? fc.constantFrom(...kind.one_of) : fc.array(objectOf(kind.list_of), { maxLength: 3 });
  }
}

function objectOf(fields: readonly Field[]): fc.Arbitrary<Record<string, unknown>> {
  const members = fields.map(({ key, kind, required }) => {
    const value = fc.oneof({ weight: 97, arbitrary: fitting(kind) }, { weight: 3, arbitrary: anything });
    const present = fc.option(value, { freq: required ? 60 : 1, nil: undefined });
    return present.map((given) => (given === undefined ? {} : { [key]: given }));
  });
  return fc.tuple(...members).map((parts) => Object.assign({}, ...parts));
}

const known = fc.constantFrom(...Object.keys(payloads));
const strange = fc.constantFrom<unknown>('thought', '', 'toString', '__proto__', 'constructor', null, 7, ['skill']);
const event = fc
  .oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: strange })
  .chain((type) => {
    const payload = typeof type === 'string' && Object.hasOwn(PAYLOADS, type) ? (PAYLOADS[type] ?? []) : [];
    return fc.tuple(
      objectOf([...LEADING, ...payload, ...TRAILING]),
      fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'extra'), fc.jsonValue()),
      fc.constant(type),
    );
  })
  .map(([fields, extra, type]) => ({ ...extra, ...fields, type }));

it('judges every object as the zod schemas do', () => {
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(event, (object) => {
      const fault = eventFault(object);
      expect(Event.safeParse(object).success, fault).toBe(fault === undefined);
      if (typeof object.type === 'string' && Object.hasOwn(payloads, object.type)) {
        expect(KnownEvent.safeParse(object).success, fault).toBe(fault === undefined);
      }
      seen[fault === undefined ? 'accepted' : 'refused']++;
    }),
    { numRuns: 3000 },
  );
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(300);
});

it.each([
  [{}, 'ts: is missing'],
  [{ ts: 'noon', session_id: 's', type: 'skill' }, 'ts: expected an ISO 8601 time with an offset, got a string'],
  [{ ts: '2026-11-21T07:35:00Z', session_id: 's' }, 'type: is missing'],
  [{ ts: '2026-11-21T07:35:00Z', session_id: 's', type: 'task_start', name: 7 }, 'name: expected text, got 7'],
  [
    {
      ts: '2026-11-21T07:35:00Z',
      session_id: 's',
      type: 'skill',
      skill: 'x',
      final_status: 'ok',
      attempts: [{ attempt: 1, verified: true }, { attempt: 0 }],
    },
    'attempts[1].attempt: expected a whole number from 1, got 0',
  ],
])('says where an event does not fit (%#)', (object, fault) => expect(eventFault(object)).toBe(fault));
