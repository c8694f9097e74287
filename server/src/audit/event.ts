import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';
import { valueWithoutSecrets } from '../lib/secrets-in-text.ts';
import type { AuditEvent, AuditKind, Instant } from '../model/index.ts';

/**
 * Something that a request caused, as a row of the log; `fields` fills in whom and what it was about. A request can put a
 * token into any text, so the detail is written without what looks like one.
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

/** Something that came of no request: of the configuration, the clock, or a command. */
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
