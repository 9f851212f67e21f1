/** Settings are edited in one place and nowhere else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { membersOf, withMember } from '../../../src/ops/hook/json-member.js';

const object = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('hooks', 'a"b', 'x\\', '{', '__proto__')),
  fc.jsonValue(),
);
const space = fc.constantFrom(undefined, 2, 4, '\t');

describe('a member of a JSON document', () => {
  it('is found, whatever stands around it', () => {
    fc.assert(
      fc.property(object, space, (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { members } = membersOf(text);
        expect([...members.keys()]).toEqual(Object.keys(value));
        for (const [name, { value_start, value_end }] of members)
          expect(text.slice(value_start, value_end).replace(/\s/g, '')).toBe(
            JSON.stringify(Object.getOwnPropertyDescriptor(value, name)?.value).replace(/\s/g, ''),
          );
      }),
    );
  });

  it('is set, and the rest stays byte for byte; taken out again, all is as it was', () => {
    fc.assert(
      fc.property(object, space, fc.boolean(), (value, indent, crlf) => {
        fc.pre(!Object.hasOwn(value, 'hooks'));
        const lines = `${JSON.stringify(value, null, indent)}\n`;
        const text = crlf ? lines.replaceAll('\n', '\r\n') : lines;
        const edited = withMember(text, 'hooks', { Stop: [1] });
        const expected = Object.fromEntries([...Object.entries(value), ['hooks', { Stop: [1] }]]);
        expect(JSON.stringify(JSON.parse(edited))).toBe(JSON.stringify(expected));
        expect(edited.startsWith(text.slice(0, text.trimEnd().length - 1).trimEnd())).toBe(true);
        const back = withMember(edited, 'hooks', undefined);
        expect(JSON.stringify(JSON.parse(back))).toBe(JSON.stringify(value));
        // Without an indentation of its own the closing brace has come to a line of its own.
        if (indent !== undefined && Object.keys(value).length > 0) expect(back).toBe(text);
      }),
    );
  });

  it('is written with the indentation and the line ends that are there', () => {
    expect(withMember('{\r\n\t"a": 1.0\r\n}\r\n', 'b', { c: [1] })).toBe(
      '{\r\n\t"a": 1.0,\r\n\t"b": {\r\n\t\t"c": [\r\n\t\t\t1\r\n\t\t]\r\n\t}\r\n}\r\n',
    );
    expect(withMember('{"a": 1, "b": 2, "c": 3}', 'b', undefined)).toBe('{"a": 1, "c": 3}');
    expect(withMember('{"b": 2, "c": 3}', 'b', undefined)).toBe('{"c": 3}');
    expect(withMember('{}\n', 'b', 1)).toBe('{\n  "b": 1\n}\n');
  });
});
