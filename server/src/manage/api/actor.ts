import type { Api } from '../../api.ts';
import type { ManagementToken, Membership, Operator, TenantId, UserId } from '../../model/index.ts';
import type { SignedIn } from '../../signin/session.ts';
import type { Acting } from '../acting.ts';

/** The one who asks, as they proved it. */
export type Caller =
  | { kind: 'token'; token: ManagementToken }
  | ({ kind: 'person'; operator: Operator | null } & SignedIn);

/** The one who acts, and the authority for it. */
export interface Actor {
  caller: Caller;
  /**
   * `api`: on the API owner's authority, everywhere. `tenant`: with a token of that tenant, on its behalf. `member`: by their
   * role in the tenant. `self`: for what is their own.
   */
  as: 'api' | 'tenant' | 'member' | 'self';
  /** The membership on which a member acts. */
  membership: Membership | null;
  /** The tenant that a token is limited to. */
  tenantId: TenantId | null;
  /** The person, for the log; `null` for a token. */
  userId: UserId | null;
  /** The actor in the detail of a row in the log: the id of a user or a management token. */
  by: string;
}

export function actorOf(caller: Caller, as: Actor['as'], membership: Membership | null = null): Actor {
  const isToken = caller.kind === 'token';
  return {
    caller,
    as,
    membership,
    tenantId: isToken ? caller.token.tenantId : null,
    userId: isToken ? null : caller.user.id,
    by: isToken ? caller.token.id : caller.user.id,
  };
}

export async function membershipIn(api: Api, caller: Caller, tenant: string): Promise<Membership | null> {
  if (caller.kind === 'token') return null;
  const all = await api.store.membershipsOf(caller.user.id);
  return all.find(({ tenantId }) => tenantId === tenant) ?? null;
}

/** The person who asks, for operations that are for a person alone. */
export function personOf({ caller }: Actor): SignedIn {
  if (caller.kind === 'person') return caller;
  throw new Error('An operation for a person has to say so: whom is person.');
}

/** The actor in a tenant: a member by their role, anybody else with authority over all of it. */
export function actingIn({ membership, by }: Actor, tenantId: TenantId): Acting {
  return membership ?? { tenantId, userId: null, by };
}
