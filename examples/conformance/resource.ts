import type { InProcessHandler } from 'latchkey';

/** Names a call to both sides, where a FAPI client wants that. */
const INTERACTION = 'x-fapi-interaction-id';

/** The API behind every configuration of the rig: it says who is calling. */
export const resource: InProcessHandler = (request, response, caller) => {
  const interaction = request.headers[INTERACTION];
  if (interaction !== undefined) response.setHeader(INTERACTION, interaction);
  const body = JSON.stringify({ user: caller?.user?.id ?? null, client: caller?.client?.id ?? null });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
};
