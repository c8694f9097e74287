import { managerRoles } from '../../access/roles.ts';
import type { Api } from '../../api.ts';
import { type Answer, empty, json, NO_STORE } from '../../http/answer.ts';
import type { Inbound, Route } from '../../http/inbound.ts';
import { SECOND } from '../../lib/clock.ts';
import { type Client, type Grant, scopeMember } from '../../model/index.ts';
import { oauthEvent } from '../audit/oauth-event.ts';
import { askingPlatform } from '../bearer/asking-platform.ts';
import { challenge } from '../bearer/presented-access.ts';

const MOST = 100;
/** The form of a connection's id, which is also the cursor of a list. */
const ID = /^[\w-]{1,100}$/;

type Handle = Route['handle'];

/**
 * A platform's own connections, by the token that it got for itself: it lists them, reads one and ends those
 * that it no longer wants (docs/decisions/0033-a-platforms-own-connections.md). Another platform's connection
 * does not exist for it.
 */
export function connectionsEndpoint(api: Api): { list: Handle; read: Handle; end: Handle } {
  const asPlatform =
    (act: (request: Inbound, platform: Client, id: string) => Promise<Answer>): Handle =>
    async (request, { connection = '' }) => {
      const platform = await askingPlatform(api, request);
      return platform.ok ? act(request, platform.value, connection) : challenge(api, platform.problem);
    };
  return {
    list: asPlatform((request, platform) => list(api, request, platform)),
    read: asPlatform(async (_request, platform, id) => {
      const grant = await connectionOf(api, platform, id);
      return grant ? json(200, described(api, grant), NO_STORE) : NOT_FOUND;
    }),
    end: asPlatform((request, platform, id) => end(api, request, platform, id)),
  };
}

async function list(api: Api, { query }: Inbound, platform: Client): Promise<Answer> {
  const asked = new URLSearchParams(query);
  const limit = Number(asked.get('limit') ?? MOST);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
    return invalid(`limit has to be a whole number from 1 to ${MOST}.`);
  }
  const after = asked.get('cursor');
  if (after !== null && !ID.test(after))
    return invalid('cursor has to be the next_cursor of an earlier answer.');
  // Reads one more to learn whether there is a next page.
  const found = await api.store.connectionsOf({
    clientId: platform.id,
    after,
    limit: limit + 1,
    managerRoles: managerRoles(api.config),
  });
  const connections = found.slice(0, limit);
  const next = found.length > limit ? connections.at(-1)?.connectedAccountId : undefined;
  const body = { connections: connections.map((grant) => described(api, grant)) };
  return json(200, { ...body, ...(next ? { next_cursor: next } : {}) }, NO_STORE);
}

async function end(api: Api, request: Inbound, platform: Client, id: string): Promise<Answer> {
  const grant = await connectionOf(api, platform, id);
  if (!grant) return NOT_FOUND;
  const detail = { by: 'client' };
  const row = oauthEvent(api, request, 'authorization.revoked', { client: platform, grant, detail });
  const { id: grantId, tenantId } = grant;
  // If it has already ended, the answer is the same, so that the request can be repeated.
  await api.store.revokeGrant({ grantId, tenantId, now: api.clock.now(), audit: [row] });
  return empty(204, NO_STORE);
}

async function connectionOf(api: Api, platform: Client, id: string): Promise<Grant | null> {
  const found = await api.store.connectedAccount(id, managerRoles(api.config));
  return found?.grant.clientId === platform.id ? found.grant : null;
}

/**
 * Returns a connection as its platform sees it, by the part that the platform's own token acts on. Reveals no
 * more about the user than its tokens do.
 */
function described({ config }: Api, grant: Grant): Record<string, unknown> {
  return {
    connected_account_id: grant.connectedAccountId,
    [config.tenant.field]: grant.tenantId,
    status: grant.status,
    ...scopeMember(grant.scopes),
    connected_at: Math.floor(grant.createdAt / SECOND),
    changed_at: Math.floor(grant.updatedAt / SECOND),
    ...(grant.expiresAt === null ? {} : { expires_at: Math.floor(grant.expiresAt / SECOND) }),
  };
}

/**
 * The same answer for another platform's connection and for an unknown id, so that no platform learns
 * another's customers.
 */
const NOT_FOUND = json(
  404,
  { error: 'not_found', error_description: 'This platform has no such connection.' },
  NO_STORE,
);

function invalid(description: string): Answer {
  return json(400, { error: 'invalid_request', error_description: description }, NO_STORE);
}
