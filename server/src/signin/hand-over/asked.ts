import type { Api } from '../../api.ts';
import type { Inbound } from '../../http/inbound.ts';
import { ok, type Result } from '../../lib/result.ts';
import type { AuthorizationDetail, ClientId, ResourceRef, TenantId, UserId } from '../../model/index.ts';
import { type Begun, beginChallenge } from '../challenge.ts';

/** The purpose of a sign-in. A visit of the account pages has neither client nor scopes. */
export interface SignInWanted {
  clientId: ClientId | null;
  redirectUri: string | null;
  scopes: readonly string[];
  loginHint: string | null;
  prompt: readonly string[];
  /** In seconds. */
  maxAge: number | null;
  /** Languages in the order of preference (OpenID Connect Core section 3.1.2.1). */
  uiLocales: readonly string[];
  /** The tenant that the client named. */
  tenant: string | null;
  /** A sentence for the person, such as that another account is asked for. */
  message: string | null;
}

export const NOTHING_WANTED: SignInWanted = {
  clientId: null,
  redirectUri: null,
  scopes: [],
  loginHint: null,
  prompt: [],
  maxAge: null,
  uiLocales: [],
  tenant: null,
  message: null,
};

/** Stored with a challenge of purpose `sign_in`. */
export interface SignInAsked extends SignInWanted {
  /** The host that has the cookie of the browser. */
  host: string;
  returnTo: string;
  /** A form that was posted when its session had ended, sealed. */
  kept: string | null;
}

/** Stored with a challenge of purpose `consent`. */
export interface ConsentAsked {
  /** The host that has the cookie of the browser. */
  host: string;
  /** The authorization request, byte for byte, without notes of our own. */
  path: string;
  query: string;
  userId: UserId;
  tenantId: TenantId;
  /** The tenants that the person may choose from. */
  tenants: readonly { id: TenantId; name: string; role: string }[];
  clientId: ClientId;
  redirectUri: string;
  scopes: readonly string[];
  /** Those of the scopes that the person may leave out. */
  optional: readonly string[];
  /** Numbers of days, `untilRevoked` and `unchanged`, from which the person chooses the end. */
  expiry: readonly (number | string)[];
  details: readonly AuthorizationDetail[];
  granted: readonly string[];
  prompt: readonly string[];
  /** The resources to choose from, each with what it is in; `null` if the scopes select none. */
  resources: readonly (ResourceRef & { name: string; parent?: ResourceRef })[] | null;
}

/** The answers that the application gives. */
export type SignInAnswer =
  | { kind: 'refused'; reason: string | null }
  | {
      kind: 'accepted';
      subject: string;
      name: string;
      email: string;
      emailVerified: boolean;
      /** `null`: as they are. */
      memberships: readonly GivenPlace[] | null;
      authTime: number;
      amr: readonly string[];
      acr: string | null;
    };

/** A place in a tenant that another system gives. */
export interface GivenPlace {
  tenant: string;
  role: string;
}

export type ConsentAnswer =
  | { kind: 'refused'; reason: string | null }
  | {
      kind: 'accepted';
      tenant: string | null;
      /** `null`: all of them. */
      scopes: readonly string[] | null;
      resources: readonly ResourceRef[] | null;
      /** `null`: the first choice. */
      expiry: number | string | null;
    };

type Purpose = { purpose: 'sign_in'; asked: SignInAsked } | { purpose: 'consent'; asked: ConsentAsked };

/** Begins a challenge, and returns the address of the application's page that decides it. */
export async function handOverTo(
  api: Api,
  request: Inbound,
  page: string,
  { purpose, asked }: Purpose,
): Promise<Result<Begun & { location: string }, number>> {
  const begun = await beginChallenge(api, request, { purpose, asked: { ...asked } });
  if (!begun.ok) return begun;
  const location = new URL(page);
  location.searchParams.set('challenge', begun.value.secret);
  return ok({ ...begun.value, location: location.href });
}
