import type { IncomingMessage } from 'node:http';
import type { Api } from '../../api.ts';
import { readBody } from '../../http/inbound.ts';
import { askPublic, type FetchProblem } from '../../http/outbound.ts';
import { ok, type Result, refused } from '../../lib/result.ts';

/** In bytes: metadata, keys and tokens have some kilobytes. */
const LARGEST = 256 * 1024;
const TIMEOUT = 10_000;

/** The part of `fetch` that the library uses. */
interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/**
 * Returns a `fetch` for the library that keeps to our own rules for outbound requests (SSRF): an issuer may name any address in its
 * metadata. Statuses other than 200 are answers too, since a token endpoint refuses by 400.
 */
export function guardedFetch(api: Pick<Api, 'address'>): (url: string, asked?: Asked) => Promise<Response> {
  return async (url, { method = 'GET', headers = {}, body } = {}) => {
    const answer = await askPublic(
      url,
      {
        accept: ['application/json', 'application/jwk-set+json'],
        timeoutMs: TIMEOUT,
        allowLoopback: !api.address.secure,
        ...(method === 'POST' ? { post: posted(headers, body) } : {}),
      },
      read,
    );
    if (!answer.ok) throw new Error(`The provider cannot be asked: ${answer.problem}.`);
    return answer.value;
  };
}

function posted(headers: Record<string, string>, body: unknown) {
  const { 'content-type': type = 'application/x-www-form-urlencoded', accept: _, ...others } = headers;
  return { type: type.split(';')[0] ?? type, body: String(body), headers: others };
}

async function read(answer: IncomingMessage): Promise<Result<Response, FetchProblem>> {
  const status = answer.statusCode ?? 0;
  if (status >= 300 && status < 400) return refused('redirected');
  if (status < 200 || status > 599) return refused('status');
  const body = await readBody(answer, LARGEST);
  if (!body.ok) return refused(body.problem === 'too_large' ? 'too_large' : 'unreachable');
  const headers = { 'content-type': answer.headers['content-type'] ?? '' };
  return ok(new Response(body.value.toString('utf8') || null, { status, headers }));
}
