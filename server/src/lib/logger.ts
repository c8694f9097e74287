import { destination, type Logger, pino } from 'pino';

export type { Logger };

/**
 * The log of this process, as JSON lines: to `file`, or to standard output. Callers log names, numbers and
 * ids; there is nothing to redact because no secret is handed in, and a test looks for strays.
 */
export function createLogger(options: { level: string; file?: string }): Logger {
  const settings = { level: options.level, base: null };
  return options.file
    ? pino(settings, destination({ dest: options.file, sync: false, mode: 0o600 }))
    : pino(settings);
}
