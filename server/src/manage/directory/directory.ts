import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { AuditEvent, TenantId, UserId } from '../../model/index.ts';

/** A tenant's own directory, which asks by a management token of that tenant. */
export interface Directory {
  api: Api;
  request: Inbound;
  tenantId: TenantId;
  /** The id of the token, for the log. */
  by: string;
}

/** The row of the log about a change in the directory itself. Changes for members have rows of their own. */
export function directoryRow(
  { api, request, tenantId, by }: Directory,
  detail: AuditEvent['detail'],
  userId: UserId | null = null,
): AuditEvent {
  return auditEvent(api, request, 'directory.changed', { tenantId, userId, detail: { by, ...detail } });
}
