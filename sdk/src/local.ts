import { createLocalGuard } from './local/guard.ts';
import { type LocalOptions, localSettings } from './local/options.ts';
import type { LocalDecisions } from './types.ts';

/**
 * For the option `local` of a guard, in Node.js: decides on a call without asking where Latchkey has decided the same
 * before and nothing has changed since. Throws `TypeError` for options that cannot be meant, and when the guard is
 * made an `Error` if the spool's folder cannot be used.
 */
export function localDecisions(options: LocalOptions = {}): LocalDecisions {
  localSettings(options);
  return (ask, { url, key, onUnavailable }) =>
    createLocalGuard(ask, { url, key, ...localSettings(options, onUnavailable) });
}
