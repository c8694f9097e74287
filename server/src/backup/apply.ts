import { isWithin, managesTenant, permissionsOf } from '../access/roles.ts';
import { expandScopes } from '../access/scopes.ts';
import type { ApiConfig } from '../config/index.ts';
import type { Client, ClientSettings, Grant, Instant } from '../model/index.ts';
import type { Effect } from '../rules/restore/effects.ts';
import { both, type Gathered } from '../rules/restore/gather.ts';
import { type NarrowClient, restoredVerification } from '../rules/restore/narrow-client.ts';
import { heldRole } from '../rules/tenant/held-member.ts';
import { keepsRefreshToken } from '../rules/token/refresh.ts';
import type { Store } from '../store/store.ts';
import { secretId } from '../tokens/client-secret.ts';

/** Does again, on a restored database, everything that a log ended or narrowed after its backup. */
export interface Applying {
  store: Store;
  config: ApiConfig;
  now: Instant;
}

type Does = Effect['does'];
type OneEffect<Name extends Does> = Extract<Effect, { does: Name }>;

/** Effects that share a commit. */
const AT_ONCE = 500;

/**
 * Roles before what holds them is removed, people and tenants last: with them goes what the others are about. Each sort
 * runs after the one before it.
 */
const ORDER: { [Name in Does]: (applying: Applying, effect: OneEffect<Name>) => Promise<unknown> } = {
  'end everything': ({ store, now }) => store.endEverything(now),
  'end tokens of connection': endTokens,
  'end tokens of client': ({ store, now }, { clientId }) => store.endTokensOfClient(clientId, now),
  'end sessions': ({ store }, { userId }) =>
    store.endSessionsOf({ userId, keep: null, notices: [], audit: [] }),
  'renew password': ({ store }, { userId }) => store.forgetPassword(userId),
  'remove provider': ({ store }, { tenantId }) => store.removeTenantProvider(tenantId, []),
  'remove group roles': ({ store }, { tenantId }) => store.setGroupRoles(tenantId, [], []),
  'unlink account': ({ store }, { userId, name, id }) =>
    store.unlinkOutside({ userId, source: name, subject: id, audit: [] }),
  'end recovery codes': ({ store, now }, { userId }) => store.endRecoveryCodes(userId, now),
  'end second step': ({ store }, { userId }) => store.endSecondStep({ userId, audit: [] }),
  'remove passkey': ({ store }, { id, userId }) => store.removePasskey({ id, userId, audit: [] }),
  'remove factors': ({ store }, { userId }) => store.removeFactors({ userId, notices: [], audit: [] }),
  'end personal access token': ({ store, now }, { id, userId, tenantId }) =>
    store.revokePersonalToken({ id, userId, tenantId, now, audit: [] }),
  'end management token': ({ store, now }, { id }) => store.revokeManagementToken({ id, now, audit: [] }),
  'limit operator': limitOperator,
  'remove operator': ({ store }, { userId }) => store.removeOperator({ userId, audit: [] }),
  'refuse developer': refuseDeveloper,
  'narrow connection': narrowConnection,
  'limit addresses': ({ store, now }, { does: _, held, ...limit }) =>
    store.limitGrantAddresses({ ...limit, now, byManager: held, audit: [] }),
  'suspend connection': suspend,
  'end connection': ({ store, now }, { grantId, tenantId, whole, held }) =>
    (whole ? store.revokeGrant : store.withdrawGrant)({ grantId, tenantId, now, byManager: held, audit: [] }),
  'narrow role': narrowRole,
  'change role': changeRole,
  'remove role': removeRole,
  'end invitation': ({ store }, { id, tenantId }) => store.withdrawInvitation({ id, tenantId, audit: [] }),
  'remove member': ({ store, now }, { tenantId, userId }) =>
    store.removeMember({ tenantId, userId, now, audit: [] }),
  'replace secret': ({ store }, { clientId, until }) => store.limitSecrets(clientId, until),
  'end secret': endSecret,
  'narrow client': narrowClient,
  'delete client': ({ store }, { clientId }) => store.deleteClient(clientId, []),
  'end registration token': ({ store }, { id }) => store.endInitialAccessToken(id, []),
  'end registration tokens': ({ store }) => store.endRegistrationTokens(),
  'replace signing keys': replaceSigningKeys,
  'disable webhook': async ({ store, now }, { id }) => store.disableWebhookEndpoint(id, now),
  'remove webhook': ({ store }, { id }) => store.removeWebhookEndpoint(id, []),
  'delete user': ({ store }, { userId }) => store.deletePerson({ userId, audit: [] }),
  'delete tenant': ({ store }, { tenantId }) => store.deleteTenant({ tenantId, audit: [] }),
};

export async function applyEffects(applying: Applying, gathered: Gathered): Promise<void> {
  await applying.store.endOneTimeThings();
  for (const does of Object.keys(ORDER)) {
    const effects = [...gathered.values()].filter((effect) => effect.does === does);
    for (let at = 0; at < effects.length; at += AT_ONCE) {
      await Promise.all(effects.slice(at, at + AT_ONCE).map((effect) => apply(applying, effect)));
    }
  }
}

function apply<Name extends Does>(applying: Applying, effect: OneEffect<Name>): Promise<unknown> {
  const step = ORDER[effect.does as Name];
  return step(applying, effect);
}

/** A client that keeps its refresh token whatever key that is bound to used it, and no token ended. */
async function endTokens(
  { store, config, now }: Applying,
  { grantId, clientId, rotated }: OneEffect<'end tokens of connection'>,
): Promise<void> {
  const client = clientId === null ? null : ((await store.client(clientId, now))?.client ?? null);
  const unbound = { context: { confirmation: null } };
  if (rotated && client && keepsRefreshToken(client, unbound, config.tokens.refresh)) return;
  await store.endTokensOfGrant(grantId);
}

/** Nothing is left of a connection without scopes or resources. */
async function narrowConnection(
  { store, config, now }: Applying,
  { grantId, tenantId, scopes, resources, expiresAt, held }: OneEffect<'narrow connection'>,
): Promise<void> {
  const grant = await store.grantById(grantId);
  if (!grant) return;
  const left = leftOf(grant, scopes, resources);
  if (left.scopes.length === 0 || left.resources?.length === 0) {
    await store.withdrawGrant({ grantId, tenantId, now, byManager: held, audit: [] });
    return;
  }
  await store.shrinkGrant({
    grantId,
    tenantId,
    ...left,
    expiresAt,
    now,
    ...(held ? { managerLeaves: [...expandScopes(config.scopes, left.scopes)] } : {}),
    audit: [],
  });
}

function leftOf(
  grant: Grant,
  scopes: readonly string[] | null,
  resources: OneEffect<'narrow connection'>['resources'],
) {
  return {
    scopes: both(grant.scopes, scopes, (scope) => scope) ?? [],
    resources: both(grant.resources, resources, ({ type, id }) => `${type}:${id}`),
  };
}

/** A connection that was resumed in the end is as it was in the backup. */
async function suspend(
  { store, now }: Applying,
  { grantId, tenantId, suspended, held }: OneEffect<'suspend connection'>,
): Promise<void> {
  if (!suspended) return;
  const change = { grantId, tenantId, suspended, now, audit: [] };
  const outcome = await store.suspendGrant({ ...change, byManager: held });
  if (outcome === 'shared') await store.suspendGrant({ ...change, byManager: true });
}

/** The permissions of a role that its tenant made are those in both; a new role is not in the backup. */
async function narrowRole(
  { store }: Applying,
  { tenantId, name, permissions }: OneEffect<'narrow role'>,
): Promise<void> {
  const before = (await store.customRoles(tenantId)).find((role) => role.name === name);
  if (!before) return;
  const left = before.permissions.filter((permission) => isWithin([permission], permissions));
  const also = permissions.filter((permission) => isWithin([permission], before.permissions));
  await store.saveCustomRole({ ...before, permissions: [...new Set([...left, ...also])] }, []);
}

/** A member keeps the lesser of two roles. One who has another role of the same height is held. */
async function changeRole(
  { store, config }: Applying,
  { tenantId, userId, role }: OneEffect<'change role'>,
): Promise<void> {
  const member = await store.membership(userId, tenantId);
  if (!member || member.role === role) return;
  const made = await store.customRoles(tenantId);
  const reachOf = (name: string) =>
    permissionsOf(config, name, made.find((each) => each.name === name)?.permissions ?? null);
  const [had, has] = [reachOf(member.role), reachOf(role)];
  const known = Object.hasOwn(config.roles, role) || made.some(({ name }) => name === role);
  const manages = (name: string) => managesTenant(config, name);
  if (isWithin(had, has) && !(manages(member.role) && !manages(role)) && known) return;
  const isLess = known && isWithin(has, had) && !(manages(role) && !manages(member.role));
  await store.setRole({ tenantId, userId, role: isLess ? role : heldRole(member.role), audit: [] });
}

/** Members who have it still got another role later, which is not in the backup: it permits nothing any more. */
async function removeRole({ store }: Applying, { tenantId, name }: OneEffect<'remove role'>): Promise<void> {
  if ((await store.removeCustomRole({ tenantId, name, audit: [] })) !== 'in_use') return;
  const role = (await store.customRoles(tenantId)).find((each) => each.name === name);
  if (role) await store.saveCustomRole({ ...role, permissions: [] }, []);
}

async function endSecret({ store, now }: Applying, { clientId, id }: OneEffect<'end secret'>): Promise<void> {
  const secret = (await store.client(clientId, now))?.secrets.find((each) => secretId(each) === id);
  if (secret) await store.endClientSecret(secret, []);
}

async function narrowClient(
  { store, now }: Applying,
  { clientId, to }: OneEffect<'narrow client'>,
): Promise<void> {
  const found = await store.client(clientId, now);
  if (!found) return;
  const { client } = found;
  const uris = to.redirectUris;
  const redirectUris = uris ? client.redirectUris.filter((uri) => uris.includes(uri)) : client.redirectUris;
  const tenantId = client.tenantId ?? to.tenantId ?? null;
  const scopes = both(client.scopes, to.scopes ?? null, (scope) => scope) ?? [];
  await store.updateClient(
    { ...client, redirectUris, scopes, tenantId, settings: narrowSettings(client, to) },
    [],
  );
}

function narrowSettings(client: Client, to: NarrowClient): ClientSettings {
  const { verified: _, ...settings } = client.settings;
  return {
    ...settings,
    ...(to.ipAllowlist ? { ipAllowlist: to.ipAllowlist } : {}),
    ...restoredVerification(client, to),
    // A client that was resumed in the end is as it was in the backup.
    ...(to.suspended ? { standing: 'suspended' as const } : {}),
    ...(to.held ? { held: true as const } : {}),
    ...(to.described ? { documentFreshUntil: 0 } : {}),
  };
}

/** The next start makes new ones. */
async function replaceSigningKeys({ store }: Applying): Promise<void> {
  for (const { id } of await store.sealedKeys('signing')) await store.removeSealedKey(id);
}

/** One who was removed later must not come back by it. */
async function limitOperator({ store }: Applying, { userId }: OneEffect<'limit operator'>): Promise<unknown> {
  const found = await store.operator(userId);
  return found && store.setOperator({ ...found, role: 'auditor' }, []);
}

/** One who was approved again later has to be so once more. */
async function refuseDeveloper(
  { store, now }: Applying,
  { userId }: OneEffect<'refuse developer'>,
): Promise<unknown> {
  const found = await store.developer(userId);
  const change = { userId, to: 'refused' as const, reason: null, now, mails: [], audit: [] };
  return found && store.decideDeveloper({ ...change, from: found.state });
}
