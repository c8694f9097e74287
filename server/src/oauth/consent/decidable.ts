import { isWithinResources } from '../../access/resources.ts';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { SelectableResource } from '../../config/index.ts';
import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import { managesTenant, rolePermissions } from '../../manage/members/role.ts';
import type { Client, ConnectedAccount, Grant, Membership } from '../../model/index.ts';
import { selectable } from '../../pages/consent/resources.ts';
import { messagePage } from '../../pages/message.ts';
import { consentProblem } from '../../rules/grant/holds.ts';
import { isActive, isSuspended } from '../../rules/grant/standing.ts';
import type { SignedIn } from '../../signin/session.ts';

/** What a consent means, and why there can be none, is the same for a browser's request and for a device. */
const SUSPENDED = 'This connection is suspended. Resume it under your connections before you connect again.';

/** What has to be known, besides the person, to say whether they may allow a request. */
export interface ConsentParties {
  membership: Membership;
  /** Their own, if there is one. */
  grant: Grant | null;
  client: Client;
  /** The customer's connection, which others may have begun; `null` when the client is no platform or nobody has. */
  connection: { account: ConnectedAccount; suspended: boolean } | null;
}

/**
 * Why a person cannot allow this now, as a sentence; `null` when they can. What somebody who manages the tenant decided
 * about the connection is for a manager to change (`rules/grant/holds.ts`).
 */
export function whyNot(
  api: Api,
  { membership, grant, client, connection }: ConsentParties,
  scopes: readonly string[],
): string | null {
  const decided = grant?.held ?? connection?.account.held ?? null;
  const held = managesTenant(api, membership.role)
    ? null
    : consentProblem(decided, { scopes, resources: 'unchanged' });
  const { tenantName } = membership;
  const ask = `Ask a manager of ${tenantName}.`;
  if (held === 'scopes') {
    return `A manager of ${tenantName} limited what ${client.name} may do here, and it asks for more. ${ask}`;
  }
  if (held === 'stopped')
    return `A manager of ${tenantName} stopped this connection to ${client.name}. ${ask}`;
  if (grant && isSuspended(grant)) return SUSPENDED;
  // A person who joins a suspended connection would be suspended with the others.
  if (!connection?.suspended || (grant && isActive(grant))) return null;
  if (managesTenant(api, membership.role)) return SUSPENDED;
  return `The connection of ${tenantName} to ${client.name} is suspended. ${ask}`;
}

/** The resources to choose from, less those that a manager took away; `null` when the API cannot say. */
export async function choicesLeft(
  api: Api,
  visitor: SignedIn,
  membership: Membership,
  grant: Grant | null,
): Promise<SelectableResource[] | null> {
  const list = await selectable(api, visitor.user, membership.tenantId);
  const left = managesTenant(api, membership.role) ? null : (grant?.held?.resources ?? null);
  return left === null
    ? list
    : (list?.filter(({ type, id }) => isWithinResources([{ type, id }], left)) ?? null);
}

/** A row about somebody who tried to allow what a manager stopped, or more than one left. */
export function recordHeld(
  api: Api,
  request: Inbound,
  { membership, grant, client, connection }: ConsentParties,
  scopes: readonly string[],
): Promise<void> {
  const { userId, tenantId } = membership;
  return api.store.record([
    auditEvent(api, request, 'authorization.denied', {
      ...{ userId, tenantId, clientId: client.id, grantId: grant?.id ?? null, mode: client.mode },
      ...{
        connectedAccountId: connection?.account.id ?? grant?.connectedAccountId ?? null,
        outcome: 'denied',
        code: 'held_by_manager',
      },
      detail: { scopes },
    }),
  ]);
}

/** What the user's role permits now, where a later promotion has to wait for the next consent; else `null`. */
export async function ceiling(api: Api, membership: Membership): Promise<string[] | null> {
  return api.config.promotions === 'wait' ? rolePermissions(api, membership) : null;
}

/** For somebody who has no tenant whose data they could share. */
export function noMembership(api: Api, { user }: SignedIn): Answer {
  const { word } = api.config.tenant;
  return messagePage(api, 403, `You belong to no ${word}`, {
    text: `You are signed in as ${user.email}, but there is no ${word} whose data you could share. Ask for an invitation, or sign in as somebody else.`,
    link: { href: '/sign-out', label: 'Sign out' },
    code: 'no_membership',
  });
}

/** The protected API could not say what there is to choose from. */
export function listUnavailable(api: Api): Answer {
  return messagePage(api, 503, 'The list cannot be loaded', {
    text: `${api.config.title} cannot say just now what there is to choose from. Nothing was shared. Please try again in a moment.`,
    code: 'resources_unavailable',
  });
}
