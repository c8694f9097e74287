import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';
import type { AuditEvent, AuditKind, Instant } from '../model/index.ts';

/** Something that a request caused, as a row of the log; `fields` fills in whom and what it was about. */
export function auditEvent(
  api: Api,
  request: Inbound,
  kind: AuditKind,
  fields: Partial<Omit<AuditEvent, 'kind' | 'at' | 'ip' | 'requestId'>>,
): AuditEvent {
  const { ip, requestId } = request;
  return { ...eventWithoutRequest(kind, api.clock.now(), fields), ip, requestId };
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
