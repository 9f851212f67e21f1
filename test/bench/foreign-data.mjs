// Transcripts as agents write them, from a seed: what stands in them is made up, its shapes and proportions are those of
// real ones. Nine tenths of the bytes are what tools were given and gave back, progress, and what a model thought.
import { closeSync, openSync, writeSync } from 'node:fs';
import { random } from './data.mjs';

const WORDS = 'const return import function value "name": { } => [index] // see above\n\t if (x) else "text" ü\n';
const START_MS = Date.UTC(2026, 9, 21, 7, 35);

/** Numbers, texts and ids of one transcript. */
class Source {
  #next;
  at_ms = START_MS;

  constructor(seed) {
    this.#next = random(seed);
  }

  whole(below) {
    return Math.floor(this.#next() * below);
  }

  chance(share) {
    return this.#next() < share;
  }

  /** Mostly short, now and then long. */
  text(chars) {
    const length = Math.ceil(chars * this.#next() ** 3 * 4);
    const from = this.whole(WORDS.length);
    return WORDS.slice(from)
      .concat(WORDS.repeat(Math.ceil(length / WORDS.length)))
      .slice(0, length);
  }

  id(length = 32) {
    return Array.from({ length }, () => this.whole(16).toString(16)).join('');
  }

  uuid() {
    return this.id().replace(/^(.{8})(.{4})(.{4})(.{4})(.*)$/, '$1-$2-$3-$4-$5');
  }

  time(most_ms = 4_000) {
    this.at_ms += this.whole(most_ms);
    return new Date(this.at_ms).toISOString();
  }
}

/** Claude Code: each call of a tool with its result, which stands in its line twice. */
function* claudeCode(source) {
  const sessionId = source.uuid();
  let parentUuid = null;
  const line = (type, more) => {
    const uuid = source.uuid();
    const envelope = { parentUuid, isSidechain: false, userType: 'external', cwd: '/home/dev/app', sessionId };
    const record = { ...envelope, version: '2.1.25', gitBranch: 'main', ...more, type, uuid, timestamp: source.time() };
    parentUuid = uuid;
    return record;
  };
  for (;;) {
    yield line('user', { message: { role: 'user', content: source.text(200) || 'go on' } });
    for (let calls = 1 + source.whole(12); calls > 0; calls--) {
      const usage = {
        input_tokens: 3,
        cache_read_input_tokens: source.whole(90_000),
        output_tokens: source.whole(900),
      };
      const message = { id: `msg_${source.id(24)}`, model: 'claude-opus', role: 'assistant', type: 'message', usage };
      const answer = (block) =>
        line('assistant', { requestId: source.id(24), message: { ...message, content: [block] } });
      if (source.chance(0.4)) yield answer({ type: 'thinking', thinking: source.text(300), signature: source.id(800) });
      yield* claudeCall(source, line, answer);
    }
    yield line('assistant', {
      message: {
        id: source.id(24),
        model: 'claude-opus',
        stop_reason: 'end_turn',
        usage: { output_tokens: 9 },
        content: [{ type: 'text', text: source.text(600) }],
      },
    });
  }
}

function* claudeCall(source, line, answer) {
  const [id, file_path] = [`toolu_${source.id(24)}`, `/home/dev/app/src/file-${source.whole(200)}.ts`];
  const body = source.text(6_000);
  const kind = source.whole(10);
  const [name, input, toolUseResult] =
    kind < 4
      ? [
          'Read',
          { file_path },
          { type: 'text', file: { filePath: file_path, content: body, numLines: 9, startLine: 1 } },
        ]
      : kind < 6
        ? [
            'Edit',
            { file_path, old_string: source.text(400), new_string: source.text(400) },
            { filePath: file_path, originalFile: body, structuredPatch: [{ lines: ['+a', '-b', ' c'] }] },
          ]
        : ['Bash', { command: source.text(60) }, { stdout: body, stderr: '', interrupted: false, isImage: false }];
  yield answer({ type: 'tool_use', id, name, input });
  for (let more = source.chance(0.2) ? source.whole(12) : 0; more > 0; more--)
    yield line('progress', {
      data: { type: 'bash_progress', output: source.text(500), fullOutput: source.text(900) },
      toolUseID: id,
    });
  const is_error = source.chance(0.03);
  const content = is_error ? 'Exit code 1\nno such file' : kind < 4 || kind > 5 ? body : 'The file has been updated.';
  const block = { tool_use_id: id, type: 'tool_result', content, ...(is_error ? { is_error } : {}) };
  yield line('user', {
    message: { role: 'user', content: [block] },
    toolUseResult: is_error ? 'Error: Exit code 1' : toolUseResult,
  });
  if (source.chance(0.1))
    yield { type: 'file-history-snapshot', messageId: source.uuid(), snapshot: { files: source.text(900) } };
}

/** Codex: items and events, of which some say the same. */
function* codex(source) {
  const line = (type, payload) => ({ timestamp: source.time(), type, payload });
  let total = 0;
  yield line('session_meta', {
    id: source.uuid(),
    cwd: '/home/dev/app',
    originator: 'codex-tui',
    cli_version: '0.130.0',
    source: 'cli',
    base_instructions: { text: source.text(9_000) },
  });
  for (;;) {
    const turn_id = source.uuid();
    yield line('event_msg', { type: 'task_started', turn_id, model_context_window: 258_400 });
    yield line('turn_context', { turn_id, cwd: '/home/dev/app', model: 'gpt-codex', summary: source.text(900) });
    yield line('event_msg', { type: 'user_message', message: source.text(200) || 'go on' });
    for (let calls = 1 + source.whole(12); calls > 0; calls--) {
      const call_id = `call_${source.id(24)}`;
      yield line('response_item', { type: 'reasoning', summary: [], encrypted_content: source.id(900) });
      yield line('response_item', {
        type: 'function_call',
        name: 'exec_command',
        arguments: JSON.stringify({ cmd: source.text(60) }),
        call_id,
      });
      const output = `Chunk ID: ${source.id(6)}\nWall time: 0.25 seconds\nProcess exited with code ${source.chance(0.05) ? 1 : 0}\nOutput:\n${source.text(4_500)}`;
      yield line('response_item', { type: 'function_call_output', call_id, output });
      const last = {
        input_tokens: source.whole(9_000),
        cached_input_tokens: 0,
        output_tokens: 1 + source.whole(900),
        reasoning_output_tokens: 0,
      };
      total += last.input_tokens + last.output_tokens;
      yield line('event_msg', {
        type: 'token_count',
        info: { total_token_usage: { total_tokens: total }, last_token_usage: last },
        rate_limits: { primary: { used_percent: 3.5 } },
      });
    }
    yield line('event_msg', { type: 'task_complete', turn_id, last_agent_message: source.text(600) });
  }
}

const FORMATS = { 'claude-code': claudeCode, codex };

/** Writes a transcript of at least so many bytes. */
export function makeTranscript(file, format, bytes, seed = 1) {
  const fd = openSync(file, 'w');
  let [text, written] = ['', 0];
  for (const record of FORMATS[format](new Source(seed))) {
    text += `${JSON.stringify(record)}\n`;
    if (text.length < 1_000_000 && written + text.length < bytes) continue;
    written += writeSync(fd, text);
    text = '';
    if (written >= bytes) break;
  }
  closeSync(fd);
}
