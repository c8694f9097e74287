import { decodeJwt } from 'jose';
import { IDENTITY_HEADER, REUSE_HEADER } from '../../wire/names.ts';
import { latchkeyUrl } from './identity.ts';
import { createMetadataReader } from './metadata.ts';
import { allowanceHeaders, questionHeaders, refusalHeaders } from './passed-headers.ts';
import { badRequest, headersTooLarge, unavailable } from './refusals.ts';
import { createCallerReader } from './selection.ts';
import { createSignedAsk } from './signed-exchange.ts';
import type { Allowed, Ask, Caller, Guard, GuardCall, GuardOptions, Judge, Refused } from './types.ts';
import { createUsageReader } from './usage.ts';

const DEFAULT_TIMEOUT = 2_000;
/** The most characters of all headers of a call together: more than servers accept. */
const MOST_HEADERS = 64 * 1024;

/**
 * Makes a function that asks Latchkey about a call to this API. It returns the caller, or an answer to send
 * as it is: a refusal, or the API's protected resource metadata at its well-known path. It never throws: if
 * Latchkey cannot decide, it returns a refusal with status 503. `createGuard` itself throws `TypeError` for
 * an invalid option, and an `Error` if the spool's folder cannot be used.
 */
export function createGuard(options: GuardOptions): Guard {
  const url = latchkeyUrl(options.url);
  const { key, timeoutMs = DEFAULT_TIMEOUT } = options;
  if (!key) throw new TypeError('key: give the guard key of this API');
  if (!(timeoutMs > 0)) throw new TypeError('timeoutMs: give a number of milliseconds above 0');
  const signedAsk = createSignedAsk(url, key);
  const callerOf = createCallerReader(signedAsk, timeoutMs);

  const ask: Ask = async (call, keep) => {
    const headers = question(call, keep !== undefined);
    if (!headers) return badRequest('The request has a header or a target that cannot be passed on.');
    if (JSON.stringify(headers).length > MOST_HEADERS) return headersTooLarge();
    try {
      const answer = await signedAsk('check', { headers }, AbortSignal.timeout(timeoutMs));
      if (answer.status !== 200) return refused(answer, new Uint8Array(await answer.arrayBuffer()));
      const identity = answer.headers.get(IDENTITY_HEADER);
      const caller = identity === null ? null : await callerOf(decodeJwt(identity));
      if (identity !== null) keep?.(identity);
      return allowed(answer, caller);
    } catch {
      // Latchkey is unreachable, slow, or not authentic. The reason is not sent, because it may contain
      // internal addresses.
      return unavailable();
    }
  };
  const metadata = createMetadataReader(signedAsk, timeoutMs);
  const judge = judgeBy(options, ask, url);
  return Object.assign(async (call: GuardCall) => (await metadata(call)) ?? judge(call), {
    close: () => judge.close(),
    usage: createUsageReader(signedAsk, timeoutMs),
  });
}

/** Asks about every call, or, with `local`, only about calls that were not decided before. */
function judgeBy({ local, key, onUnavailable }: GuardOptions, ask: Ask, url: string): Judge {
  if (local) return local(ask, { url, key, onUnavailable });
  if (onUnavailable !== undefined && onUnavailable !== 'deny') {
    throw new TypeError('onUnavailable: cached outcomes need the option local');
  }
  return Object.assign((call: GuardCall) => ask(call), { close: async () => {} });
}

/**
 * Returns `null` for a call whose target does not fit into a header: an absolute or `*` target would be
 * judged as another path.
 */
function question(call: GuardCall, reuse: boolean): Record<string, string> | null {
  if (!call.uri.startsWith('/')) return null;
  try {
    return { ...Object.fromEntries(questionHeaders(call)), ...(reuse ? { [REUSE_HEADER]: '1' } : {}) };
  } catch {
    return null;
  }
}

function allowed(answer: Response, caller: Caller | null): Allowed {
  return { allowed: true, caller, headers: allowanceHeaders(answer.headers) };
}

/** These concern the question rather than the call: a wrong URL, or one that Latchkey did not understand. */
const NO_REFUSAL = new Set([421, 500]);

/**
 * Passes on an answer that has the form of a refusal. Any other answer does not come from a working check
 * endpoint.
 */
function refused(answer: Response, body: Uint8Array<ArrayBuffer>): Refused {
  const { status } = answer;
  const type = answer.headers.get('content-type') ?? '';
  const isProblem = /^application\/problem\+json\b/i.test(type);
  if (!isProblem || status < 400 || NO_REFUSAL.has(status)) return unavailable();
  return { allowed: false, status, headers: refusalHeaders(answer.headers), body };
}
