import type { Answer } from '../../http/answer.ts';

/** With this header, set to `header`, a proxy asks for refusals in the form that it can pass on. */
export const RELAY_HEADER = 'latchkey-relay';

/**
 * A refusal for a proxy that knows no answer but 2xx, 401 and 403, and no body: nginx with `auth_request`. It is 403
 * throughout, since nginx adds a challenge of its own accord to 401. What the caller is to be told stands in
 * headers: the status in `Latchkey-Refusal-Status`, the body in `Latchkey-Refusal`.
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

/** The same JSON in characters that a header may hold. */
function inAscii(json: string): string {
  return json.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
