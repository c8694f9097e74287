import type { Api } from '../api.ts';
import type { Decide } from '../guard/decision.ts';
import { problem } from '../http/answer.ts';
import { send } from '../http/exchange.ts';
import { createForward, type Front } from './forward.ts';
import { createInProcess } from './in-process.ts';

export type { Front } from './forward.ts';

/** What answers calls to the API on its own hosts, by how Latchkey stands in front of it. */
export async function createFront(api: Api, decide: Decide): Promise<Front> {
  const { front } = api.config;
  switch (front.kind) {
    case 'gateway':
      return exactly(createForward(api, front.upstream, decide));
    case 'in-process':
      return exactly(await createInProcess(front.load, decide));
    case 'forward-auth':
    case 'sdk':
      return async (_request, response) => send(response, misdirected());
  }
}

/**
 * Node keeps the first of several `Authorization` headers and drops the others. The guard has to see them all,
 * to refuse them: another server on the way may have kept the last. Other headers come joined by commas.
 */
function exactly(front: Front): Front {
  return (request, response, call) =>
    front(request, response, { ...call, authorization: request.headersDistinct.authorization?.join(', ') });
}

function misdirected() {
  return problem(
    421,
    'misdirected_request',
    'Misdirected Request',
    'The API under this address is reached through its own proxy or server, which asks Latchkey about each call.',
  );
}
