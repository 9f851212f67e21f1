import type { SessionEvent } from '../ops/common.js';
import { among, type Filter } from '../ops/filter.js';
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
  #matched = false;
  #events = 0;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  see({ type, agent_id }: SessionEvent, matched: boolean): void {
    this.#events++;
    this.#matched ||= matched;
    this.#typeMatched ||= among(this.#filter.types, type);
    this.#agentMatched ||= among(this.#filter.agents, agent_id);
    note(this.#types, type);
    if (agent_id !== undefined) note(this.#agents, agent_id);
  }

  /** One line for a person, or undefined when there is nothing to say. @param where what was looked at, if not all of it */
  hint(where?: string): string | undefined {
    const { types, agents, names } = this.#filter;
    if (this.#matched || this.#events === 0 || (types ?? agents ?? names) === undefined) return undefined;
    const nothing = 'sessionlog: nothing matched';
    if (!this.#typeMatched) return `${nothing}; types in ${where ?? 'it'}: ${listOf(this.#types)}`;
    if (!this.#agentMatched) return `${nothing}; agents in ${where ?? 'it'}: ${listOf(this.#agents)}`;
    return where === undefined ? nothing : `${nothing} in ${where}`;
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
