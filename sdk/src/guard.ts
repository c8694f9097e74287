import { createIdentityReader, IDENTITY_HEADER, latchkeyUrl } from './identity.ts';
import { createMetadataReader } from './metadata.ts';
import { allowanceHeaders, questionHeaders, refusalHeaders } from './passed-headers.ts';
import { badRequest, headersTooLarge, unavailable } from './refusals.ts';
import type { Allowed, Ask, Caller, Guard, GuardCall, GuardOptions, Refused } from './types.ts';

const DEFAULT_TIMEOUT = 2_000;

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
  const identity = createIdentityReader({ url });

  const ask: Ask = async (call, keep) => {
    const headers = question(call, key);
    if (!headers) return badRequest('The request has a header or a target that cannot be passed on.');
    if (keep) headers.set('latchkey-reuse', '1');
    try {
      const answer = await fetch(`${url}/check`, {
        headers,
        // A redirect would carry the guard key to somebody else.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body = new Uint8Array(await answer.arrayBuffer());
      if (answer.status === 200) {
        const named = identityOf(answer);
        const caller = isOpen(answer) ? null : await identity(named);
        if (named !== undefined) keep?.(named);
        return allowed(answer, caller);
      }
      return refused(answer, body);
    } catch {
      // Away, slow, or not who it should be. The reason stays here: it may name inner addresses.
      return unavailable();
    }
  };
  const metadata = createMetadataReader(url, timeoutMs);
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
function question(call: GuardCall, key: string): Headers | null {
  if (!call.uri.startsWith('/')) return null;
  try {
    return questionHeaders(call, key);
  } catch {
    return null;
  }
}

/**
 * An open operation has no caller to name. That Latchkey numbers every answer tells it from a page that some other
 * server gives for any address: there, no identity must not mean that everybody may come in.
 */
function isOpen(answer: Response): boolean {
  return identityOf(answer) === undefined && answer.headers.has('latchkey-request-id');
}

function identityOf(answer: Response): string | undefined {
  return answer.headers.get(IDENTITY_HEADER) ?? undefined;
}

function allowed(answer: Response, caller: Caller | null): Allowed {
  return { allowed: true, caller, headers: allowanceHeaders(answer.headers) };
}

/** Not about the call but about the question: asked at the wrong address, or not understood. */
const NO_REFUSAL = new Set([421, 500]);

/** Passes on what is a refusal by its form. Anything else did not come from a check endpoint that works. */
function refused(answer: Response, body: Uint8Array<ArrayBuffer>): Refused {
  const { status } = answer;
  if (status === 431) return headersTooLarge();
  const type = answer.headers.get('content-type') ?? '';
  const isProblem = /^application\/problem\+json\b/i.test(type);
  if (!isProblem || status < 400 || NO_REFUSAL.has(status)) return unavailable();
  return { allowed: false, status, headers: refusalHeaders(answer.headers), body };
}
