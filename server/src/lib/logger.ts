import { openSync } from 'node:fs';
import {
  type DestinationStream,
  destination,
  type Logger,
  type LoggerOptions,
  pino,
  stdTimeFunctions,
  symbols,
} from 'pino';
import { MINUTE } from './clock.ts';

export type { Logger };

/**
 * Returns the log of this process, as JSON lines to `file` or standard output. It does not redact: callers
 * log names, numbers and ids, never a secret, and a test searches the log for secrets. A warning or error
 * repeated within a minute is counted, and the count is logged when the minute is over.
 */
export function createLogger(options: { level: string; file?: string }): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { logMethod: foldRepeats() },
  };
  const lines = inBlocks(lossy(options.file === undefined ? 1 : openSync(options.file, 'a', 0o600)));
  return Object.assign(pino(settings, lines), { [ADD]: lines.add });
}

/** The member of a log from here that takes a line as it is. */
const ADD = Symbol('add');

/**
 * Does the same as `log.info(line)`, in a fraction of the time: pino looks at each member by itself. Meant for the one line that
 * every request has.
 */
export function logLine(
  log: Logger & { [ADD]?: (line: string) => void },
  line: Record<string, string | number | undefined>,
): void {
  const add = log[ADD];
  if (!add) log.info(line);
  else if (log.isLevelEnabled('info')) add(`{"level":"info"${isoTime()},${JSON.stringify(line).slice(1)}\n`);
}

/** The member of a line that tells the time. Many lines have that of the one before. */
function isoTime(): string {
  const at = stdTimeFunctions.epochTime();
  if (at !== latest.at) latest = { at, member: stdTimeFunctions.isoTime() };
  return latest.member;
}

let latest = { at: '', member: '' };

/** Lines wait for at most this long, in milliseconds, or until they are nearly so many bytes. */
const LONGEST_WAIT = 100;
const BLOCK = 65_536;
/** Of a character, in UTF-8. */
const MOST_BYTES = 3;

/** The logs with lines that wait. */
const waitingLogs = new Set<() => void>();
process.on('exit', () => {
  for (const flush of waitingLogs) flush();
});

/**
 * Writes many lines at once, because a write for each costs more than making the line. A warning or error is written at once, with all
 * before it, and so is everything when the process exits or `flush` is called. A process that is killed loses at most the last
 * moment's lines. They wait as bytes: a text that grows line by line is a chain of all its parts, which the collector goes through.
 */
function inBlocks(out: DestinationStream) {
  const block = Buffer.allocUnsafe(BLOCK);
  let used = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    waitingLogs.delete(flush);
    const length = used;
    used = 0;
    if (length > 0) out.write(block.toString('utf8', 0, length));
  };
  const add = (line: string) => {
    const most = line.length * MOST_BYTES;
    if (used + most > BLOCK) flush();
    if (most > BLOCK) return out.write(line);
    used += block.write(line, used);
    if (timer) return;
    timer = setTimeout(flush, LONGEST_WAIT).unref();
    waitingLogs.add(flush);
  };
  return {
    /** Makes pino set `lastLevel` before each line. */
    [symbols.needsMetadataGsym]: true as const,
    lastLevel: 0,
    write(line: string) {
      add(line);
      if (this.lastLevel >= WARN) flush();
    },
    add,
    flush,
  };
}

/** When the disk is full, lines are dropped; the process neither stops nor fills its memory. */
function lossy(fd: number): DestinationStream {
  const open = () => {
    const made = destination({ dest: fd, sync: true });
    made.on('error', (error: NodeJS.ErrnoException) => {
      // Opens a new stream without the lines that the old one could not write. A broken pipe has no reader
      // left, so it is not reopened.
      if (out === made && error.code !== 'EPIPE') out = open();
    });
    return made;
  };
  let out = open();
  return { write: (line) => void out.write(line) };
}

type LogMethod = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>;

/** Lines from this level up are deduplicated, because a client could cause them as often as it calls. */
const WARN = 40;
/** The number of kinds of line that are counted apart. Beyond it, lines are grouped by message alone. */
const MOST_KINDS = 1_000;

function foldRepeats(): LogMethod {
  const repeated = new Map<string, number>();

  return function fold(args, method, level) {
    const [about, message] = args as unknown as [unknown, string | undefined];
    if (level < WARN) return method.apply(this, args);
    const kind = repeated.size < MOST_KINDS ? kindOf(about, message) : String(message);
    const times = repeated.get(kind);
    if (times !== undefined) {
      repeated.set(kind, times + 1);
      return;
    }
    method.apply(this, args);
    repeated.set(kind, 0);
    const next = () => {
      const more = repeated.get(kind) ?? 0;
      repeated.delete(kind);
      if (more === 0) return;
      repeated.set(kind, 0);
      const said = typeof about === 'object' ? { ...about, repeated: more } : { repeated: more };
      method.apply(this, [said, message ?? String(about)] as unknown as typeof args);
      setTimeout(next, MINUTE).unref();
    };
    setTimeout(next, MINUTE).unref();
  };
}

/** The part of a line that is the same for every request. */
function kindOf(about: unknown, message: string | undefined): string {
  if (typeof about !== 'object' || about === null) return `${message} ${String(about)}`;
  const { requestId, ...rest } = about as Record<string, unknown>;
  return `${message} ${JSON.stringify(rest, (key, value) => {
    if (key === 'stack') return undefined;
    return value instanceof Error ? value.message : value;
  })}`;
}
