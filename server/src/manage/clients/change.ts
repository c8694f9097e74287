import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import { type AuditEvent, type AuditKind, type Client, isPublic } from '../../model/index.ts';
import { type ClientProblems, nameProblem, redirectUrisProblem } from './wish.ts';

/** Gives a client another name or other redirect URIs; what it may ask for stays as it was made. */
export async function changeOwnClient(
  api: Api,
  request: Inbound,
  client: Client,
  wish: { name: string; redirectUris: string[] },
): Promise<Result<'updated' | 'unknown', ClientProblems>> {
  const name = nameProblem(wish.name);
  const redirectUris = redirectUrisProblem(api, {
    uris: wish.redirectUris,
    needed: client.grantTypes.includes('authorization_code'),
    isPublic: isPublic(client),
  });
  if (name || redirectUris) {
    return refused({ ...(name ? { name } : {}), ...(redirectUris ? { redirectUris } : {}) });
  }
  const next = { ...client, name: wish.name, redirectUris: [...new Set(wish.redirectUris)] };
  const detail = { name: next.name, redirectUris: next.redirectUris };
  return ok(await api.store.updateClient(next, [row(api, request, 'client.changed', client, detail)]));
}

/** Ends a client with everything issued to it. */
export function deleteOwnClient(api: Api, request: Inbound, client: Client): Promise<'deleted' | 'unknown'> {
  return api.store.deleteClient(client.id, [
    row(api, request, 'client.deleted', client, { name: client.name }),
  ]);
}

function row(
  api: Api,
  request: Inbound,
  kind: AuditKind,
  client: Client,
  detail: AuditEvent['detail'],
): AuditEvent {
  const { ownerUserId: userId, tenantId, id: clientId, mode } = client;
  return auditEvent(api, request, kind, { userId, tenantId, clientId, mode, detail });
}
