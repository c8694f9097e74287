import type { Response } from 'express';
import type { Negotiated } from './negotiation.ts';
import type { Problem } from './problem.ts';

/** The answer depends on these headers, so caches need to know them. */
const VARY = 'Accept, Accept-Language';

/** Sends `body` in the negotiated type and language. Bypasses Express's setters, which add a charset. */
export function sendAnswer(
  response: Response,
  { type, language }: Negotiated,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': type,
    'content-language': language,
    'content-length': bytes.length,
    vary: VARY,
    ...headers,
  });
  response.end(bytes);
}

/** Refusals are always in English, because programs read them. */
export function sendProblem(response: Response, problem: Problem): void {
  if (response.headersSent) return void response.destroy();
  const bytes = Buffer.from(problem.body());
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'content-language': 'en',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    vary: VARY,
  });
  response.end(bytes);
}
