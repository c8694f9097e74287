import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import { testMode } from '../../config/tenant-for-tests.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import {
  CLIENT_CREDENTIALS,
  type Client,
  type Developer,
  isVouchedFor,
  type Membership,
  type TenantId,
  type UserId,
} from '../../model/index.ts';
import { type Sentences, sentence } from '../../words/sentence.ts';
import type { Actor } from '../api/actor.ts';
import type { ManageAnswer, ManageCall } from '../api/operation.ts';
import { homesOf, joinTestTenant } from '../developers/tenant-for-tests.ts';
import { createClient, createOwnClient, type NewClient } from './create.ts';
import { type NewClientBody, unusable } from './given.ts';
import { type ClientProblems, checkClient } from './input.ts';
import { shownClient, shownSecret } from './shown.ts';

type Problems = ClientProblems | Sentences<'owner' | 'tenant' | 'pair'>;

/** Creates a client as the one who asks may: a developer for themselves, an operator for anybody. */
export async function create(call: ManageCall<unknown, NewClientBody>): Promise<ManageAnswer> {
  const { api, body, actor } = call;
  const pair = await pairOf(api, actor, body);
  if (!pair.ok) return unusable(pair.problem);
  const created = await (actor.as === 'api' ? createForOperator(call) : createForDeveloper(call));
  if (!created.ok) return unusable(created.problem);
  const { secret, client } = created.value;
  if (pair.value) await join(call, client, pair.value);
  const found = await api.store.client(client.id, api.clock.now());
  if (!found) throw new Error('a client was gone right after it was made');
  const secrets = found.secrets.map(shownSecret);
  return { status: 201, body: { ...shownClient(found.client), secrets, secret } };
}

async function createForDeveloper(
  call: ManageCall<unknown, NewClientBody>,
): Promise<Result<NewClient, Problems>> {
  const { api, request, actor, body } = call;
  const { userId } = actor;
  if (userId === null || (body.owner !== null && body.owner !== userId)) {
    return refused({ owner: sentence('ownOwner') });
  }
  const memberships = homesOf(api, await api.store.membershipsOf(userId));
  const developer = memberships.length === 0 ? await api.store.developer(userId) : null;
  if (developer && body.tenant === null) return createWithoutTenant(call, developer);
  const tenant = tenantFor(memberships, body.tenant);
  if (!tenant.ok) return tenant;
  return createOwnClient(api, request, { userId, tenantId: tenant.value }, body, body);
}

/** The client of a developer who signed up. There is no tenant in which a token of its own could act. */
async function createWithoutTenant(
  { api, request, body }: ManageCall<unknown, NewClientBody>,
  { userId, state }: Developer,
): Promise<Result<NewClient, Problems>> {
  if (state === 'pending') {
    return refused({ owner: sentence('notApprovedYet') });
  }
  if (state === 'refused') return refused({ owner: sentence('notApproved') });
  if (body.kind !== 'platform' && body.grantTypes.includes(CLIENT_CREDENTIALS.type)) {
    const { word } = api.config.tenant;
    return refused({
      grantTypes: sentence('actsNowhere', word, CLIENT_CREDENTIALS.type),
    });
  }
  const made = await createOwnClient(api, request, { userId, tenantId: null }, body, body);
  // Without a place, the link of its quick start would end at a page that says so.
  if (made.ok && made.value.client.mode === testMode(api.config)) await joinTestTenant(api, request, userId);
  return made;
}

function tenantFor(memberships: readonly Membership[], wanted: string | null): Result<TenantId, Problems> {
  const ids = memberships.map(({ tenantId }) => tenantId);
  const found = wanted === null && ids.length === 1 ? ids[0] : ids.find((id) => id === wanted);
  if (found !== undefined) return ok(found);
  if (ids.length === 0) return refused({ tenant: sentence('noMembership') });
  return refused({ tenant: sentence('chooseTenant', ids.join(', ')) });
}

async function createForOperator(
  call: ManageCall<unknown, NewClientBody>,
): Promise<Result<NewClient, Problems>> {
  const { api, request, actor, body } = call;
  const checked = checkClient(api, body, 'operator');
  if (!checked.ok) return checked;
  const owner = body.owner === null ? null : await api.store.userById(body.owner);
  if (body.owner !== null && !owner) return refused({ owner: sentence('noSuchUser', body.owner) });
  const tenant = body.tenant === null ? null : await api.store.tenantById(body.tenant);
  if (body.tenant !== null && !tenant) {
    return refused({ tenant: sentence('noSuchTenant', api.config.tenant.word, body.tenant) });
  }
  const acts = await actsAs(api, owner?.id ?? null, tenant?.id ?? null, checked.value.grantTypes);
  const whose = { ownerUserId: owner?.id ?? null, tenantId: tenant?.id ?? null, actsAsUserId: acts };
  return createClient(api, request, { ...checked.value, ...whose }, body, actor.by);
}

/** A client's own token acts as its owner where that is a member: a client must not have more rights than they. */
async function actsAs(
  api: Api,
  owner: UserId | null,
  tenant: TenantId | null,
  grantTypes: readonly string[],
): Promise<UserId | null> {
  if (owner === null || tenant === null || !grantTypes.includes('client_credentials')) return null;
  return (await api.store.membership(owner, tenant)) ? owner : null;
}

/** Returns the client that the new one is to be a pair with, or `null` for none. */
async function pairOf(api: Api, actor: Actor, body: NewClientBody): Promise<Result<Client | null, Problems>> {
  if (body.pair === null) return ok(null);
  const found = (await api.store.client(body.pair, api.clock.now()))?.client;
  const own = actor.as === 'api' || found?.ownerUserId === actor.userId;
  if (!found || !own) return refused({ pair: sentence('noSuchPair') });
  if (found.mode === body.mode) return refused({ pair: sentence('sameMode', found.name, found.mode) });
  return ok(found);
}

async function join(
  { api, request, actor }: ManageCall<unknown, NewClientBody>,
  made: Client,
  other: Client,
): Promise<void> {
  for (const [one, pair] of [
    [made, other],
    [other, made],
  ] as const) {
    const { ownerUserId: userId, tenantId, id: clientId, mode, settings } = one;
    const row = auditEvent(api, request, 'client.changed', {
      ...{ userId, tenantId, clientId, mode },
      detail: { name: one.name, pair: pair.id, verified: isVouchedFor(one, null), by: actor.by },
    });
    await api.store.updateClient({ ...one, settings: { ...settings, pair: pair.id } }, [row], one);
  }
}
