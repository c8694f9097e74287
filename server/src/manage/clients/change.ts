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
  isVouchedFor,
} from '../../model/index.ts';
import { lacksRedirectUri } from '../../rules/client/grant-types.ts';
import { verificationOf } from '../../rules/client/verification.ts';
import { type Sentence, sentence } from '../../words/sentence.ts';
import { readAllowlist } from '../addresses.ts';
import {
  type ClientProblems,
  MOST_REDIRECT_URIS,
  nameProblem,
  redirectUrisProblem,
  scopesProblem,
} from './input.ts';
import { type ClientWords, withWords } from './words.ts';

/** The fields of a client that may change, as entered; those that are absent stay. */
export interface ClientChange extends ClientWords {
  name?: string | undefined;
  redirectUris?: string[] | undefined;
  scopes?: string[] | undefined;
  /** Addresses and CIDR blocks that may use it; empty: any. */
  addresses?: string[] | undefined;
  /** A plan of limits, or `null` for the API's own. Operators alone change it. */
  plan?: string | null | undefined;
}

/** `owner`: cannot change what an operator decided. */
type As = 'owner' | 'operator';

/** A change that meets another one is judged anew so often. */
const TRIES = 3;

/** Changes a client. Its grants stay: no grant becomes wider by it, because each has scopes of its own. */
export async function changeClient(
  api: Api,
  request: Inbound,
  client: Client,
  input: ClientChange,
  { as, by }: { as: As; by: string | null },
): Promise<Result<{ outcome: 'updated' | 'unknown' | 'outdated'; client: Client }, ClientProblems>> {
  const changed = changedClient(api, client, input, as);
  if (!changed.ok) return changed;
  const next = changed.value;
  const { name, redirectUris, scopes, settings } = next;
  const detail = {
    ...{ name, redirectUris, scopes, ipAllowlist: settings.ipAllowlist ?? null },
    ...(input.plan === undefined ? {} : { plan: settings.plan ?? null }),
    verified: isVouchedFor(next, null),
    ...(by === null ? {} : { by }),
  };
  const outcome = await api.store.updateClient(
    next,
    [row(api, request, 'client.changed', client, detail)],
    client,
  );
  return ok({ outcome, client: next });
}

/** Changes a client for its owner, whatever an operator changes at the same time. */
export async function changeOwnClient(
  api: Api,
  request: Inbound,
  client: Client,
  input: ClientChange,
): Promise<Result<'updated' | 'unknown', ClientProblems>> {
  let current: Client | null = client;
  for (let tries = 0; current && tries < TRIES; tries++) {
    const changed = await changeClient(api, request, current, input, { as: 'owner', by: null });
    if (!changed.ok) return changed;
    if (changed.value.outcome !== 'outdated') return ok(changed.value.outcome);
    current = (await api.store.client(client.id, api.clock.now()))?.client ?? null;
  }
  return ok('unknown');
}

/** Returns the client as it is after a change, or a problem for each field that cannot be as it was entered. */
function changedClient(
  api: Api,
  client: Client,
  input: ClientChange,
  as: As,
): Result<Client, ClientProblems> {
  const { name = client.name, redirectUris = [...client.redirectUris], scopes = [...client.scopes] } = input;
  const known = (uri: string) => client.redirectUris.includes(uri);
  const addresses = addressesFor(client, input.addresses, as);
  const problems = {
    name: nameProblem(name),
    redirectUris: redirectUrisProblem({
      // Existing URIs may stay: they were accepted under other rules, by the operator or a former system.
      uris: redirectUris.filter((uri) => !known(uri)),
      needed: lacksRedirectUri({ ...client, redirectUris }) && !lacksRedirectUri(client),
      room: Math.max(0, MOST_REDIRECT_URIS - redirectUris.filter(known).length),
      isPublic: isPublic(client),
      schemeless: dialectNamesOf(api.config, client).includes('schemeless-redirect'),
    }),
    scopes: scopesProblem(
      api,
      client.kind,
      as,
      scopes.filter((scope) => !client.scopes.includes(scope)),
      scopes,
    ),
    plan: planProblem(api, input.plan),
    addresses: addresses.ok ? null : addresses.problem,
  };
  const found = Object.entries(problems).filter(([, problem]) => problem !== null);
  if (found.length > 0 || !addresses.ok) return refused(Object.fromEntries(found));
  const { ipAllowlist: _, verified: __, plan, ...others } = client.settings;
  const uris = [...new Set(redirectUris)];
  // The operator verified the client under its previous name and redirect URIs, and has not seen the new ones.
  const same = name === client.name && uris.every(known);
  const planNow = input.plan === undefined ? plan : input.plan;
  const settings: ClientSettings = {
    ...others,
    ...(addresses.value === null ? {} : { ipAllowlist: addresses.value }),
    ...(as === 'operator' && input.addresses && addresses.value !== null ? { addressesHeld: true } : {}),
    ...(planNow === undefined || planNow === null ? {} : { plan: planNow }),
    ...verificationOf(client, as === 'operator' || same),
  };
  return ok(
    withWords({ ...client, name, redirectUris: uris, scopes: [...new Set(scopes)], settings }, input),
  );
}

function planProblem({ config }: Api, plan: string | null | undefined): Sentence | null {
  const plans = Object.keys(config.limits.plans);
  if (plan === undefined || plan === null || plans.includes(plan)) return null;
  return plans.length === 0 ? sentence('noPlans') : sentence('noSuchPlan', plans.join(', '));
}

/** The owner cannot change a limit set by the operator. */
function addressesFor(
  { settings }: Client,
  entered: string[] | undefined,
  as: As,
): Result<readonly string[] | null, Sentence> {
  const held = settings.ipAllowlist ?? null;
  if (entered === undefined) return ok(held);
  const read = readAllowlist(entered);
  if (!settings.addressesHeld || !read.ok || as === 'operator') return read;
  return JSON.stringify(read.value) === JSON.stringify(held) ? read : refused(sentence('operatorsAddresses'));
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
