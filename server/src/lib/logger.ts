import { openSync } from 'node:fs';
import { type DestinationStream, destination, type Logger, type LoggerOptions, pino } from 'pino';
import { MINUTE } from './clock.ts';

export type { Logger };

/**
 * The log of this process, as JSON lines: to `file`, or to standard output. Callers log names, numbers and
 * ids; there is nothing to redact because no secret is handed in, and a test looks for strays.
 *
 * A warning or an error that is said again within a minute is counted; the count follows when the minute is over.
 */
export function createLogger(options: { level: string; file?: string }): Logger {
  const settings = { level: options.level, base: null, hooks: { logMethod: foldRepeats() } };
  return pino(settings, lossy(options.file === undefined ? 1 : openSync(options.file, 'a', 0o600)));
}

/** Loses lines rather than stop the process or fill its memory when the disk is full. */
function lossy(fd: number): DestinationStream {
  const open = () => {
    const made = destination({ dest: fd, sync: true });
    made.on('error', (error: NodeJS.ErrnoException) => {
      // A new one, without the lines that the old one could not write. Nobody reads a broken pipe any more.
      if (out === made && error.code !== 'EPIPE') out = open();
    });
    return made;
  };
  let out = open();
  return { write: (line) => void out.write(line) };
}

type LogMethod = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>;

/** From here on a line tells of something that is wrong, and may be said as often as somebody asks. */
const WARN = 40;
/** Kinds of line that are told apart; beyond that the message alone tells. */
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
