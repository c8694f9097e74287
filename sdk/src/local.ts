import { createLocalGuard } from './local/guard.ts';
import { type LocalOptions, localSettings } from './local/options.ts';
import type { LocalDecisions } from './types.ts';

/**
 * For a guard's option `local`, in Node.js: decides a call without asking if Latchkey has decided the same
 * before and nothing has changed since. Throws `TypeError` for invalid options. Making the guard throws an
 * `Error` if the spool's folder cannot be used.
 */
export function localDecisions(options: LocalOptions = {}): LocalDecisions {
  localSettings(options);
  return (ask, { url, key, onUnavailable }) =>
    createLocalGuard(ask, { url, key, ...localSettings(options, onUnavailable) });
}
