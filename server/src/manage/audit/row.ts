import { z } from 'zod';
import { AUDIT_KINDS, type AuditRow } from '../../model/index.ts';
import { shownTime, time } from '../api/shapes.ts';

const id = z.string().nullable();

export const auditRow = z
  .object({
    id: z.int(),
    at: time,
    kind: z.enum(AUDIT_KINDS),
    outcome: z.enum(['allowed', 'denied']),
    code: z.string().nullable().describe('Of a refusal, or the id of the operation that was called.'),
    tenant: id,
    user: id.describe('Whom it is about; `detail.by` is the one who did it.'),
    client: id,
    connectedAccount: id,
    grant: id,
    mode: z.enum(['live', 'sandbox']).nullable(),
    ip: z.string().nullable(),
    requestId: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditRow', description: 'Something that happened, as it was written down then.' });

export function shownRow({ at, tenantId, userId, clientId, connectedAccountId, grantId, ...row }: AuditRow) {
  return {
    ...row,
    at: shownTime(at),
    tenant: tenantId,
    user: userId,
    client: clientId,
    connectedAccount: connectedAccountId,
    grant: grantId,
  };
}
