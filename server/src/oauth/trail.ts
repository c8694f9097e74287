import type { Api } from '../api.ts';
import type { DialectName } from '../config/index.ts';
import type { Inbound } from '../http/inbound.ts';
import type { AuditEvent, AuditKind, Client, Grant } from '../model/index.ts';

/** What an OAuth endpoint writes into the audit log. Rows name clients and grants, never what proves them. */
export interface Occurrence {
  client: Client | null;
  grant?: Grant | null;
  tenantId?: string | null;
  userId?: string | null;
  code?: string;
  detail?: Record<string, unknown>;
  dialects?: readonly DialectName[];
}

export function occurred(api: Api, request: Inbound, kind: AuditKind, about: Occurrence): AuditEvent {
  const dialects = about.dialects ?? [];
  return {
    kind,
    at: api.clock.now(),
    tenantId: about.grant?.tenantId ?? about.tenantId ?? null,
    userId: about.grant?.userId ?? about.userId ?? null,
    clientId: about.client?.id ?? null,
    connectedAccountId: about.grant?.connectedAccountId ?? null,
    grantId: about.grant?.id ?? null,
    mode: about.client?.mode ?? null,
    outcome: about.code === undefined ? 'allowed' : 'denied',
    code: about.code ?? null,
    ip: request.ip,
    requestId: request.requestId,
    detail: { ...about.detail, ...(dialects.length > 0 ? { dialects } : {}) },
  };
}
