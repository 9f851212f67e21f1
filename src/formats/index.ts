export type { Decoded, Decoder, Format, SourceHint, SourceRecord } from './format.js';
export { detectFormat, formats, isOwn } from './registry.js';
export { sessionIdFromFile } from './source.js';
