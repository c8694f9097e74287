import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import { newId } from '../../lib/ids.ts';
import { type AuditEvent, type AuditKind, detailsMember, type TokenHash } from '../../model/index.ts';
import type { Consent, RecordedConsent } from '../../store/store.ts';
import type { Allowed } from './choose.ts';
import { type Decidable, findDecidable } from './decidable.ts';
import type { Again, Decision, Denied } from './decide.ts';

/** How a consent reaches its client: by a newly minted code, or through the waiting device. */
export type Carrier =
  | {
      kind: 'code';
      code: Omit<Consent['code'], 'clientId' | 'userId' | 'tenantId' | 'mode'>;
      pushed: TokenHash | null;
    }
  | { kind: 'device'; hash: TokenHash; authenticatedAt: number | null };

/** `gone`: this request was already decided, or it has expired. */
export type Recorded =
  | Denied
  | Pick<Allowed, 'kind'>
  | { kind: 'gone' }
  /** The user has to be asked again about the current state. */
  | { kind: 'again'; decidable: Decidable; again: Again };

/** Records a decision with its audit row, or returns why it cannot be recorded. */
export async function record(
  api: Api,
  request: Inbound,
  decidable: Decidable,
  decision: Decision,
  carrier: Carrier,
): Promise<Recorded> {
  switch (decision.kind) {
    case 'again':
      if (decision.tried) await api.store.record([denial(api, request, decidable, decision.tried)]);
      return { kind: 'again', decidable, again: decision };
    case 'denied': {
      const row = denial(api, request, decidable, 'access_denied');
      return (await denied(api, carrier, row)) ? decision : { kind: 'gone' };
    }
    case 'allowed': {
      const outcome = await allowed(api, carrier, consentOf(api, request, decidable, decision));
      return outcome === 'held' ? overtaken(api, decidable) : { kind: outcome };
    }
  }
}

/** Returns whether it is the first decision about the request. */
async function denied({ store, clock }: Api, carrier: Carrier, row: AuditEvent): Promise<boolean> {
  const now = clock.now();
  if (carrier.kind === 'device') {
    return (await store.denyDevice({ hash: carrier.hash, now, audit: [row] })) === 'denied';
  }
  if (carrier.pushed !== null) {
    return (await store.consumePushedRequest(carrier.pushed, now, [row])) === 'consumed';
  }
  await store.record([row]);
  return true;
}

async function allowed(
  { store }: Api,
  carrier: Carrier,
  consent: RecordedConsent,
): Promise<'allowed' | 'held' | 'gone'> {
  if (carrier.kind === 'device') {
    const { hash: deviceHash, authenticatedAt } = carrier;
    const outcome = await store.allowDevice({ ...consent, deviceHash, authenticatedAt });
    return outcome === 'allowed' || outcome === 'held' ? outcome : 'gone';
  }
  const { clientId, userId, tenantId, mode } = consent;
  const code = { ...carrier.code, clientId, userId, tenantId, mode };
  const { outcome } = await store.approve({ ...consent, pushed: carrier.pushed, code });
  return outcome === 'decided' ? 'gone' : outcome;
}

/** A manager changed the connection while this decision was being made. */
async function overtaken(api: Api, decidable: Decidable): Promise<Recorded> {
  const { asked, visitor, membership } = decidable;
  const now = await findDecidable(api, asked, visitor, membership.tenantId);
  const problem = now?.obstacle?.problem ?? 'overtaken';
  const again = { kind: 'again', status: 409, problem } as const;
  return { kind: 'again', decidable: now ?? decidable, again };
}

function consentOf(
  api: Api,
  request: Inbound,
  decidable: Decidable,
  { kind: _, repeated, ...allowed }: Allowed,
): RecordedConsent {
  const { client } = decidable.asked;
  const { scopes, declined, resources, expiresAt } = allowed;
  const about = {
    ...{ scopes, resources },
    ...(declined.length > 0 ? { declined } : {}),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(repeated ? { repeated } : {}),
  };
  return {
    ...partiesOf(decidable),
    newGrantId: newId('grant'),
    newConnectedAccountId: client.kind === 'platform' ? newId('conn') : null,
    ...allowed,
    now: api.clock.now(),
    audit: {
      allowed: [row(api, request, decidable, 'authorization.granted', about)],
      held: [denial(api, request, decidable, 'held_by_manager')],
    },
  };
}

function denial(api: Api, request: Inbound, decidable: Decidable, code: string): AuditEvent {
  const { grant, connectedAccountId } = decidable;
  const event = row(api, request, decidable, 'authorization.denied', {});
  return { ...event, grantId: grant?.id ?? null, connectedAccountId, outcome: 'denied', code };
}

/** For a recorded consent, the store fills in the grant and its account. */
function row(
  api: Api,
  request: Inbound,
  decidable: Decidable,
  kind: AuditKind,
  about: Record<string, unknown>,
): AuditEvent {
  const { scopes, details, dialects, through } = decidable.asked;
  return auditEvent(api, request, kind, {
    ...partiesOf(decidable),
    detail: {
      ...{ scopes, ...detailsMember(details), through, ...about },
      ...(dialects.length > 0 ? { dialects } : {}),
    },
  });
}

function partiesOf({ asked: { client }, visitor, membership }: Decidable) {
  return {
    clientId: client.id,
    userId: visitor.user.id,
    tenantId: membership.tenantId,
    mode: client.mode,
  };
}
