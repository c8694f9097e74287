import { z } from 'zod';
import type { Api } from '../../api.ts';
import { EXPORT_TYPES, type ExportFormat, exportLog } from '../../audit/export.ts';
import { NO_STORE } from '../../http/answer.ts';
import { AUDIT_KINDS, TenantId } from '../../model/index.ts';
import type { AuditQuery } from '../../store/store.ts';
import { operation } from '../api/operation.ts';
import { PAGE, pageOf } from '../api/paging.ts';
import { time } from '../api/shapes.ts';
import { beforeRow, nextRow } from './place.ts';
import { auditRow, shownRow } from './row.ts';

const id = z.string().min(1).max(200).optional();

const filters = {
  tenant: id,
  user: id,
  client: id,
  connectedAccount: id.describe('Refused calls that asked for it as well.'),
  kind: z.enum(AUDIT_KINDS).optional(),
  outcome: z.enum(['allowed', 'denied']).optional(),
  operation: id.describe('Id of an operation of the API.'),
  since: time.optional(),
  until: time.optional().describe('Before this time.'),
};
const anyFilter = z.object(filters);
const { tenant: _, ...filtersInTenant } = filters;

const LIST = {
  method: 'GET',
  noun: 'audit',
  description:
    'A page can be shorter than `limit`, or empty, while `next` leads on: a long search is cut into parts.',
  answer: { status: 200, schema: pageOf(auditRow) },
} as const;

export const auditOperations = [
  operation({
    ...LIST,
    id: 'listAuditRows',
    path: '/audit',
    whom: 'operator',
    summary: 'Search the audit log, newest first',
    query: z.object({ ...filters, ...PAGE }),
    handle: ({ api, query: { limit, cursor, ...asked } }) => pageOfLog(api, queryOf(asked), limit, cursor),
  }),
  operation({
    ...LIST,
    id: 'listTenantAuditRows',
    path: '/tenants/{tenant}/audit',
    whom: 'manager',
    summary: 'Search the audit log of a tenant, newest first',
    query: z.object({ ...filtersInTenant, ...PAGE }),
    handle: ({ api, path, query: { limit, cursor, ...asked } }) =>
      pageOfLog(api, { ...queryOf(asked), tenantId: TenantId(path.tenant ?? '') }, limit, cursor),
  }),
  exportAs('jsonl', 'exportAuditRows', 'JSON Lines'),
  exportAs('csv', 'exportAuditRowsAsCsv', 'CSV (RFC 4180)'),
];

function exportAs(format: ExportFormat, id: string, called: string) {
  return operation({
    id,
    method: 'GET',
    path: `/audit.${format}`,
    noun: 'audit',
    whom: 'operator',
    summary: `Export the audit log as ${called}, oldest first, however long it is`,
    query: anyFilter,
    answer: { status: 200, schema: z.string(), mediaType: EXPORT_TYPES[format].split(';')[0] ?? '' },
    async handle({ api, query }) {
      const headers = {
        'content-type': EXPORT_TYPES[format],
        'content-disposition': `attachment; filename="${api.config.name}-audit.${format}"`,
        ...NO_STORE,
      };
      return {
        raw: { status: 200, headers, body: '', stream: exportLog(api.store, queryOf(query), format) },
      };
    },
  });
}

async function pageOfLog(
  api: Api,
  query: Omit<AuditQuery, 'limit'>,
  limit: number,
  cursor: string | undefined,
) {
  const from = beforeRow(cursor);
  if (!from.ok) return from.problem;
  const { rows, next } = await api.store.auditPage({ ...query, ...from.value, limit });
  return { status: 200 as const, body: { data: rows.map(shownRow), next: nextRow(next) } };
}

function queryOf(asked: z.output<typeof anyFilter>): Omit<AuditQuery, 'limit'> {
  const { tenant, user, client, connectedAccount, kind, outcome, operation: of, since, until } = asked;
  return {
    ...(tenant === undefined ? {} : { tenantId: TenantId(tenant) }),
    ...(user === undefined ? {} : { userId: user }),
    ...(client === undefined ? {} : { clientId: client }),
    ...(connectedAccount === undefined ? {} : { connectedAccountId: connectedAccount }),
    ...(kind === undefined ? {} : { kind }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(of === undefined ? {} : { operation: of }),
    ...(since === undefined ? {} : { since: Date.parse(since) }),
    ...(until === undefined ? {} : { until: Date.parse(until) }),
  };
}
