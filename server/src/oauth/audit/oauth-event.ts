import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { DialectName } from '../../config/index.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { AuditEvent, AuditKind, Client, PresentedGrant, TenantId, UserId } from '../../model/index.ts';

/** Returns an audit event of an OAuth endpoint. It names clients and grants, never their credentials. */
export interface OAuthEvent {
  client: Client | null;
  grant?: PresentedGrant | null;
  tenantId?: TenantId | null;
  userId?: UserId | null;
  code?: string;
  detail?: Record<string, unknown>;
  dialects?: readonly DialectName[];
}

export function oauthEvent(api: Api, request: Inbound, kind: AuditKind, about: OAuthEvent): AuditEvent {
  const dialects = about.dialects ?? [];
  const { client, grant, code } = about;
  return auditEvent(api, request, kind, {
    tenantId: grant?.tenantId ?? about.tenantId ?? null,
    userId: grant?.userId ?? about.userId ?? null,
    clientId: client?.id ?? null,
    connectedAccountId: grant?.connectedAccountId ?? null,
    grantId: grant?.id ?? null,
    mode: client?.mode ?? null,
    outcome: code === undefined ? 'allowed' : 'denied',
    code: code ?? null,
    detail: { ...about.detail, ...(dialects.length > 0 ? { dialects } : {}) },
  });
}
