// The rival: parses each line of a transcript and counts two things. foreign-variant.mjs FILE → the counts as JSON.
import { openSync, readSync } from 'node:fs';

const NEWLINE = 0x0a;
const fd = openSync(process.argv[2], 'r');
const block = Buffer.alloc(256 * 1024);
const answers = new Map();
let [tool_calls, codex_tokens, rest] = [0, 0, Buffer.alloc(0)];

function take({ type, message, payload }) {
  if (type === 'assistant') {
    answers.set(message.id, Math.max(answers.get(message.id) ?? 0, message.usage.output_tokens));
    for (const part of message.content) if (part.type === 'tool_use') tool_calls++;
  } else if (payload?.type === 'function_call') tool_calls++;
  else if (payload?.type === 'token_count') codex_tokens += payload.info.last_token_usage.output_tokens;
}

for (let read = readSync(fd, block); read > 0; read = readSync(fd, block)) {
  const bytes = Buffer.concat([rest, block.subarray(0, read)]);
  let from = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
    take(JSON.parse(bytes.toString('utf8', from, end)));
    from = end + 1;
  }
  rest = bytes.subarray(from);
}
const output_tokens = [...answers.values()].reduce((sum, tokens) => sum + tokens, codex_tokens);
process.stdout.write(JSON.stringify({ tool_calls, output_tokens }));
