import type { Api } from '../../api.ts';
import { type Answer, NO_STORE, problem } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { SECOND } from '../../lib/clock.ts';
import { signJwt } from '../../tokens/jwt.ts';
import type { ChangeFeed, Heard } from './change-feed.ts';
import { provesGuardKey, strangersFindNothing } from './guard-key.ts';

const PROOF_SECONDS = 60;
const CHALLENGE = /^[A-Za-z0-9_-]{22,128}$/;

/**
 * `GET /.latchkey/<api>/events`: what changes of that on which decisions rest, as server-sent events, for an API that
 * decides by itself. It begins with a proof that this is Latchkey: a JWS over the challenge that was sent along.
 * Otherwise whoever answers in its place could keep from the API that a token was revoked.
 */
export function eventsRoute(api: Api, changes: ChangeFeed, request: Inbound): Answer {
  if (!provesGuardKey(api, request)) return strangersFindNothing();
  if (request.method !== 'GET') {
    return problem(405, 'method_not_allowed', 'Method Not Allowed', 'Use GET.', {}, { allow: 'GET' });
  }
  const challenge = request.headers['latchkey-challenge'];
  if (typeof challenge !== 'string' || !CHALLENGE.test(challenge)) {
    const detail = 'Send 22 or more random characters, fresh for each request, in Latchkey-Challenge.';
    return problem(400, 'invalid_request', 'Bad Request', detail);
  }
  const last = request.headers['last-event-id'];
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no', ...NO_STORE },
    body: '',
    stream: written(api, challenge, changes.follow(typeof last === 'string' ? last : undefined)),
  };
}

/** In the format of the WHATWG's HTML standard, section 9.2.5. */
async function* written(api: Api, challenge: string, heard: AsyncIterable<Heard>): AsyncGenerator<string> {
  for await (const { kind, id, ...data } of heard) {
    const proof = kind === 'hello' ? { proof: proofFor(api, challenge) } : {};
    yield `event: ${kind}\nid: ${id}\ndata: ${JSON.stringify({ ...data, ...proof })}\n\n`;
  }
}

function proofFor(api: Api, challenge: string): string {
  const issuedAt = Math.floor(api.clock.now() / SECOND);
  return signJwt(api.keys.signing(), 'latchkey-events+jwt', {
    iss: api.address.issuer,
    aud: api.config.name,
    iat: issuedAt,
    exp: issuedAt + PROOF_SECONDS,
    nonce: challenge,
  });
}
