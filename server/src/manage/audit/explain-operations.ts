import { z } from 'zod';
import { explanationOf } from '../../audit/explanation.ts';
import { CHECKS, TenantId, type UserId } from '../../model/index.ts';
import { actingIn } from '../api/actor.ts';
import { type ManageCall, operation, unknown } from '../api/operation.ts';
import { asRead, readerOf } from './own-rows.ts';
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
    whom: 'member',
    description: 'A manager asks about any call of the tenant, a member about those on their behalf.',
    handle: (call) => {
      const tenantId = TenantId(call.path.tenant ?? '');
      return explained(call, { tenantId, reader: readerOf(call.api, actingIn(call.actor, tenantId)) });
    },
  }),
];

async function explained(
  { api, path }: Pick<ManageCall, 'api' | 'path'>,
  within?: { tenantId: TenantId; reader: UserId | null },
) {
  const id = /^\d{1,15}$/.test(path.row ?? '') ? Number(path.row) : 0;
  const whose = within
    ? { tenantId: within.tenantId, ...(within.reader ? { userId: within.reader } : {}) }
    : {};
  const { rows } = await api.store.auditPage({ ...whose, before: id + 1, after: id - 1, limit: 1 });
  const row = rows[0] && asRead(rows[0], within?.reader ?? null);
  const found = row && explanationOf(row);
  if (!found) return unknown('call in the log');
  return {
    status: 200 as const,
    body: { row: shownRow(row), ...found, helps: found.remedy && api.words.calls.remedy[found.remedy] },
  };
}
