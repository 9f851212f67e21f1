import type { Report, Summary } from '../analyze/types.js';
import type { Clock } from '../base/clock.js';
import { assertSessionId, newSpanId } from '../base/ids.js';
import type { RedactOptions } from '../event/redact.js';
import type { EventInput, Payload } from '../event/types.js';
import { openLog } from '../log/append.js';
import type { Level } from '../log/levels.js';
import { shardDir } from '../log/paths.js';
import type { LogWriter } from '../log/writer.js';
import { analyzeFile } from './analyze-file.js';
import { Failures, type OnError } from './failures.js';
import { LiveSummary } from './live-summary.js';
import { assertOptions } from './options.js';
import { placeOf } from './place.js';
import { Recorder } from './recorder.js';
import { saveLog } from './save.js';
import { Sealer, type SealOptions } from './sealer.js';
import { snapshotOf } from './snapshot.js';
import { Spans } from './spans.js';
import { assertFunction, type Outcome, stopwatch, timed } from './timed.js';

export interface SessionLoggerOptions {
  /** Who logs: stands in every event. Default: the environment's SESSIONLOG_AGENT_ID; without it, it must be given. */
  readonly agentId?: string;
  /** Names the file: `<dir>/<sessionId>.jsonl`. Default: the environment's SESSIONLOG_SESSION_ID, else a new UUID. */
  readonly sessionId?: string;
  /** Default: the environment's SESSIONLOG_DIR, else `./sessions`. */
  readonly dir?: string;
  /** What a logged event survives (default `process`: the death of the process). */
  readonly level?: Level;
  /** `writer`: a file for each writer, `<dir>/<sessionId>.d/<writer>.jsonl`, where hosts share a network disk. */
  readonly shard?: 'session' | 'writer';
  /** Signs the log when it is closed, and every so often: see `sessionlog keygen` (default false). */
  readonly seal?: boolean | SealOptions;
  /** false switches redaction of secrets off; options add patterns and paths to it (default true). */
  readonly redact?: boolean | RedactOptions;
  /** What a failure of logging does (default `warn`: one warning on stderr, the rest is counted). */
  readonly onError?: OnError;
  /** Epoch milliseconds; for tests. */
  readonly clock?: Clock;
}

type Spanned = { span_id?: string | undefined; parent_span_id?: string | undefined };

/**
 * Logs what an agent does to `<dir>/<sessionId>.jsonl`, one line per call. Inside `sessionlog run` the environment names
 * all three, so that `new SessionLogger()` joins the session that runs. No method that logs throws, unless
 * `onError` says so; the objects given are read, never changed. Durations are milliseconds, sizes bytes.
 */
export class SessionLogger {
  readonly agentId: string;
  readonly sessionId: string;
  readonly #log: LogWriter;
  readonly #failures: Failures;
  readonly #spans = new Spans();
  readonly #sealer: Sealer | undefined;
  readonly #summary: LiveSummary;
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  /** Times what `task` and `tool` run. */
  readonly #stopwatch: Clock;
  /** What `saveSession` copies. */
  readonly #source: string;

  /** @throws SessionlogError OPTION_INVALID, SESSION_ID_INVALID; KEY_UNUSABLE when it is to seal and has no key */
  constructor(options: SessionLoggerOptions = {}) {
    assertOptions(options);
    const { onError = 'warn', clock = Date.now, level, shard, redact, seal } = options;
    const { agentId, sessionId, dir } = placeOf(options);
    assertSessionId(sessionId);
    this.agentId = agentId;
    this.sessionId = sessionId;
    this.#clock = clock;
    this.#stopwatch = options.clock ?? stopwatch;
    this.#failures = new Failures(onError);
    this.#summary = new LiveSummary(clock());
    this.#log = openLog(dir, sessionId, {
      agent_id: agentId,
      level,
      shard,
      redact,
      clock,
      onError: (error) => this.#failures.handle(error),
    });
    this.#recorder = new Recorder({
      log: this.#log,
      summary: this.#summary,
      failures: this.#failures,
      session_id: sessionId,
      agent_id: agentId,
      clock,
    });
    this.#source = shard === 'writer' ? shardDir(dir, sessionId) : this.#log.path;
    if (seal !== undefined && seal !== false) {
      this.#sealer = new Sealer(this.#log, seal === true ? {} : seal, (error) => this.#failures.handle(error));
    }
  }

  /** The log's path. The file comes with the first event. */
  get path(): string {
    return this.#log.path;
  }

  /** How many events could not be logged, or not with all that was given. */
  get failures(): number {
    return this.#failures.count;
  }

  logTaskStart(name: string, metadata?: object): void {
    this.#recorder.appendInAnyCase({ type: 'task_start', name, metadata, ...this.#parented(this.#spans.start(name)) });
  }

  logTaskComplete(name: string, durationMs?: number, metadata?: object): void {
    const end = { status: 'completed' as const, duration_ms: durationMs, metadata };
    this.#recorder.appendInAnyCase({ type: 'task_complete', name, ...end, ...this.#parented(this.#spans.end(name)) });
  }

  logTaskFail(name: string, error: unknown, durationMs?: number, metadata?: object): void {
    const end = { status: 'failed' as const, duration_ms: durationMs, error, metadata };
    this.#recorder.appendInAnyCase({ type: 'task_complete', name, ...end, ...this.#parented(this.#spans.end(name)) });
  }

  logFileRead(path: string, sizeBytes?: number): void {
    this.#recorder.append({ type: 'file_read', path, size_bytes: sizeBytes, ...this.#parented() });
  }

  logFileWrite(path: string, sizeBytes: number, lines?: number): void {
    this.#recorder.append({ type: 'file_write', path, size_bytes: sizeBytes, lines, ...this.#parented() });
  }

  logToolCall(name: string, params: unknown, durationMs: number): void {
    this.#recorder.append({ type: 'tool_call', name, params, duration_ms: durationMs, ...this.#parented() });
  }

  /** One attempt of a skill call. Attempts of one call share a `span_id`, if the caller gives one. */
  logSkillAttempt(attempt: Payload<'skill_attempt'> & Spanned): void {
    this.#recorder.appendMade(() => ({ ...this.#parented(), ...attempt, type: 'skill_attempt' }));
  }

  /** One skill call as a whole, with its attempts. */
  logSkill(skill: Payload<'skill'> & Spanned): void {
    this.#recorder.appendMade(() => ({ ...this.#parented(), ...skill, type: 'skill' }));
  }

  /** Any event, of a type that has no method of its own here. */
  log(event: EventInput): void {
    this.#recorder.appendMade(() => ({ ...this.#parented(), ...event }));
  }

  /**
   * Runs a function as a task: logs its start, its end or failure with the time it took, and hands on what it
   * returns or throws. What is logged inside it, after any await too, becomes its child.
   *
   * @throws TypeError when `fn` is no function
   */
  task<Result>(name: string, fn: () => Result, metadata?: object): Result {
    assertFunction('task(name, fn)', fn);
    const span = { ...this.#parented(), span_id: newSpanId() };
    this.#recorder.appendInAnyCase({ type: 'task_start', name, metadata, ...span });
    const end = (outcome: Outcome): void =>
      this.#recorder.appendInAnyCase({ type: 'task_complete', name, ...outcome, ...span });
    return timed(() => this.#spans.run(span.span_id, fn), end, this.#stopwatch);
  }

  /** Runs a function as a tool call, as `task` does. `params` are logged as they are when the call begins. */
  tool<Result>(name: string, params: unknown, fn: () => Result): Result {
    assertFunction('tool(name, params, fn)', fn);
    const span = { ...this.#parented(), span_id: newSpanId() };
    const given = snapshotOf(params, 'params');
    const end = (outcome: Outcome): void =>
      this.#recorder.appendInAnyCase({ type: 'tool_call', name, params: given, ...outcome, ...span });
    return timed(() => this.#spans.run(span.span_id, fn), end, this.#stopwatch);
  }

  /** The session so far, as this logger saw it: `total_duration_ms` counts from when the logger was made. */
  getSessionSummary(): Summary {
    return this.#summary.at(this.#clock());
  }

  /** The report on a log in our format, read at once. @throws SessionlogError NOT_A_LOG, FILE_NOT_FOUND, FILE_UNREADABLE */
  analyzeSession(path: string): Report {
    return analyzeFile(path);
  }

  /**
   * Copies the session's log, the shards of all its writers included, to `<outputDir>/<agent_id>_<session_id>.jsonl`,
   * whole or not at all; makes the folder. An agent whose name can be no file name gets one like it, with a hash.
   * Returns the path. @throws SessionlogError WRITE_FAILED
   */
  saveSession(outputDir: string): string {
    this.#log.flushSync();
    return saveLog(this.#source, outputDir, this.agentId, this.sessionId);
  }

  /** Resolves when all that was logged holds the level's promise. @throws SessionlogError WRITE_FAILED, SYNC_FAILED */
  flush(): Promise<void> {
    return this.#log.flush();
  }

  /** Flushes, closes, and seals if asked to. What is logged afterwards is a failure. @throws as `flush`; SEAL_FAILED */
  async close(): Promise<void> {
    await this.#log.close();
    this.#sealer?.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #parented(span_id?: string): Spanned {
    return { span_id, parent_span_id: this.#spans.current() };
  }
}
