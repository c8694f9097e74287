import { z } from 'zod';
import { explanationOf } from '../../audit/explanation.ts';
import { CHECKS, TenantId } from '../../model/index.ts';
import { type ManageCall, operation, unknown } from '../api/operation.ts';
import { auditRow, shownRow } from './row.ts';

const explanation = z
  .object({
    row: auditRow,
    outcome: z.enum(['allowed', 'denied']),
    code: z.string().nullable(),
    said: z.string().describe('The sentence that the caller got with a refusal.'),
    remedy: z.string().nullable(),
    helps: z.string().nullable().describe('The remedy in words.'),
    method: z.string(),
    operation: z.string().nullable(),
    checks: z
      .array(
        z.object({
          check: z.enum(CHECKS),
          outcome: z.enum(['passed', 'failed', 'skipped']),
          detail: z.string().optional(),
        }),
      )
      .describe('In the order in which they were asked.'),
    needs: z.unknown().describe('The scopes, permission and resources that the operation needed.'),
    held: z.unknown().describe('The rights of the caller then.'),
  })
  .meta({ id: 'Explanation', description: 'A past call, as it was decided then.' });

const EXPLAIN = {
  method: 'GET',
  noun: 'audit',
  parameters: { row: 'Id of the row of the log.' },
  summary: 'Explain why a past call was allowed or refused, check by check',
  answer: { status: 200, schema: explanation },
} as const;

export const explainOperations = [
  operation({
    ...EXPLAIN,
    id: 'explainCall',
    path: '/audit/{row}/explanation',
    whom: 'operator',
    handle: (call) => explained(call),
  }),
  operation({
    ...EXPLAIN,
    id: 'explainTenantCall',
    path: '/tenants/{tenant}/audit/{row}/explanation',
    whom: 'manager',
    handle: (call) => explained(call, TenantId(call.path.tenant ?? '')),
  }),
];

async function explained({ api, path }: Pick<ManageCall, 'api' | 'path'>, tenantId?: TenantId) {
  const id = /^\d{1,15}$/.test(path.row ?? '') ? Number(path.row) : 0;
  const within = tenantId === undefined ? {} : { tenantId };
  const { rows } = await api.store.auditPage({ ...within, before: id + 1, after: id - 1, limit: 1 });
  const [row] = rows;
  const found = row && explanationOf(row);
  if (!found) return unknown('call in the log');
  return {
    status: 200 as const,
    body: { row: shownRow(row), ...found, helps: found.remedy && api.words.calls.remedy[found.remedy] },
  };
}
