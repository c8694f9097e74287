import { isIP } from 'node:net';
import { z } from 'zod';
import type { KeylessApi } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import { type Examination, examine, type Question } from '../../guard/examine.ts';
import { type Answer, json, NO_STORE, problem } from '../../http/answer.ts';
import { hostName } from '../../http/exchange.ts';
import type { Inbound } from '../../http/inbound.ts';
import { readPostedText } from '../../http/posted-text.ts';
import { parseJson, UnkeptText } from '../../lib/kept-text.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { servedHost } from './described-call.ts';
import { type InternalApi, type InternalEndpoint, only, withGuardKey } from './endpoint.ts';

type Deciding = Pick<InternalApi, 'api' | 'operations'>;

const MOST = 8_192;
const text = z.string().min(1).max(MOST);

/** The question. Strict: a misspelt condition must not be ignored silently. */
const asked = z
  .strictObject({
    token: text.optional(),
    connectedAccount: text.optional(),
    method: z.string().regex(/^[A-Z]{1,20}$/, 'an HTTP method in capitals, such as GET'),
    url: text,
    account: text.optional(),
    version: text.optional(),
    ip: z
      .string()
      .refine((value) => isIP(value) !== 0, 'an IP address')
      .optional(),
  })
  .refine((body) => (body.token === undefined) !== (body.connectedAccount === undefined), {
    error: 'name either a token or a connectedAccount',
  });

export type Asked = z.input<typeof asked>;

/** A fault in the question: its place as a JSON pointer, and the problem. */
export interface Complaint {
  pointer: string;
  detail: string;
}

/**
 * `POST /.latchkey/<api>/decisions`: answers what would happen if this token made this call. It is for the
 * API owner, who authenticates with the guard key; without it the answer is 404, as at `check`. The question
 * is recorded.
 */
export const decisions: InternalEndpoint<Deciding> = {
  path: 'decisions',
  answer: withGuardKey(only(['POST'], decide, 'Ask with POST and a JSON body.')),
};

async function decide({ api, operations }: Deciding, request: Inbound): Promise<Answer> {
  const body = await readJson(request);
  if (!body.ok) return problem({ status: 400, code: 'invalid_request', detail: body.problem });
  const question = readQuestion(api, body.value);
  if (!question.ok) {
    const detail = 'The body does not say which call is meant; see errors.';
    return problem({ status: 400, code: 'invalid_request', detail, members: { errors: question.problem } });
  }
  const { examination, trace } = await examine(api, operations, question.value, api.runtime.counters);
  const { token, personalTokenId, actors, ...whose } = trace;
  const detail = { by: 'guard key', ...summaryOf(question.value, examination) };
  await api.store.record([auditEvent(api, request, 'decision.asked', { ...whose, detail })]);
  return json(200, examination, { ...NO_STORE });
}

/** Returns the question for the audit row, without its token and path. */
export function summaryOf({ call, as }: Question, { operation, outcome, refusal }: Examination) {
  return {
    asked: 'token' in as ? 'token' : as.connectedAccount,
    method: call.method,
    operation: operation?.id ?? null,
    outcome,
    ...(refusal === null ? {} : { code: refusal.code }),
  };
}

/** Parses the question. Returns all faults at once. */
export function readQuestion(api: KeylessApi, body: unknown): Result<Question, Complaint[]> {
  const read = asked.safeParse(body);
  if (!read.success) {
    const complaints = read.error.issues.map(({ path, message }) => ({
      pointer: path.map((each) => `/${String(each)}`).join(''),
      detail: message,
    }));
    return refused(complaints);
  }
  const { token, connectedAccount, method, url, account, version, ip = '' } = read.data;
  const address = readUrl(api, url);
  if (!address.ok) return refused([{ pointer: '/url', detail: address.problem }]);
  const as = token !== undefined ? { token } : { connectedAccount: connectedAccount ?? '' };
  return ok({ call: { method, ...address.value, account, version, ip }, as });
}

/** Splits the URL by hand: a URL parser would normalize the path that is to be judged. */
function readUrl(
  api: KeylessApi,
  url: string,
): Result<Pick<Question['call'], 'host' | 'path' | 'query'>, string> {
  const [, authority, target] = /^(?:https?:\/\/([^/?#]+))?(\/[^#]*)$/i.exec(url) ?? [];
  if (target === undefined) {
    return refused('a path that begins with a slash, or an http or https URL with a path, without fragment');
  }
  const mark = target.indexOf('?');
  return ok({
    host:
      authority === undefined
        ? hostName(new URL(api.address.api).host)
        : servedHost(api, hostName(authority)),
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
  });
}

async function readJson(request: Inbound): Promise<Result<unknown, string>> {
  const posted = await readPostedText(request);
  if (!posted.ok) {
    return refused(`Send JSON in the body, as application/json (${posted.problem.replaceAll('_', ' ')}).`);
  }
  if (posted.value.mediaType !== 'application/json')
    return refused('Send JSON in the body, as application/json.');
  try {
    return ok(parseJson(posted.value.text));
  } catch (error) {
    return refused(error instanceof UnkeptText ? error.message : 'The body is not JSON.');
  }
}
