import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';
import { valueWithoutSecrets } from '../lib/secrets-in-text.ts';
import type { AuditEvent, AuditKind, Instant } from '../model/index.ts';

/**
 * Returns the audit row of an event that a request caused; `fields` adds whom and what it concerns. Secrets
 * are removed from the detail, because a request can put a token into any text.
 */
export function auditEvent(
  api: Api,
  request: Inbound,
  kind: AuditKind,
  fields: Partial<Omit<AuditEvent, 'kind' | 'at' | 'ip' | 'requestId'>>,
): AuditEvent {
  const { ip, requestId } = request;
  const event = eventWithoutRequest(kind, api.clock.now(), fields);
  return { ...event, detail: valueWithoutSecrets(event.detail), ip, requestId };
}

/** Returns the audit row of an event without a request: from the configuration, the clock, or a command. */
export function eventWithoutRequest(
  kind: AuditKind,
  at: Instant,
  fields: Partial<Omit<AuditEvent, 'kind' | 'at'>>,
): AuditEvent {
  return {
    kind,
    at,
    tenantId: null,
    userId: null,
    clientId: null,
    connectedAccountId: null,
    grantId: null,
    mode: null,
    outcome: 'allowed',
    code: null,
    ip: null,
    requestId: null,
    detail: {},
    ...fields,
  };
}
