import type { Api } from '../api.ts';
import type { Decide } from '../guard/decision.ts';
import { problem } from '../http/answer.ts';
import { send } from '../http/exchange.ts';
import { createForward } from './forward.ts';
import { createInProcess } from './in-process.ts';
import type { Front } from './way-in.ts';

export type { Front } from './way-in.ts';

/** The front of an API, by how Latchkey stands before it. */
export async function createFront(api: Api, decide: Decide): Promise<Front> {
  const { front } = api.config;
  switch (front.kind) {
    case 'gateway':
      return createForward(api, front, decide);
    case 'in-process':
      return createInProcess(api.config, front.load, decide);
    case 'forward-auth':
    case 'sdk':
      return { handle: async (_request, response) => send(response, misdirected()) };
  }
}

function misdirected() {
  return problem(
    421,
    'misdirected_request',
    'Misdirected Request',
    'The API under this address is reached through its own proxy or server, which asks Latchkey about each call.',
  );
}
