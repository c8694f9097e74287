import { z } from 'zod';
import { ANSWER_TYPE, QUESTION_HEADER, QUESTION_TYPE } from '../../../../wire/names.ts';
import type { Api } from '../../api.ts';
import { type Answer, NO_STORE, problem } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { sha256 } from '../../lib/compare.ts';
import { parseJson } from '../../lib/kept-text.ts';
import { ok, refused } from '../../lib/result.ts';
import { readMac, signMac } from '../../tokens/mac-jwt.ts';
import { nothing } from './endpoint.ts';

/** The largest batch of calls, in bytes. It is read only after the guard key was proved. */
const LARGEST = 5 * 1024 * 1024;

const signed = z.object({
  nonce: z.string().regex(/^[A-Za-z0-9_-]{22,128}$/),
  endpoint: z.string(),
  digest: z.string(),
});

/** With `content` the question is a POST. */
const asked = z.object({
  headers: z.record(z.string(), z.string()),
  query: z.string().default(''),
  content: z.unknown().optional(),
});

export function isSigned({ headers }: Inbound): boolean {
  return headers[QUESTION_HEADER] !== undefined;
}

/** The parts of an API that take part in an exchange. */
type Asked = {
  config: Pick<Api['config'], 'name'>;
  keys: Pick<Api['keys'], 'guardKeys'>;
  log: Pick<Api['log'], 'warn'>;
};

type Sign = (claims: Record<string, unknown>) => string;

/**
 * An exchange with an SDK in which both sides prove that they hold the guard key, which is never sent itself.
 * The question is signed as a whole, so an attacker in the middle cannot have another call judged. The answer
 * is signed as a whole with the question's nonce, so it can be neither forged nor replayed for another
 * question. That holds for every answer: allowed, refused, or open without a token. `answerTo` receives the
 * question as a request.
 */
export async function signedExchange(
  api: Asked,
  endpoint: string,
  request: Inbound,
  answerTo: (inner: Inbound) => Promise<Answer>,
): Promise<Answer> {
  const asking = String(request.headers[QUESTION_HEADER]);
  const questionUnder = (each: string) => signed.safeParse(readMac(each, asking, QUESTION_TYPE));
  const key = api.keys.guardKeys().find((each) => questionUnder(each).success) ?? '';
  const question = questionUnder(key);
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
  const sign: Sign = (claims) => signMac(key, ANSWER_TYPE, { nonce, ...claims });
  return answer.stream
    ? { ...answer, stream: signedEvents(answer.stream, sign) }
    : sealed(answer, request, sign);
}

/** Returns the question as a separate request, so that headers added on the way are not part of it. */
function inside(request: Inbound, { headers, query, content }: z.output<typeof asked>, key: string): Inbound {
  const bytes = Buffer.from(content === undefined ? '' : JSON.stringify(content));
  return {
    ...request,
    method: content === undefined ? 'GET' : 'POST',
    query,
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

/**
 * Each event is signed with its number: an attacker could otherwise drop the one that says a token was
 * revoked.
 */
async function* signedEvents(events: AsyncIterable<string>, sign: Sign): AsyncGenerator<string> {
  let number = 0;
  for await (const event of events) yield `data: ${sign({ number: number++, event })}\n\n`;
}

function parsed(body: Buffer): unknown {
  try {
    return parseJson(body.toString());
  } catch {
    return null;
  }
}
