/** `sessionlog/log`: append, read, tail. The only room that opens log files. */
export { append, openLog } from './append.js';
export type { Source } from './blocks.js';
export { defaultKeyPath, generateKey, loadKey, type SealKey } from './keys.js';
export { LEVELS, type Level } from './levels.js';
export { type ReadEvent, type ReadItem, type ReadOptions, type ReadResult, read, readEvents } from './read.js';
export { type Sealed, sealLog } from './seal.js';
export { type TailItem, type TailOptions, tail } from './tail.js';
export { type FoundProblem, type VerifyOptions, type VerifyResult, verifyLog } from './verify.js';
export type { LogWriter, Receipt, WriterOptions } from './writer.js';
