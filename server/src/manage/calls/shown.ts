import { z } from 'zod';
import { explanationOf } from '../../audit/explanation.ts';
import { type AuditRow, CHECKS } from '../../model/index.ts';
import { shownTime, time } from '../api/shapes.ts';

const check = z.object({
  check: z.enum(CHECKS),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  detail: z.string().optional(),
});

export const call = z
  .object({
    id: z.int(),
    at: time,
    method: z.string(),
    operation: z.string().nullable().describe('Its id; null for a call that matched none.'),
    outcome: z.enum(['allowed', 'denied']),
    code: z.string().nullable().describe('Why it was refused.'),
    detail: z.string().describe('The sentence that the caller got with a refusal.'),
    remedy: z.string().nullable(),
    checks: z.array(check).describe('In the order in which they were asked.'),
    connectedAccount: z.string().nullable(),
    mode: z.enum(['live', 'sandbox']).nullable(),
    requestId: z.string().nullable(),
    needs: z.unknown().describe('Scopes, permission and resource that the operation needs.'),
  })
  .meta({
    id: 'Call',
    description: 'A call of a client, as it was decided. It names no person and no address.',
  });

export function shownCall(row: AuditRow) {
  const explained = explanationOf(row);
  return {
    ...{ id: row.id, at: shownTime(row.at), outcome: row.outcome },
    method: explained?.method ?? '',
    operation: explained?.operation ?? null,
    code: explained?.code ?? null,
    detail: explained?.said ?? '',
    remedy: explained?.remedy ?? null,
    checks: explained?.checks ?? [],
    needs: explained?.needs ?? null,
    ...{ connectedAccount: row.connectedAccountId, mode: row.mode, requestId: row.requestId },
  };
}
