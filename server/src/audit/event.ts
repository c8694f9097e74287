import type { Api } from '../api.ts';
import type { Inbound } from '../http/inbound.ts';
import type { AuditEvent, AuditKind } from '../model/index.ts';

/** Something that a request caused, as a row of the log; `fields` fills in whom and what it was about. */
export function auditEvent(
  api: Api,
  request: Inbound,
  kind: AuditKind,
  fields: Partial<Omit<AuditEvent, 'kind' | 'at' | 'ip' | 'requestId'>>,
): AuditEvent {
  return {
    kind,
    at: api.clock.now(),
    tenantId: null,
    userId: null,
    clientId: null,
    connectedAccountId: null,
    grantId: null,
    mode: null,
    outcome: 'allowed',
    code: null,
    ip: request.ip,
    requestId: request.requestId,
    detail: {},
    ...fields,
  };
}
