/** What a call is: its tool's real name, and what of its input is kept. */
import { briefParams, bytesOf, cutText } from '../agent/briefs.js';
import { isRecord, listOf, textOf } from '../agent/values.js';
import type { SourceRecord } from '../format.js';
import { holdsPatch, writtenByPatch } from './patch.js';
import { type PlanItem, planOf, planOfScript } from './plan.js';
import { commandOfScript, toolsOfScript } from './script.js';
import { objectOf, parsed } from './values.js';

export interface Tool {
  readonly name: string;
  readonly params: unknown;
  readonly input_bytes: number | undefined;
  /** The shell's command line, where there is one. */
  readonly command?: string | undefined;
  readonly patch?: string | undefined;
  /** Where the command ran. */
  readonly dir?: string | undefined;
  readonly plan?: readonly PlanItem[];
  /** It asked to be let out of the sandbox, which a person may have to allow. */
  readonly asks_leave?: boolean;
}

const SHELLS: ReadonlySet<string> = new Set([
  'shell',
  'container.exec',
  'shell_command',
  'exec_command',
  'local_shell',
]);
const WORKDIR = /\bworkdir"?\s{0,9}:\s{0,9}["'`]([^"'`\\]{1,500})/;
const ESCALATED = /\bsandbox_permissions"?\s{0,9}:\s{0,9}["'`]require_escalated/;

/** @param payload of a response item whose type ends in `_call` */
export function toolOf(payload: SourceRecord): Tool {
  const type = String(payload['type']);
  const name = textOf(payload['name']) ?? type.replace(/_call$/, '');
  const input = textOf(payload['input']);
  if (type === 'custom_tool_call' && input !== undefined) return customTool(name, input);
  if (type === 'local_shell_call') return shellTool('local_shell', objectOf(payload['action']), payload['action']);
  const raw = payload['arguments'] ?? payload['action'] ?? payload['summary'];
  const args = typeof raw === 'string' ? (parsed(raw) ?? raw) : raw;
  if (SHELLS.has(name) && isRecord(args)) return shellTool(name, args, raw);
  const plan = name === 'update_plan' ? { plan: planOf(objectOf(args)['plan']) } : {};
  return { name: `${prefixOf(payload)}${name}`, params: briefParams(args), input_bytes: bytesOf(raw), ...plan };
}

/** The server of an MCP tool that is named apart from it. */
function prefixOf({ namespace }: SourceRecord): string {
  const server = textOf(namespace);
  if (server === undefined || !server.startsWith('mcp__')) return '';
  return server.endsWith('__') ? server : `${server}__`;
}

function shellTool(name: string, args: SourceRecord, raw: unknown): Tool {
  const command = commandOf(args['cmd'] ?? args['command']);
  const asks_leave = args['sandbox_permissions'] === 'require_escalated' || args['with_escalated_permissions'] === true;
  const input_bytes = bytesOf(raw);
  const dir = textOf(args['workdir']) ?? textOf(args['working_directory']);
  if (command !== undefined && holdsPatch(command)) return { ...patchTool(command), input_bytes, dir, asks_leave };
  return { name, params: briefParams(args), input_bytes, command, dir, asks_leave };
}

/** A command as it is typed: `["bash", "-lc", "ls"]` is `ls`. */
function commandOf(command: unknown): string | undefined {
  if (typeof command === 'string') return command;
  const words = listOf(command).filter((word) => typeof word === 'string');
  if (words.length === 0) return undefined;
  return /^-l?c$/.test(words[1] ?? '') ? words[2] : words.join(' ');
}

function customTool(name: string, input: string): Tool {
  const input_bytes = bytesOf(input);
  if (name === 'apply_patch') return { ...patchTool(input), input_bytes };
  if (name !== 'exec') return { name, params: { input: cutText(input) }, input_bytes };
  const tools = toolsOfScript(input);
  const command = tools.includes('exec_command') ? commandOfScript(input) : undefined;
  const plan = tools.includes('update_plan') ? { plan: planOfScript(input) } : {};
  return {
    // A script that calls several tools is none of them.
    name: (tools.length === 1 ? tools[0] : undefined) ?? name,
    params: { ...(tools.length > 1 ? { tools } : {}), ...scriptParams(input, command) },
    input_bytes,
    command,
    dir: WORKDIR.exec(input)?.[1],
    asks_leave: ESCALATED.test(input),
    ...plan,
  };
}

function scriptParams(input: string, command: string | undefined): object {
  if (command !== undefined) return { cmd: cutText(command) };
  // A patch holds the contents of files.
  return holdsPatch(input) ? {} : { script: cutText(input) };
}

const patchTool = (patch: string): Pick<Tool, 'name' | 'params' | 'patch'> => ({
  name: 'apply_patch',
  params: { paths: briefParams(writtenByPatch(patch).map(({ path }) => path)) },
  patch,
});
