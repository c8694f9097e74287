import type { Answer } from '../../http/answer.ts';

/** A proxy sets this header to `header` to get refusals that it can relay. */
export const RELAY_HEADER = 'latchkey-relay';

/**
 * Returns a refusal for a proxy that accepts only 2xx, 401 and 403, and no body: nginx with `auth_request`.
 * It is always 403, since nginx adds its own challenge to 401. The caller's answer is in headers: the status
 * in `Latchkey-Refusal-Status`, the body in `Latchkey-Refusal`.
 */
export function relayedRefusal(answer: Answer): Answer {
  return {
    status: 403,
    headers: {
      ...answer.headers,
      'latchkey-refusal-status': String(answer.status),
      'latchkey-refusal': inAscii(answer.body.toString()),
    },
    body: '',
  };
}

/** Returns the same JSON in characters that a header may contain. */
function inAscii(json: string): string {
  return json.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
