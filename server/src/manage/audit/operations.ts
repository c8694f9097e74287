import { z } from 'zod';
import type { Api } from '../../api.ts';
import { EXPORT_TYPES, type ExportFormat, exportLog } from '../../audit/export.ts';
import { NO_STORE } from '../../http/answer.ts';
import { AUDIT_KINDS, TenantId, type UserId } from '../../model/index.ts';
import type { AuditQuery } from '../../store/store.ts';
import { actingIn } from '../api/actor.ts';
import { type ManageAnswer, operation } from '../api/operation.ts';
import { PAGE, pageOf } from '../api/paging.ts';
import { time } from '../api/shapes.ts';
import { names, namesIn } from './names.ts';
import { asRead, readerOf, searchOf } from './own-rows.ts';
import { beforeRow, nextRow } from './place.ts';
import { auditRow, shownRow } from './row.ts';

const id = z.string().min(1).max(200).optional();

const filters = {
  tenant: id,
  user: id,
  client: id,
  connectedAccount: id.describe('Refused calls that asked for it as well.'),
  about: z
    .enum(['calls', 'events'])
    .optional()
    .describe('Calls of the API, or everything else: who came, was allowed, changed or ended.'),
  kind: z.enum(AUDIT_KINDS).optional(),
  outcome: z.enum(['allowed', 'denied']).optional(),
  operation: id.describe('Id of an operation of the API.'),
  since: time.optional(),
  until: time.optional().describe('Before this time.'),
};
const anyFilter = z.object(filters);
const { tenant: _, ...filtersInTenant } = filters;
const filterInTenant = z.object(filtersInTenant);

const LIST = {
  method: 'GET',
  noun: 'audit',
  description:
    'A page can be shorter than `limit`, or empty, while `next` leads on: a long search is cut into parts.',
  answer: { status: 200, schema: pageOf(auditRow).extend({ names }) },
} as const;

export const auditOperations = [
  operation({
    ...LIST,
    id: 'listAuditRows',
    path: '/audit',
    whom: 'operator',
    summary: 'Search the audit log, newest first',
    query: z.object({ ...filters, ...PAGE }),
    handle: ({ api, query: { limit, cursor, ...asked } }) =>
      pageOfLog(api, queryOf(asked), { limit, cursor, within: null, reader: null }),
  }),
  operation({
    ...LIST,
    id: 'listTenantAuditRows',
    path: '/tenants/{tenant}/audit',
    whom: 'member',
    summary: 'Search the audit log of a tenant, newest first',
    description: `${LIST.description} A manager sees all of it, a member what is about them: their calls, connections and tokens.`,
    query: z.object({ ...filtersInTenant, ...PAGE }),
    handle: ({ api, path, actor, query: { limit, cursor, ...asked } }) => {
      const tenantId = TenantId(path.tenant ?? '');
      const reader = readerOf(api, actingIn(actor, tenantId));
      const query = { ...queryOf(asked), tenantId };
      return pageOfLog(api, query, { limit, cursor, within: tenantId, reader });
    },
  }),
  exportAs('jsonl', 'exportAuditRows', 'JSON Lines'),
  exportAs('csv', 'exportAuditRowsAsCsv', 'CSV (RFC 4180)'),
  exportOfTenant('jsonl', 'exportTenantAuditRows', 'JSON Lines'),
  exportOfTenant('csv', 'exportTenantAuditRowsAsCsv', 'CSV (RFC 4180)'),
];

function exportAs(format: ExportFormat, id: string, called: string) {
  return operation({
    ...exportOf(format),
    id,
    path: `/audit.${format}`,
    whom: 'operator',
    summary: `Export the audit log as ${called}, oldest first, however long it is`,
    query: anyFilter,
    handle: async ({ api, query }) => exported(api, queryOf(query), format),
  });
}

function exportOfTenant(format: ExportFormat, id: string, called: string) {
  return operation({
    ...exportOf(format),
    id,
    path: `/tenants/{tenant}/audit.${format}`,
    whom: 'manager',
    summary: `Export the audit log of a tenant as ${called}, oldest first, however long it is`,
    query: filterInTenant,
    handle: async ({ api, path, query }) =>
      exported(api, { ...queryOf(query), tenantId: TenantId(path.tenant ?? '') }, format),
  });
}

function exportOf(format: ExportFormat) {
  return {
    method: 'GET',
    noun: 'audit',
    answer: { status: 200, schema: z.string(), mediaType: EXPORT_TYPES[format].split(';')[0] ?? '' },
  } as const;
}

function exported(api: Api, query: Omit<AuditQuery, 'limit'>, format: ExportFormat): ManageAnswer {
  const headers = {
    'content-type': EXPORT_TYPES[format],
    'content-disposition': `attachment; filename="${api.config.name}-audit.${format}"`,
    ...NO_STORE,
  };
  return { raw: { status: 200, headers, body: '', stream: exportLog(api.store, query, format) } };
}

async function pageOfLog(
  api: Api,
  query: Omit<AuditQuery, 'limit'>,
  {
    limit,
    cursor,
    within,
    reader,
  }: { limit: number; cursor: string | undefined; within: TenantId | null; reader: UserId | null },
) {
  const from = beforeRow(cursor);
  if (!from.ok) return from.problem;
  const search = searchOf(query, reader);
  const { rows, next } = search
    ? await api.store.auditPage({ ...search, ...from.value, limit })
    : { rows: [], next: null };
  const body = {
    data: rows.map((row) => shownRow(asRead(row, reader))),
    next: nextRow(next),
    names: await namesIn(api, rows, within),
  };
  return { status: 200 as const, body };
}

function queryOf(asked: z.output<typeof anyFilter>): Omit<AuditQuery, 'limit'> {
  const { tenant, user, client, connectedAccount, about, kind, outcome, operation: of, since, until } = asked;
  return {
    ...(tenant === undefined ? {} : { tenantId: TenantId(tenant) }),
    ...(user === undefined ? {} : { userId: user }),
    ...(client === undefined ? {} : { clientId: client }),
    ...(connectedAccount === undefined ? {} : { connectedAccountId: connectedAccount }),
    ...(about === 'events' ? { exceptKind: 'api.called' } : {}),
    ...(about === 'calls' ? { kind: 'api.called' } : {}),
    ...(kind === undefined ? {} : { kind }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(of === undefined ? {} : { operation: of }),
    ...(since === undefined ? {} : { since: Date.parse(since) }),
    ...(until === undefined ? {} : { until: Date.parse(until) }),
  };
}
