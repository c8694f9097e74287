import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { SECOND } from '../../lib/clock.ts';
import { isMailAddress } from '../../lib/mail-address.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { SignInElsewhere, User } from '../../model/index.ts';
import { type Claims, placesIn, valuesOf } from '../../rules/sign-in/mapping.ts';
import { admitPerson } from '../outside/admit.ts';
import { roleOfGroups } from '../outside/group-roles.ts';
import { hasLeft, isOfDirectory, joinOfDirectory } from '../outside/of-directory.ts';
import { reachesBeyond } from '../outside/one-tenant.ts';
import { readSession } from '../session.ts';
import { sourceOf, type UsableProvider } from './of-tenant.ts';
import type { Arrived, ProviderAsked } from './provider.ts';

/** In characters. */
const LONGEST_NAME = 200;
const MOST_METHODS = 10;

export interface Admitted {
  user: User;
  /** Somebody else here has the same address, which the provider has verified. */
  namesake: boolean;
}

/**
 * Returns the person of an account at a provider: issuer and subject, never an address. A stranger without a place is not
 * added, since anybody can have an account at a large provider. `beyond`: a tenant's provider does not sign in somebody who has more than
 * that tenant.
 */
export async function admitFromProvider(
  api: Api,
  request: Inbound,
  provider: UsableProvider,
  { claims }: Arrived,
): Promise<Result<Admitted, 'no_place' | 'beyond'>> {
  const { tenantId } = provider;
  const [source, subject] = [sourceOf(provider, claims.iss), valuesOf(claims, provider.subjectClaim)[0]];
  if (subject === undefined) {
    api.log.warn({ provider: provider.id, claim: provider.subjectClaim }, 'an ID token lacks a claim');
    return refused('no_place');
  }
  if (tenantId && (await hasLeft(api, tenantId, subject))) return refused('no_place');
  const about = nameAndAddress(claims);
  // A tenant's own provider verifies addresses for that tenant, and for nobody else.
  const emailVerified = about.emailVerified && tenantId === null;
  const account = { source, subject, email: about.email, emailVerified };
  const known =
    (await api.store.outsideAccount(source, subject)) ??
    (tenantId && (await joinOfDirectory(api, request, tenantId, account)));
  if (known && tenantId && (await reachesBeyond(api, known.userId, tenantId))) return refused('beyond');
  // The directory of a tenant decides about the place of its people: one who left it does not come back by signing in.
  const isDecided = known && tenantId && (await isOfDirectory(api, tenantId, known.userId));
  if (isDecided && !(await api.store.membership(known.userId, tenantId))) return refused('no_place');
  const there = isDecided ? null : await placesFrom(api, provider, claims);
  if (!known && !there?.length) return refused('no_place');
  const person = { source, subject, ...about, emailVerified, wantedId: null };
  const user = await admitPerson(api, request, {
    ...person,
    places: there && { places: there, takesBack: provider.places?.takesBack ?? false, decidesAll: false },
  });
  const other = known || !person.emailVerified ? null : await api.store.userByEmail(person.email);
  return ok({ user, namesake: other !== null && other.id !== user.id });
}

/** Returns the places that claims give; `null`: memberships stay as they are. */
async function placesFrom(api: Api, { places, tenantId, groupsClaim }: UsableProvider, claims: Claims) {
  if (!places) return null;
  const there = await tenantsThatExist(api, placesIn(places, claims));
  if (tenantId === null || groupsClaim === null) return there;
  const role = await roleOfGroups(api, tenantId, valuesOf(claims, groupsClaim));
  return role === null ? there : there.map((place) => ({ ...place, role }));
}

/** A value of a claim that names no tenant here gives nothing; it adds none. */
async function tenantsThatExist(api: Api, places: { tenant: string; role: string }[]) {
  const found = await Promise.all(places.map(({ tenant }) => api.store.tenantById(tenant)));
  return places.filter((_, at) => found[at]);
}

/** Links an account to the person who is signed in at the browser that comes back, if it is still who began. */
export async function linkFromProvider(
  api: Api,
  request: Inbound,
  { claims }: Arrived,
  { linkTo }: ProviderAsked,
): Promise<'linked' | 'exists' | 'signed_out'> {
  const visitor = await readSession(api, request);
  if (!visitor || visitor.user.id !== linkTo) return 'signed_out';
  const { email, emailVerified } = nameAndAddress(claims);
  const now = api.clock.now();
  const [source, subject, userId] = [claims.iss, claims.sub, visitor.user.id];
  const account = {
    source,
    subject,
    userId,
    email,
    emailVerified,
    founding: false,
    createdAt: now,
    usedAt: now,
  };
  const detail = { source, subject };
  return api.store.linkOutside(account, [
    auditEvent(api, request, 'outside_account.linked', { userId, detail }),
  ]);
}

/** Names are shown only, so whatever a provider sends is made showable. */
export function nameAndAddress(claims: Claims): { name: string; email: string; emailVerified: boolean } {
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === 'string' ? value.replace(/\p{C}/gu, '').trim().slice(0, LONGEST_NAME) : '';
  };
  const address = [text('email'), text('preferred_username')].find(isMailAddress);
  const email = address ?? 'no-address@outside.invalid';
  const whole = [text('given_name'), text('family_name')].filter((part) => part !== '').join(' ');
  const name = text('name') || whole || text('preferred_username') || (email.split('@')[0] ?? email);
  // Some providers send the text "true".
  const verified = claims.email_verified === true || claims.email_verified === 'true';
  return { name, email, emailVerified: verified && address !== undefined && address === text('email') };
}

/** Returns how and when the provider says that the person authenticated (OpenID Connect Core section 2), in bounds. */
export function elsewhereIn({ auth_time: time, amr, acr }: Claims): SignInElsewhere {
  const methods: unknown[] = Array.isArray(amr) ? amr.slice(0, MOST_METHODS) : [];
  return {
    authenticatedAt: typeof time === 'number' && Number.isSafeInteger(time) ? time * SECOND : null,
    amr: methods.filter((each) => typeof each === 'string' && /^[\w.:-]{1,50}$/.test(each)) as string[],
    acr: typeof acr === 'string' && /^[\x21-\x7e]{1,200}$/.test(acr) ? acr : null,
  };
}
