import type { RefusalBody, Refused } from './types.ts';

/** Seconds after which a client may retry while Latchkey is unreachable. */
const RETRY_AFTER = 5;

/** Without a decision there is no call: the guard must fail closed. */
export function unavailable(): Refused {
  return refusal(
    {
      status: 503,
      code: 'unavailable',
      title: 'Access cannot be checked right now',
      detail: 'The service that decides on calls to this API does not answer. Try again in a few seconds.',
      remedy: 'wait',
    },
    { 'retry-after': String(RETRY_AFTER) },
  );
}

/** A request that a router and the guard could read differently, or that cannot be sent to Latchkey. */
export function badRequest(detail: string): Refused {
  return refusal({
    status: 400,
    code: 'invalid_request',
    title: 'The request cannot be read',
    detail,
    remedy: 'fix_request',
  });
}

/** RFC 6585 section 5: the headers are too large to be judged. */
export function headersTooLarge(): Refused {
  return refusal({
    status: 431,
    code: 'invalid_request',
    title: 'The request headers are too large',
    detail: 'Send fewer or shorter request headers.',
    remedy: 'fix_request',
  });
}

/** RFC 9110 section 15.5.14. */
export function tooLarge(most: number): Refused {
  return refusal({
    status: 413,
    code: 'invalid_request',
    title: 'The body is too large',
    detail: `Send at most ${most} bytes.`,
    remedy: 'fix_request',
  });
}

/** A page of an unexpected origin. */
export function wrongOrigin(): Refused {
  return refusal({
    status: 403,
    code: 'invalid_request',
    title: 'The origin is not allowed',
    detail: 'Pages of this origin may not talk to this server.',
    remedy: 'none',
  });
}

/** A call that did not come through Latchkey, at an API behind it. */
export function notThroughLatchkey(code: 'missing_token' | 'invalid_token', detail: string): Refused {
  return refusal(
    { status: 401, code, title: 'The call did not come through the front door', detail, remedy: 'none' },
    { 'www-authenticate': 'Bearer' },
  );
}

function refusal(body: Omit<RefusalBody, 'type' | 'checks'>, headers: Record<string, string> = {}): Refused {
  const { status, title, detail, code, remedy } = body;
  const whole: RefusalBody = { type: 'about:blank', title, status, detail, code, checks: [], remedy };
  return {
    allowed: false,
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: new TextEncoder().encode(JSON.stringify(whole)),
  };
}
