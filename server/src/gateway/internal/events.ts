import { type Answer, NO_STORE } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { ChangeFeed, Heard } from '../sdk/change-feed.ts';
import { type InternalApi, type InternalEndpoint, only, withGuardKey } from './endpoint.ts';

/**
 * `events`: changes that affect decisions, as server-sent events, for an API that decides by itself. They are
 * sent in a signed exchange in which each event is signed with its number: otherwise an attacker in the
 * middle could hide from the API that a token was revoked.
 */
export const events: InternalEndpoint<Pick<InternalApi, 'api' | 'sdks'>> = {
  path: 'events',
  answer: withGuardKey(only(['GET'], ({ sdks }, request) => follow(sdks.changes, request))),
};

function follow(changes: ChangeFeed, request: Inbound): Answer {
  const last = request.headers['last-event-id'];
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no', ...NO_STORE },
    body: '',
    stream: written(changes.follow(typeof last === 'string' ? last : undefined)),
  };
}

/** In the format of the WHATWG HTML standard, section 9.2.5. */
async function* written(heard: AsyncIterable<Heard>): AsyncGenerator<string> {
  for await (const { kind, id, ...data } of heard) {
    yield `event: ${kind}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}
