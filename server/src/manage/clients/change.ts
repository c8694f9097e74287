import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import { dialectNamesOf } from '../../config/schema/dialect-names.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import {
  type AuditEvent,
  type AuditKind,
  type Client,
  type ClientSettings,
  isPublic,
} from '../../model/index.ts';
import { lacksRedirectUri } from '../../rules/client/grant-types.ts';
import { readAllowlist } from '../addresses.ts';
import { type ClientProblems, MOST_REDIRECT_URIS, nameProblem, redirectUrisProblem } from './input.ts';

/** The fields that the owner of a client may change, as entered. */
export interface ClientChange {
  name: string;
  redirectUris: string[];
  /** Addresses and CIDR blocks that may use it; empty: any. */
  addresses: string[];
}

/** Changes a client's name, redirect URIs and addresses. Its scopes and grants stay. */
export async function changeOwnClient(
  api: Api,
  request: Inbound,
  client: Client,
  input: ClientChange,
): Promise<Result<'updated' | 'unknown', ClientProblems>> {
  const name = nameProblem(input.name);
  const redirectUris = redirectUrisProblem({
    // Existing URIs may stay: they were accepted under other rules, by the operator or a former system.
    uris: input.redirectUris.filter((uri) => !client.redirectUris.includes(uri)),
    needed: lacksRedirectUri({ ...client, redirectUris: input.redirectUris }) && !lacksRedirectUri(client),
    room: Math.max(
      0,
      MOST_REDIRECT_URIS - input.redirectUris.filter((uri) => client.redirectUris.includes(uri)).length,
    ),
    isPublic: isPublic(client),
    schemeless: dialectNamesOf(api.config, client).includes('schemeless-redirect'),
  });
  const addresses = addressesFor(client, input.addresses);
  if (name || redirectUris || !addresses.ok) {
    return refused({
      ...(name ? { name } : {}),
      ...(redirectUris ? { redirectUris } : {}),
      ...(addresses.ok ? {} : { addresses: addresses.problem }),
    });
  }
  const { ipAllowlist: _, verified: __, ...others } = client.settings;
  const uris = [...new Set(input.redirectUris)];
  // The operator verified the client under its previous name and redirect URIs.
  const same = input.name === client.name && uris.every((uri) => client.redirectUris.includes(uri));
  const settings = {
    ...others,
    ...(addresses.value === null ? {} : { ipAllowlist: addresses.value }),
    ...verifiedAfter(client, same),
  };
  const next = { ...client, name: input.name, redirectUris: uris, settings };
  const detail = { name: next.name, redirectUris: next.redirectUris, ipAllowlist: addresses.value };
  return ok(await api.store.updateClient(next, [row(api, request, 'client.changed', client, detail)]));
}

/**
 * Removes the verification if the name or redirect URIs changed, since the operator has not seen the new
 * ones.
 */
function verifiedAfter({ origin, settings }: Client, same: boolean): Pick<ClientSettings, 'verified'> {
  if (same) return settings.verified === undefined ? {} : { verified: settings.verified };
  return origin === 'seed' ? { verified: false } : {};
}

/** The owner cannot change a limit set by the operator. The problem is a sentence for the owner. */
function addressesFor({ settings }: Client, entered: string[]): Result<string[] | null, string> {
  const read = readAllowlist(entered);
  if (!settings.addressesHeld || !read.ok) return read;
  const held = settings.ipAllowlist ?? null;
  return JSON.stringify(read.value) === JSON.stringify(held)
    ? read
    : refused('The people behind this API say from where it may be used; ask them.');
}

/** Deletes a client and revokes everything issued to it. */
export function deleteOwnClient(
  api: Api,
  request: Inbound,
  client: Client,
  by: string,
): Promise<'deleted' | 'unknown'> {
  return api.store.deleteClient(client.id, [
    row(api, request, 'client.deleted', client, { name: client.name, by }),
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
