import type { InProcessHandler } from 'latchkey';

/** The API behind every configuration of the rig: it says who is calling. */
export const resource: InProcessHandler = (_request, response, caller) => {
  const body = JSON.stringify({ user: caller.user?.id ?? null, client: caller.client?.id ?? null });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
};
