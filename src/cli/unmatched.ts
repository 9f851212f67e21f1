import type { SessionEvent } from '../ops/common.js';
import { among, type Filter, inTime, isEarlier } from '../ops/filter.js';
import { truncate } from '../render/text.js';

/** Names that are listed. */
const LISTED = 12;
const NAME_CELLS = 40;

/** Sees what a filter is asked to let through, and says what there was to choose from when it let nothing through. */
export class Unmatched {
  readonly #filter: Filter;
  readonly #types = new Set<string>();
  readonly #agents = new Set<string>();
  #typeMatched = false;
  #agentMatched = false;
  #timeMatched = false;
  #earliest: SessionEvent | undefined;
  #latest: SessionEvent | undefined;
  #matched = false;
  #events = 0;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  see(event: SessionEvent, matched: boolean): void {
    const { type, agent_id } = event;
    this.#events++;
    this.#matched ||= matched;
    this.#typeMatched ||= among(this.#filter.types, type);
    this.#agentMatched ||= among(this.#filter.agents, agent_id);
    this.#timeMatched ||= inTime(this.#filter, event);
    if (!this.#timeMatched) this.#noteTime(event);
    note(this.#types, type);
    if (agent_id !== undefined) note(this.#agents, agent_id);
  }

  /** One line for a person, or undefined when there is nothing to say. @param where what was looked at, if not all of it */
  hint(where?: string): string | undefined {
    const { types, agents, names, since_ms, until_ms } = this.#filter;
    const chosen = types ?? agents ?? names ?? since_ms ?? until_ms;
    // Whoever only searches for a text knows what it means that nothing is found.
    if (this.#matched || this.#events === 0 || chosen === undefined) return undefined;
    const nothing = 'sessionlog: nothing matched';
    if (!this.#typeMatched) return `${nothing}; types in ${where ?? 'it'}: ${listOf(this.#types)}`;
    if (!this.#agentMatched) return `${nothing}; agents in ${where ?? 'it'}: ${listOf(this.#agents)}`;
    if (!this.#timeMatched)
      return `${nothing}; times in ${where ?? 'it'}: ${this.#earliest?.ts} to ${this.#latest?.ts}`;
    return where === undefined ? nothing : `${nothing} in ${where}`;
  }

  #noteTime(event: SessionEvent): void {
    if (this.#earliest === undefined || isEarlier(event, this.#earliest)) this.#earliest = event;
    if (this.#latest === undefined || isEarlier(this.#latest, event)) this.#latest = event;
  }
}

/** One more than is listed, so that it shows that there are more. */
function note(names: Set<string>, name: string): void {
  if (names.size <= LISTED) names.add(name);
}

function listOf(names: ReadonlySet<string>): string {
  if (names.size === 0) return 'none';
  const listed = [...names].slice(0, LISTED).map((name) => truncate(name, NAME_CELLS));
  return [...listed.sort(), ...(names.size > LISTED ? ['…'] : [])].join(', ');
}
