/**
 * `sessionlog hook`: called by an agent at every step, so that it loads little, prints nothing and always ends with 0.
 * An exit code of 2 would block the agent, and what is printed would be put into its context.
 */
import { readFileSync } from 'node:fs';
import { noteFailure } from '../ops/hook/failures.js';
import { HOOK_AGENTS, type HookAgent } from '../ops/hook/payload.js';
import { recordHook } from '../ops/hook/record.js';

const STDIN_FD = 0;
/** Words behind `hook` that are typed by people. */
const FOR_PEOPLE = ['install', 'uninstall', '--help', '-h'];

/** Runs the hook, unless the command line is one for people; returns whether it was the agents'. Never throws. */
export function runHook(args: readonly string[]): boolean {
  if (args.some((word) => FOR_PEOPLE.includes(word))) return false;
  try {
    const agent = optionOf(args, '--agent');
    recordHook({
      text: readFileSync(STDIN_FD, 'utf8'),
      agent: HOOK_AGENTS.find((known): known is HookAgent => known === agent),
      dir: optionOf(args, '--dir'),
      env: process.env,
      now_ms: Date.now(),
    });
  } catch (error) {
    noteFailure(process.env, error, Date.now());
  }
  return true;
}

/** The value of `--name value` or `--name=value`; the last one holds, as everywhere. */
function optionOf(args: readonly string[], name: string): string | undefined {
  const at = args.findLastIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = args[at];
  return word === name ? args[at + 1] : word?.slice(name.length + 1);
}
