import fc from 'fast-check';
import type { Needs, SomeNeeds } from '../../../src/event/prune/needs.js';

const KEYS = [
  'type',
  'text',
  'a',
  'bytes',
  'lines',
  'message',
  'content',
  '__proto__',
  'ключ',
  '0',
  'a long key of more than sixteen bytes',
  '',
];

const key = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...KEYS) }, fc.string({ unit: 'binary', maxLength: 20 }));

const long = fc
  .array(fc.constantFrom('plain ', '"', '\\', '\n', 'ä', '€', '😀', '\ud83d', '\ude00', '\u0001', '\u2028', 'xyz'), {
    maxLength: 120,
  })
  .map((parts) => parts.join(''));

const anyJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(
      long,
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    // Defined one by one: an assignment of `__proto__` would be lost.
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

export const anyRecord: fc.Arbitrary<unknown> = fc
  .array(fc.tuple(key, anyJson), { maxLength: 8 })
  .map((entries) => Object.fromEntries(entries));

const needsOfAny: fc.Arbitrary<Needs> = fc.letrec<{ needs: Needs }>((tie) => ({
  needs: fc.oneof(
    { maxDepth: 4 },
    fc.constant<Needs>('whole'),
    fc.constantFrom<Needs>({}, { measure: 0 }, { measure: 7 }, { measure: 30, json: true }),
    fc.constant<Needs>({ measure: 0, json: true, rest: 'whole' }),
    fc
      .tuple(fc.array(fc.tuple(key, tie('needs')), { maxLength: 6 }), fc.constantFrom(undefined, 0, 5))
      .map(([members, measure]) => ({
        members: Object.fromEntries(members),
        ...(measure === undefined ? {} : { measure }),
      })),
    fc
      .tuple(fc.array(fc.tuple(key, tie('needs')), { maxLength: 3 }), tie('needs'))
      .map(([members, rest]) => ({ members: Object.fromEntries(members), rest })),
  ),
})).needs;

const members = fc.array(fc.tuple(key, needsOfAny), { maxLength: 8 }).map((entries) => Object.fromEntries(entries));

/** Of a record: more often than not what is named is there. */
export const anyNeeds: fc.Arbitrary<SomeNeeds> = fc.oneof(
  members.map((named) => ({ members: named })),
  fc.tuple(members, needsOfAny).map(([named, rest]) => ({ members: named, rest })),
);

/** JSON of a value, written as somebody else might: spaces, escapes that need not be, members that come twice. */
export function written(value: unknown, odd: () => number): string {
  const gap = (): string => (odd() < 0.1 ? ' \t'.slice(0, 1 + Math.floor(odd() * 2)) : '');
  if (typeof value === 'string') return text(value, odd);
  if (Array.isArray(value))
    return `[${gap()}${value.map((each) => written(each, odd)).join(`${gap()},${gap()}`)}${gap()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, each]) => `${text(name, odd)}${gap()}:${gap()}${written(each, odd)}`,
  );
  if (members.length > 0 && odd() < 0.1) members.push(members[Math.floor(odd() * members.length)] ?? '');
  return `{${gap()}${members.join(`${gap()},${gap()}`)}${gap()}}`;
}

function text(value: string, odd: () => number): string {
  if (odd() < 0.8) return JSON.stringify(value);
  return `"${[
    ...JSON.stringify(value)
      .slice(1, -1)
      .matchAll(/\\u[0-9a-f]{4}|\\.|./gsu),
  ]
    .map(([char]) => (char.length === 1 && odd() < 0.2 ? `\\u${hex(char.charCodeAt(0), odd)}` : char))
    .join('')}"`;
}

function hex(unit: number, odd: () => number): string {
  const digits = unit.toString(16).padStart(4, '0');
  return odd() < 0.5 ? digits : digits.toUpperCase();
}
