import { base64url, jwtVerify, SignJWT } from 'jose';

/** Of an answer, far more than Latchkey ever gives. */
const LARGEST = 4 * 1024 * 1024;

export interface Question {
  headers?: Record<string, string>;
  /** Makes a POST of it. */
  content?: unknown;
}

/** A question that proves by whom it is asked, ready to be posted, and how its answer is told from any other. */
export interface SignedQuestion {
  headers: Record<string, string>;
  body: string;
  /**
   * The claims of an answer to this very question. Throws for everything else: what is not signed with the guard key,
   * and what was given to another question.
   */
  read(answer: string): Promise<Record<string, unknown>>;
}

/** Asks and gives the answer, once it has proved to be Latchkey's to this question. Throws for everything else. */
export type SignedAsk = (endpoint: string, question: Question, signal: AbortSignal) => Promise<Response>;

/** Makes a function that asks Latchkey at `<url>/<endpoint>`. The guard key signs both ways, and is never sent. */
export function createSignedAsk(url: string, key: string): SignedAsk {
  const sign = createSigner(key);
  return async (endpoint, question, signal) => {
    const { headers, body, read } = await sign(endpoint, question);
    // A redirect would carry the caller's token to somebody else.
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
  return async (endpoint, { headers = {}, content }) => {
    const body = JSON.stringify({ headers, content });
    const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
    const nonce = base64url.encode(crypto.getRandomValues(new Uint8Array(24)));
    const digest = base64url.encode(new Uint8Array(hash));
    const proof = await new SignJWT({ nonce, endpoint, digest })
      .setProtectedHeader({ alg: 'HS256', typ: 'latchkey-question+jwt' })
      .sign(secret);
    return {
      headers: { 'content-type': 'application/json', 'latchkey-question': proof },
      body,
      async read(answer) {
        const { payload } = await jwtVerify(answer, secret, {
          typ: 'latchkey-answer+jwt',
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
    throw new Error('The answer has no shape that is understood.');
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

/** It may be anybody who answers, and with anything. */
async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LARGEST) throw new Error('The answer is too long.');
  }
  return text;
}
