import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fieldsSource } from '../../src/event/fields.generate.js';

it('fields.ts is what the schemas generate: `npm run generate` brings it up to date', () => {
  expect(readFileSync(new URL('../../src/event/fields.ts', import.meta.url), 'utf8')).toBe(fieldsSource());
});
