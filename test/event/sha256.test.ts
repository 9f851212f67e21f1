import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../src/event/hash.js';
import { sha256 } from '../../src/event/sha256.js';

const expected = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

describe('sha256', () => {
  it('is that of node:crypto, for every length around a block', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 7 + length) & 0xff));
      expect(sha256(bytes)).toEqual(expected(bytes));
    }
  });

  it('is that of node:crypto, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        expect(sha256(bytes)).toEqual(expected(bytes));
      }),
    );
  });
});

describe('hashOf', () => {
  it('is the same whether few bytes were hashed before, or many', () => {
    const of = (bytes: Uint8Array) => expected(bytes).subarray(0, 16).toString('base64url');
    for (let i = 0; i < 300; i++) {
      const bytes = Buffer.alloc(i, `line ${i} `);
      expect(hashOf(bytes)).toBe(of(bytes));
    }
  });
});
