/** What the agent itself puts into a user's message: environment, instructions, notes of aborted turns. */
const INJECTED = /^\s*(?:<[a-zA-Z_]+[\s>]|# AGENTS\.md instructions)/;
/** An editor puts what is open in it before the prompt. */
const REQUEST = '## My request for Codex:';

/** The words of a person in a user's message; undefined when the agent has written it. */
export function promptOf(text: string): string | undefined {
  const request = text.indexOf(REQUEST);
  const own = request === -1 ? text : text.slice(request + REQUEST.length);
  return own.trim() === '' || INJECTED.test(own.slice(0, 1000)) ? undefined : own;
}
