import { decodeJwt } from 'jose';
import { IDENTITY_HEADER, latchkeyUrl } from './identity.ts';
import { createMetadataReader } from './metadata.ts';
import { allowanceHeaders, questionHeaders, refusalHeaders } from './passed-headers.ts';
import { badRequest, headersTooLarge, unavailable } from './refusals.ts';
import { createCallerReader } from './selection.ts';
import { createSignedAsk } from './signed-exchange.ts';
import type { Allowed, Ask, Caller, Guard, GuardCall, GuardOptions, Refused } from './types.ts';

const DEFAULT_TIMEOUT = 2_000;
/** Characters of all headers of a call: more than servers take. */
const MOST_HEADERS = 64 * 1024;

/**
 * Makes a function that asks Latchkey about a call to this API. The answer is the caller, or an answer that is to
 * be sent as it is: a refusal, or the API's protected resource metadata at its well-known path. It never throws:
 * whatever keeps Latchkey from deciding is a refusal with status 503.
 * Throws `TypeError` at once when an option cannot be meant, and an `Error` when the spool's folder cannot be used.
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
      // Away, slow, or not who it should be. The reason stays here: it may name inner addresses.
      return unavailable();
    }
  };
  const metadata = createMetadataReader(signedAsk, timeoutMs);
  const judge = judgeBy(options, ask, url);
  return Object.assign(async (call: GuardCall) => (await metadata(call)) ?? judge(call), {
    close: () => judge.close(),
  });
}

/** Asks about every call, or, with `local`, only about those that were not decided before. */
function judgeBy({ local, key, onUnavailable }: GuardOptions, ask: Ask, url: string): Guard {
  if (local) return local(ask, { url, key, onUnavailable });
  if (onUnavailable !== undefined && onUnavailable !== 'deny') {
    throw new TypeError('onUnavailable: a cache is there with local only');
  }
  return Object.assign((call: GuardCall) => ask(call), { close: async () => {} });
}

/** `null` for a call that has no place in a header: an absolute or `*` target would be judged as another path. */
function question(call: GuardCall, reuse: boolean): Record<string, string> | null {
  if (!call.uri.startsWith('/')) return null;
  try {
    return { ...Object.fromEntries(questionHeaders(call)), ...(reuse ? { 'latchkey-reuse': '1' } : {}) };
  } catch {
    return null;
  }
}

function allowed(answer: Response, caller: Caller | null): Allowed {
  return { allowed: true, caller, headers: allowanceHeaders(answer.headers) };
}

/** Not about the call but about the question: asked at the wrong address, or not understood. */
const NO_REFUSAL = new Set([421, 500]);

/** Passes on what is a refusal by its form. Anything else did not come from a check endpoint that works. */
function refused(answer: Response, body: Uint8Array<ArrayBuffer>): Refused {
  const { status } = answer;
  const type = answer.headers.get('content-type') ?? '';
  const isProblem = /^application\/problem\+json\b/i.test(type);
  if (!isProblem || status < 400 || NO_REFUSAL.has(status)) return unavailable();
  return { allowed: false, status, headers: refusalHeaders(answer.headers), body };
}
