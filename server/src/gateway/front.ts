import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Api } from '../api.ts';
import type { Call, Decide } from '../guard/decision.ts';
import { problem } from '../http/answer.ts';
import { send } from '../http/exchange.ts';
import type { CircuitOutlook } from './circuit.ts';
import { createForward } from './forward.ts';
import { createInProcess } from './in-process.ts';

/** What answers calls to the API on its own hosts. */
export interface Front {
  /** Answers one call, whatever stands behind. */
  handle(request: IncomingMessage, response: ServerResponse, call: Call): Promise<void>;
  /** Whether the API behind is being given a rest, where Latchkey is its proxy. */
  circuit?(): CircuitOutlook;
  /** Ends the connections that are kept to the API behind. */
  close?(): void;
}

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
