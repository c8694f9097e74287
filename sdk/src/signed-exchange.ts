import { base64url, jwtVerify, SignJWT } from 'jose';
import { ANSWER_TYPE, QUESTION_HEADER, QUESTION_TYPE } from '../../wire/names.ts';

/** The largest answer, in bytes; Latchkey's are far smaller. */
const LARGEST = 4 * 1024 * 1024;

export interface Question {
  headers?: Record<string, string>;
  /** Without a question mark. It is signed with the rest, and stands in no URL. */
  query?: string;
  /** Makes the question a POST. */
  content?: unknown;
}

/** A question that proves who asks, ready to be posted, with the verification of its answer. */
export interface SignedQuestion {
  headers: Record<string, string>;
  body: string;
  /**
   * Returns the claims of an answer to this question. Throws for an answer that is not signed with the guard
   * key or was given to another question.
   */
  read(answer: string): Promise<Record<string, unknown>>;
}

/**
 * Asks, and resolves to the answer after verifying that it is Latchkey's answer to this question. Rejects
 * otherwise.
 */
export type SignedAsk = (endpoint: string, question: Question, signal: AbortSignal) => Promise<Response>;

/**
 * Makes a function that asks Latchkey at `<url>/<endpoint>`. The guard key signs in both directions and is
 * never sent.
 */
export function createSignedAsk(url: string, key: string): SignedAsk {
  const sign = createSigner(key);
  return async (endpoint, question, signal) => {
    const { headers, body, read } = await sign(endpoint, question);
    // A redirect would carry the caller's token to another server.
    const answer = await fetch(`${url}/${endpoint}`, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal,
    });
    return toResponse(await read(await textOf(answer)));
  };
}

export function createSigner(key: string): (endpoint: string, question: Question) => Promise<SignedQuestion> {
  const secret = new TextEncoder().encode(key);
  return async (endpoint, { headers = {}, query, content }) => {
    const body = JSON.stringify({ headers, query, content });
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
    const nonce = base64url.encode(crypto.getRandomValues(new Uint8Array(24)));
    const digest = base64url.encode(new Uint8Array(hash));
    const proof = await new SignJWT({ nonce, endpoint, digest })
      .setProtectedHeader({ alg: 'HS256', typ: QUESTION_TYPE })
      .sign(secret);
    return {
      headers: { 'content-type': 'application/json', [QUESTION_HEADER]: proof },
      body,
      async read(answer) {
        const { payload } = await jwtVerify(answer, secret, {
          typ: ANSWER_TYPE,
          algorithms: ['HS256'],
        });
        if (payload.nonce !== nonce) throw new Error('The answer was given to another question.');
        return payload;
      },
    };
  };
}

function toResponse({ status, headers, body }: Record<string, unknown>): Response {
  if (
    typeof status !== 'number' ||
    typeof headers !== 'object' ||
    headers === null ||
    typeof body !== 'string'
  ) {
    throw new Error('The answer has an unknown shape.');
  }
  return new Response(body === '' ? null : body, { status, headers: headersOf(headers) });
}

function headersOf(fields: object): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of [value].flat()) headers.append(name, String(each));
  }
  return headers;
}

/** An attacker may be answering, so the size is limited. */
async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LARGEST) throw new Error('The answer is too long.');
  }
  return text;
}
