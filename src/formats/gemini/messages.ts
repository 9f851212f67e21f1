import { LIMITS } from '../../base/limits.js';
import { Bounded } from '../agent/bounded.js';
import type { Message } from './message.js';

/**
 * The messages of a chat as they stand: one that is written again takes the place of the first, and a rewind takes back
 * what stands behind. Only the latest can still change; older ones are handed over, for good.
 */
export function openMessages(tell: (message: Message) => void, limit: number = LIMITS.open_spans) {
  const held = new Map<string, Message>();
  /** Told already: they are not told again when a list of all messages comes. */
  const told = new Bounded<string, true>(limit);

  function put(message: Message): void {
    if (told.has(message.id)) return;
    // A key that is known keeps its place.
    held.set(message.id, message);
    for (const [id, oldest] of held) {
      if (held.size <= limit) break;
      handOver(id, oldest);
    }
  }

  function handOver(id: string, message: Message): void {
    held.delete(id);
    told.set(id, true);
    tell(message);
  }

  return {
    put,

    /** That message and all behind it are gone. One that is not known was the first of all, or told already. */
    rewindTo(id: string): void {
      let found = !held.has(id);
      for (const each of [...held.keys()]) {
        found ||= each === id;
        if (found) held.delete(each);
      }
    },

    /** What `add` puts is all that there is. */
    rebuild<Result>(add: () => Result): Result {
      held.clear();
      return add();
    },

    end(): void {
      for (const [id, message] of held) handOver(id, message);
      told.clear();
    },
  };
}
