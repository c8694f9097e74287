import { z } from 'zod';
import type { Api } from '../../api.ts';
import { type Answer, NO_STORE, problem } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { ok, refused } from '../../lib/result.ts';
import { readMac, signMac } from '../../tokens/mac-jwt.ts';
import { nothing } from './endpoint.ts';

/** Stands on what an SDK asks and tells: who asks, what is asked, and the nonce that the answer has to carry. */
const QUESTION_HEADER = 'latchkey-question';

/** Of a batch of calls, the largest that is asked. Read only for whoever has proved to hold the guard key. */
const LARGEST = 5 * 1024 * 1024;

const signed = z.object({
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22,128}$/),
  endpoint: z.string(),
  digest: z.string(),
});

/** `content` makes a POST of it. */
const asked = z.object({
  headers: z.record(z.string(), z.string()),
  content: z.unknown().optional(),
});

export function isSigned({ headers }: Inbound): boolean {
  return headers[QUESTION_HEADER] !== undefined;
}

type Sign = (claims: Record<string, unknown>) => string;

/**
 * An exchange with an SDK in which both sides prove that they hold the guard key, which itself is never sent. The
 * question is signed whole, so nothing between the two can have another call judged; the answer is signed whole,
 * with the nonce of the question, so it cannot be forged, and cannot be one that was given to another question.
 * That holds for everything: allowed, refused, open to everybody. `answerTo` is given the question as a request.
 */
export async function signedExchange(
  api: Api,
  endpoint: string,
  request: Inbound,
  answerTo: (inner: Inbound) => Promise<Answer>,
): Promise<Answer> {
  const key = api.keys.guardKey();
  const question = signed.safeParse(
    readMac(key, String(request.headers[QUESTION_HEADER]), 'latchkey-question+jwt'),
  );
  if (!question.success || question.data.endpoint !== endpoint) {
    api.log.warn({ api: api.config.name }, 'a question was not signed with the guard key');
    return nothing();
  }
  const body = await request.body(LARGEST);
  const read = asked.safeParse(
    body.ok && sha256(body.value) === question.data.digest ? parsed(body.value) : null,
  );
  if (!read.success) {
    return problem({
      status: 400,
      code: 'invalid_request',
      detail: 'The question is not the one that was signed.',
    });
  }
  const answer = await answerTo(inside(request, read.data, key));
  const { nonce } = question.data;
  const sign: Sign = (claims) => signMac(key, 'latchkey-answer+jwt', { nonce, ...claims });
  return answer.stream
    ? { ...answer, stream: signedEvents(answer.stream, sign) }
    : sealed(answer, request, sign);
}

/** The question as a request of its own: headers that somebody on the way may have added are not part of it. */
function inside(request: Inbound, { headers, content }: z.output<typeof asked>, key: string): Inbound {
  const bytes = Buffer.from(content === undefined ? '' : JSON.stringify(content));
  return {
    ...request,
    method: content === undefined ? 'GET' : 'POST',
    query: '',
    headers: { ...headers, 'latchkey-guard-key': key },
    ip: request.peer,
    certificate: () => null,
    body: async (limit) => (bytes.length > limit ? refused('too_large') : ok(bytes)),
  };
}

function sealed({ status, headers, body }: Answer, { requestId }: Inbound, sign: Sign): Answer {
  const told = { ...headers, 'latchkey-request-id': requestId };
  return {
    status: 200,
    headers: { 'content-type': 'application/jose', ...NO_STORE },
    body: sign({ status, headers: told, body: body.toString() }),
  };
}

/** Each with its number, or whoever stands between could leave out the one that says a token was revoked. */
async function* signedEvents(events: AsyncIterable<string>, sign: Sign): AsyncGenerator<string> {
  let number = 0;
  for await (const event of events) yield `data: ${sign({ number: number++, event })}\n\n`;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
