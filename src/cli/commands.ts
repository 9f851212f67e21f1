import type { Command } from './command.js';

/** Every command, in the order of the help; each is loaded when it is asked for. */
export const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['analyze', async () => (await import('./commands/analyze.js')).analyze],
  ['tail', async () => (await import('./commands/tail.js')).tail],
  ['cat', async () => (await import('./commands/cat.js')).cat],
  ['append', async () => (await import('./commands/append.js')).append],
  ['verify', async () => (await import('./commands/verify.js')).verify],
  ['seal', async () => (await import('./commands/seal.js')).seal],
  ['keygen', async () => (await import('./commands/keygen.js')).keygen],
  ['schema', async () => (await import('./commands/schema.js')).schema],
  ['completion', async () => (await import('./commands/completion.js')).completion],
]);
