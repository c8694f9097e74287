import type { Api } from '../api.ts';
import { separateAt } from '../config/addressing/protected-resource.ts';
import type { Front as FrontConfig } from '../config/index.ts';
import type { SeparateResource } from '../config/schema/separate-resource.ts';
import type { Decide } from '../guard/decision.ts';
import { problem } from '../http/answer.ts';
import { send } from '../http/exchange.ts';
import { createForward } from './forward.ts';
import type { Front } from './front.ts';
import { createInProcess } from './in-process.ts';

/** Returns the front of an API, as configured, with the fronts of its separate resources. */
export async function createFront(api: Api, decide: Decide): Promise<Front> {
  const whole = await frontOf(api, api.config.front, decide);
  const separate = new Map<SeparateResource, Front>();
  for (const { separate: resource } of Object.values(api.config.domains)) {
    if (resource) separate.set(resource, await frontOf(api, resource.front, decide));
  }
  const frontAt = (host: string) => {
    const resource = separateAt(api, host);
    return (resource && separate.get(resource)) ?? whole;
  };
  return {
    ...whole,
    handle: (request, response, call) => frontAt(call.host).handle(request, response, call),
    close() {
      for (const front of [whole, ...separate.values()]) front.close?.();
    },
  };
}

async function frontOf(api: Api, front: FrontConfig, decide: Decide): Promise<Front> {
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
  return problem({
    status: 421,
    code: 'misdirected_request',
    detail:
      'The API under this address is reached through its own proxy or server, which asks Latchkey about each call.',
  });
}
