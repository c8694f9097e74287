import type { Api } from '../../api.ts';
import { sha256 } from '../../lib/compare.ts';
import { looksMade } from '../../lib/ids.ts';
import { type Client, HAND_OVER, isVouchedFor, type SignInChallenge } from '../../model/index.ts';
import { clientHost, destination } from '../../rules/client/destination.ts';
import type { ConsentAsked, SignInAsked } from '../../signin/hand-over/asked.ts';
import type { ShownChallenge } from './shapes.ts';

/** A challenge with what its purpose stores. */
export type OpenChallenge =
  | { purpose: 'sign_in'; row: SignInChallenge; asked: SignInAsked }
  | { purpose: 'consent'; row: SignInChallenge; asked: ConsentAsked };

/** Returns a challenge that the application may still decide, or `null`. */
export async function openChallenge(api: Api, secret: string): Promise<OpenChallenge | null> {
  if (!looksMade(secret)) return null;
  const row = await api.store.signInChallenge(sha256(secret), api.clock.now());
  if (!row || row.purpose === 'provider') return null;
  return { purpose: row.purpose, row, asked: row.asked } as unknown as OpenChallenge;
}

/** Returns a challenge in the words of the pages that Latchkey itself would show. */
export async function readChallenge(api: Api, challenge: OpenChallenge): Promise<ShownChallenge> {
  const { row, asked } = challenge;
  const consent = challenge.purpose === 'consent' ? challenge.asked : null;
  const signIn = challenge.purpose === 'sign_in' ? challenge.asked : null;
  const found = asked.clientId === null ? null : await api.store.client(asked.clientId, api.clock.now());
  const tenantId = consent?.tenantId ?? signIn?.tenant ?? null;
  const tenant = tenantId === null ? null : await api.store.tenantById(tenantId);
  return {
    purpose: challenge.purpose,
    client: found && shownClient(found.client, asked.redirectUri ?? '', tenant?.id ?? null),
    scopes: asked.scopes.map((name) => ({
      name,
      title: api.config.scopes[name]?.title ?? name,
      granted: consent?.granted.includes(name) ?? false,
      optional: consent?.optional.includes(name) ?? false,
    })),
    prompt: [...asked.prompt],
    expiresAt: new Date(row.expiresAt).toISOString(),
    loginHint: signIn?.loginHint ?? null,
    maxAge: signIn?.maxAge ?? null,
    uiLocales: [...(signIn?.uiLocales ?? [])],
    tenant: tenant && { id: tenant.id, name: tenant.name },
    message: signIn?.message ?? null,
    person: consent && (await personOf(api, consent)),
    tenants: (consent?.tenants ?? []).map((each) => ({ ...each })),
    expiry: [...(consent?.expiry ?? [])],
    authorizationDetails: (consent?.details ?? []).map((each) => ({ ...each })),
    resources: consent?.resources?.map((each) => ({ ...each, parent: each.parent ?? null })) ?? null,
  };
}

function shownClient(client: Client, redirectUri: string, tenant: string | null) {
  return {
    ...{ id: client.id, name: client.name, kind: client.kind, mode: client.mode },
    verified: isVouchedFor(client, tenant),
    host: clientHost(client, redirectUri),
    destination: destination(redirectUri),
  };
}

async function personOf(api: Api, { userId, tenantId }: ConsentAsked) {
  const accounts = await api.store.outsideAccountsOf(userId);
  const membership = await api.store.membership(userId, tenantId);
  const subject = accounts.find(({ source }) => source === HAND_OVER)?.subject ?? null;
  return { user: userId, subject, role: membership?.role ?? '' };
}
