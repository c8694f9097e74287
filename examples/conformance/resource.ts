import type { InProcessHandler } from 'latchkey';

/** Identifies a call to both sides, if a FAPI client sends it. */
const INTERACTION = 'x-fapi-interaction-id';

/** The API behind every configuration of the rig: it answers with the caller. */
export const resource: InProcessHandler = (request, response, caller) => {
  const interaction = request.headers[INTERACTION];
  if (interaction !== undefined) response.setHeader(INTERACTION, interaction);
  const body = JSON.stringify({ user: caller?.user?.id ?? null, client: caller?.client?.id ?? null });
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
};
