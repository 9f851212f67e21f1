/** Lines that look like ours, most of them good, many a little off: from a seed, so that they come again. */

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Method: Tommy Ettinger, "Mulberry32". */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  of<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)] as Value;
  }
}

// As they stand in the line, with their quotes.
const TEXTS = [
  '"build"', '"pytest"', '""', '"a"', '"x\\"y"', '"\\\\"', '"\\u00e4"', '"\\ud83d\\ude00"', '"\\ud800"', '"ä"', '"日本語のテキスト"',
  '"😀 and more text than fits into one word"', '"/src/a/b/c/file-12.ts"', '"__proto__"', '"constructor"', '"hash"',
  '"0123456789abcde"', '"0123456789abcdef"', '"0123456789abcdef0"', '"0123456789abcdef0123456789abcde"',
  '"0123456789abcdef0123456789abcdef"', '"0123456789abcdef0123456789abcdef0"', '"\\n\\t\\r\\b\\f\\/"', '"tab\\u0009"',
  '"012345678901234\\"0123"', '"01234567890123456789012345678901234567890123456789ä"', '"del\u007f"', '"completed"',
]; // biome-ignore format: a table
const BAD_TEXTS = [
  '"\\x"',
  '"\\u12g4"',
  '"\\u12"',
  '"\u0001"',
  '"\u001f"',
  '"open',
  'bare',
  "'x'",
  'null',
  '5',
  '{}',
  '[]',
  '"\t"',
  '"a"b"',
];
const WORDS = [
  '"completed"',
  '"failed"',
  '"cancelled"',
  '"complet\\u0065d"',
  '"cancelled "',
  '"done"',
  '"terminated"',
  '"c\\ompleted"',
];
const NUMBERS = [
  '0', '1', '7', '12', '250', '1200', '98765', '0.5', '12.5', '1.25', '0.001', '123456.789', '3', '4', '20', '-0', '-1', '-2.5',
  '999999999999999', '9999999999999999', '1234567890.1234567', '0.1', '0.30000000000000004', '100000000000.001', '5.0', '10.00',
  '1e3', '1E-2', '01', '00', '1.', '.5', '-', '+1', '1e', '1e+', 'NaN', '1_000', '0x10', '1.2.3', '"1"', 'null', '--1', '-01',
  '123456789012345', '12345678901234.5', '0.00000000000001', '0.000000000000001', '4.35', '1.005', '-0.0',
]; // biome-ignore format: a table
const VALUES = [
  'null', 'true', 'false', '{}', '[]', '{"path":"tests/","n":1}', '[1,[2],{"a":[]}]', '{"name":"x","seq":1,"hash":"y"}', '"text"', '-12.5e+10',
  '1e999', '123456789012345678901234567890', '{"a":{"b":{"c":null}}}', '{"error":{"message":"no"}}', '[true,false,null]', '{"v":1}', '[{"v":1}]',
  '{"v"', '{"vv":1}', '{"w":1}', '{"a":1,}', '[1,]', '{,}', '{"a"}', '{"a":}', '{1:2}', 'nul', 'True', '[1 ]', '{"a" :1}', '{"ä":"ö"}',
  '[[[[[[]]]]]]', '{"a":[{"b":[{"c":[1,2,3]}]}]}', '01', '[0,-1,2.50,3e1]', '{"a":"\\u00zz"}', '[1}', '{"a":1]', '"\\"', '{"":""}',
]; // biome-ignore format: a table
const KEYS = [
  'extra',
  'x',
  'note',
  '__proto__',
  'name',
  'n\\u0061me',
  'path',
  'duration_ms',
  'seq',
  'hash',
  'h\\u0061sh',
  'ts',
  'ts_source',
  't\\u0073_source',
  'ä',
  'error',
  'span_id',
  'v',
  'a_rather_long_key_of_its_own_that_is_long',
  '\\n',
  'type',
  'status',
  'nam',
  'names',
];
const SESSIONS = [
  '"bench"',
  '"sprint-42"',
  '"s"',
  '""',
  '"sp\\u0072int"',
  '"sän"',
  '"a-much-longer-session-id-than-the-others-have-0123456789"',
];
const WRITERS = ['"Qm3x0aZ0"', '"Qm3x0aZ1"', '"Qm3x0aZ2"', '"w"', '""', '"w\\n"', '"wé"', '"Qm3x0aZ1Qm3x0aZ1"'];
const AGENTS = [
  '',
  '',
  ',"agent_id":"AGENT-001"',
  ',"agent_id":"AGENT-002"',
  ',"agent_id":""',
  ',"agent_id":"日"',
  ',"agent_id":null',
  ',"agent_id":5',
];
const TIMES = [
  '2026-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z', '2100-02-29T00:00:00.000Z', '2000-02-29T00:00:00.000Z', '2026-04-31T00:00:00.000Z',
  '2026-13-01T00:00:00.000Z', '2026-00-01T00:00:00.000Z', '2026-01-00T00:00:00.000Z', '2026-01-32T00:00:00.000Z', '0099-01-01T00:00:00.000Z',
  '0100-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '2026-11-21T24:00:00.000Z', '2026-11-21T23:60:00.000Z', '2026-11-21T23:59:60.000Z',
  '2026-11-21T07:35:00Z', '2026-11-21T07:35:00.1Z', '2026-11-21T07:35:00.123456789Z', '2026-11-21T07:35:00.123+01:00', '2026-11-21 07:35:00.123Z',
  '2026-11-21T07:35:0a.123Z', '1970-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z', '1970-01-01T00:00:59.999Z', '1600-02-29T12:00:00.001Z',
  '2026-11-21T07:35:00.123z', '2026-11-21T07:35:00,123Z', '0000-01-01T00:00:00.000Z', '1900-02-29T00:00:00.000Z', '2026/11/21T07:35:00.123Z',
]; // biome-ignore format: a table
const MEMBERS: Readonly<Record<string, readonly (readonly [key: string, kind: 'text' | 'number' | 'value' | 'word' | 'flag' | 'record', share: number])[]>> = {
  task_start: [['name', 'text', 1], ['metadata', 'record', 0.3]],
  task_complete: [['name', 'text', 1], ['duration_ms', 'number', 0.8], ['status', 'word', 0.7], ['error', 'value', 0.2], ['metadata', 'record', 0.2]],
  file_read: [['path', 'text', 1], ['size_bytes', 'number', 0.7], ['lines', 'number', 0.5], ['duration_ms', 'number', 0.5]],
  file_write: [['path', 'text', 1], ['size_bytes', 'number', 0.7], ['lines', 'number', 0.5], ['duration_ms', 'number', 0.5]],
  tool_call: [['name', 'text', 1], ['params', 'value', 0.6], ['duration_ms', 'number', 0.8], ['status', 'text', 0.2], ['exit_code', 'number', 0.3], ['error', 'value', 0.2], ['input_bytes', 'number', 0.2], ['output_bytes', 'number', 0.2]],
  skill_attempt: [['skill', 'text', 1], ['attempt', 'number', 1], ['model', 'text', 0.5], ['verified', 'flag', 1], ['output_summary', 'text', 0.3], ['runner_output', 'text', 0.2], ['duration_ms', 'number', 0.6]],
  session_end: [['status', 'word', 1]],
  'of-my-own': [['name', 'text', 0.5]],
  'tool\\u005fcall': [['name', 'text', 1], ['duration_ms', 'number', 0.5]],
  '': [],
}; // biome-ignore format: a table
const TYPES = [
  ...Object.keys(MEMBERS),
  'tool_call',
  'tool_call',
  'file_read',
  'file_write',
  'task_start',
  'task_complete',
  'skill_attempt',
];

const member = (random: Random, kind: string): string => {
  if (random.chance(0.004)) return random.of([...BAD_TEXTS, ...VALUES, ...NUMBERS]);
  switch (kind) {
    case 'text':
      if (random.chance(0.02)) return `"${'long text '.repeat(random.below(2_000))}"`;
      return random.chance(0.3) ? `"span-${random.below(500)}"` : random.of(TEXTS);
    case 'number':
      return random.chance(0.75) ? String(random.below(10 ** random.below(8))) : random.of(NUMBERS);
    case 'word':
      return random.of(WORDS.slice(0, random.chance(0.8) ? 3 : WORDS.length));
    case 'flag':
      return random.of(['true', 'false', 'true', 'false', 'true', 'false', 'null', 'tru', 'falsy']);
    case 'record':
      return random.of(['{}', '{"a":1}', '{"list":[1,[2],{}],"none":null}', random.of(VALUES)]);
    default:
      if (random.chance(0.01)) {
        const levels = Array.from({ length: 60 + random.below(8) }, () => random.of(['[', '{"a":']));
        return `${levels.join('')}1${levels
          .reverse()
          .map((level) => (level === '[' ? ']' : '}'))
          .join('')}`;
      }
      return random.of(random.chance(0.6) ? VALUES.slice(0, 15) : VALUES);
  }
};

const timeOf = (random: Random): string =>
  random.chance(0.9)
    ? new Date(1_763_710_500_123 + random.below(180_000)).toISOString()
    : random.chance(0.6)
      ? random.of(TIMES)
      : new Date(random.below(253_402_300_799) * 1_000).toISOString();

/** A line without its newline; it may hold one all the same. */
export function lineOf(random: Random): Buffer {
  const type = random.of(TYPES);
  const few = random.chance(0.8);
  const session = few ? SESSIONS[0] : random.of(SESSIONS);
  const writer = few ? WRITERS[random.below(3)] : random.of(WRITERS);
  const agent = few ? (AGENTS[random.below(4)] ?? '') : random.of(AGENTS);
  const seq = random.chance(0.95) ? String(random.below(1_000)) : random.of(NUMBERS);
  const members = (MEMBERS[type] ?? [])
    .filter(([, , share]) => random.chance(share === 1 ? 0.99 : share))
    .map(([key, kind]) => `,"${key}":${member(random, kind)}`);
  if (random.chance(0.3)) members.push(`,"span_id":${member(random, 'text')}`);
  if (random.chance(0.5)) members.push(`,"parent_span_id":${member(random, 'text')}`);
  while (random.chance(0.15)) members.push(`,"${random.of(KEYS)}":${member(random, 'value')}`);
  if (random.chance(0.02)) members.reverse();
  if (random.chance(0.01)) members.push(members[0] ?? '');
  const hash = random.chance(0.97)
    ? 'F46UkLzGE4gb7uf4nbRIpw'
    : random.of([
        'short',
        'F46UkLzGE4gb7uf4nbRI"w',
        'F46UkLzGE4gb7uf4nb\\Ipw',
        'F46UkLzGE4gb7uf4nbRIp\u007f',
        'F46UkLzGE4gb7uf4nbRIpwx',
        '~ !#[]F46UkLzGE4gb7uf4',
      ]);
  const head = `{"v":1,"ts":"${timeOf(random)}","session_id":${session}${agent},"writer":${writer},"seq":${seq},"type":"${type}"`;
  const line = Buffer.from(`${head}${members.join('')},"hash":"${hash}"}`);
  return random.chance(0.25) ? changed(random, line) : line;
}

const PIECES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '0',
  'e',
  '.',
  '-',
  'n',
  '\n',
  '\r',
  ' ',
  '\u0000',
  '\u007f',
  'ä',
  '"}\n',
  ',"hash":"',
  '{"v":1,',
].map((piece) => Buffer.from(piece));
const BYTES = [
  [0x80],
  [0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xe0, 0x80, 0x80],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xc3],
  [0xe2, 0x82],
  [0xf5, 0x80, 0x80, 0x80],
  [0xf4, 0x8f, 0xbf, 0xbf],
  [0xee, 0x80, 0x80],
].map((bytes) => Buffer.from(bytes));

function changed(random: Random, line: Buffer): Buffer {
  for (let times = 1 + random.below(2); times > 0; times--) {
    const at = random.below(line.length + 1);
    const [before, after] = [line.subarray(0, at), line.subarray(at)];
    const put = random.of(random.chance(0.7) ? PIECES : BYTES);
    switch (random.below(6)) {
      case 0:
        line = Buffer.concat([before, put, after.subarray(put.length)]);
        break;
      case 1:
        line = Buffer.concat([before, put, after]);
        break;
      case 2:
        line = Buffer.concat([before, after.subarray(1 + random.below(3))]);
        break;
      case 3:
        line = Buffer.from(before);
        break;
      case 4:
        line = Buffer.concat([before, before.subarray(-random.below(60)), after]);
        break;
      default:
        line = Buffer.concat([before, lineOf(random)]);
    }
  }
  return line;
}
