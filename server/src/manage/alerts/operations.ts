import { z } from 'zod';
import type { SpeakingApi } from '../../mail/letter.ts';
import { type Alert, ANOMALY_KINDS, ClientId, TenantId } from '../../model/index.ts';
import { alertInWords } from '../../words/alert-in-words.ts';
import { sentence } from '../../words/sentence.ts';
import { actingIn } from '../api/actor.ts';
import { type ManageAnswer, operation, refuse, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeBefore } from '../api/paging.ts';
import { shownTime, time } from '../api/shapes.ts';
import { named, OF_CONNECTION, ONE } from '../connections/named.ts';
import { tenantOf } from '../tenants/operations.ts';
import { closeAlert, dismissAlert, openAlerts } from './open.ts';

const id = z.string().nullable();

const alert = z
  .object({
    id: z.string(),
    kind: z.enum(ANOMALY_KINDS),
    says: z.string().describe('A sentence for people.'),
    facts: z.record(z.string(), z.unknown()),
    since: time,
    until: time,
    tenant: id,
    client: id,
    connectedAccount: id,
    grant: id,
    user: id,
    mode: id,
    state: z
      .enum(['open', 'dismissed', 'ended'])
      .describe('`ended`: its connection was ended because of it.'),
    createdAt: time,
    closedAt: time.nullable(),
    closedBy: id,
  })
  .meta({ id: 'Alert', description: 'Unusual use of a connection, a token or a client.' });

const LIST = {
  ...PAGE,
  state: z.enum(['open', 'dismissed', 'ended']).optional().describe('Without it, all of them.'),
};
const CLOSED = { alert_closed: [409, 'it had been closed before.'] } as const;
const PARAMETERS = { ...OF_CONNECTION.parameters, alert: 'Id of the alert.' };
const DISMISS = 'Say that unusual use was no misuse, so that it is usual from now on';

export const alertOperations = [
  operation({
    id: 'listAlerts',
    method: 'GET',
    path: '/alerts',
    noun: 'connections',
    whom: 'operator',
    summary: 'List unusual use in all tenants, newest first',
    query: z.object({ ...LIST, client: z.string().optional() }),
    answer: { status: 200, schema: pageOf(alert) },
    handle: ({ api, query }) =>
      list(api, query.client === undefined ? {} : { clientId: ClientId(query.client) }, query),
  }),
  operation({
    id: 'dismissAlert',
    method: 'POST',
    path: '/alerts/{alert}/dismiss',
    parameters: PARAMETERS,
    noun: 'connections',
    whom: 'operator',
    summary: DISMISS,
    problems: CLOSED,
    async handle({ api, request, path, actor }) {
      const found = await api.store.alert(path.alert ?? '');
      if (!found) return unknown('alert');
      const by = { tenantId: found.tenantId ?? TenantId(''), userId: null, by: actor.by };
      return dismissed(await closeAlert(api, found, 'dismissed', { by, byOperator: true, request }));
    },
  }),
  operation({
    id: 'listTenantAlerts',
    method: 'GET',
    path: '/tenants/{tenant}/alerts',
    noun: 'connections',
    whom: 'manager',
    summary: 'List unusual use in a tenant, newest first',
    query: z.object(LIST),
    answer: { status: 200, schema: pageOf(alert) },
    async handle({ api, path, query }) {
      const tenant = await tenantOf(api, path);
      return tenant ? list(api, { tenantId: tenant.id }, query) : unknown('tenant');
    },
  }),
  operation({
    id: 'dismissTenantAlert',
    method: 'POST',
    path: '/tenants/{tenant}/alerts/{alert}/dismiss',
    parameters: PARAMETERS,
    noun: 'connections',
    whom: 'manager',
    summary: DISMISS,
    problems: CLOSED,
    async handle({ api, request, path, actor }) {
      const by = actingIn(actor, TenantId(path.tenant ?? ''));
      const found = await api.store.alert(path.alert ?? '');
      if (!found || found.tenantId !== by.tenantId) return unknown('alert');
      return dismissed(await closeAlert(api, found, 'dismissed', { by, byOperator: false, request }));
    },
  }),
  operation({
    ...OF_CONNECTION,
    id: 'listConnectionAlerts',
    method: 'GET',
    path: `${ONE}/alerts`,
    summary: 'List the open alerts about a connection',
    description:
      'With the parts of several people they are about calls by others too, which a manager alone sees.',
    answer: { status: 200, schema: z.object({ data: z.array(alert) }) },
    async handle(call) {
      const found = await named(call);
      if (!found) return unknown('connection');
      const alerts = await openAlerts(call.api, found.acting, found.connection);
      return { status: 200, body: { data: alerts.map(shownBy(call.api)) } };
    },
  }),
  operation({
    ...OF_CONNECTION,
    id: 'dismissConnectionAlert',
    method: 'POST',
    path: `${ONE}/alerts/{alert}/dismiss`,
    parameters: PARAMETERS,
    summary: DISMISS,
    problems: CLOSED,
    async handle(call) {
      const found = await named(call);
      if (!found) return unknown('connection');
      const { acting: by, connection } = found;
      const { api, request, path } = call;
      return dismissed(await dismissAlert(api, path.alert ?? '', { by, connection, request }));
    },
  }),
];

async function list(
  api: SpeakingApi,
  whose: { tenantId?: TenantId; clientId?: ClientId },
  {
    limit,
    cursor,
    state,
  }: { limit: number; cursor?: string | undefined; state?: Alert['state'] | undefined },
): Promise<ManageAnswer> {
  const before = placeBefore(cursor);
  if (!before.ok) return before.problem;
  const found = await api.store.alertsPage({
    ...whose,
    ...(state ? { state } : {}),
    before: before.value,
    limit: limit + 1,
  });
  return { status: 200, body: page(found, limit, ({ createdAt, id }) => [createdAt, id], shownBy(api)) };
}

function dismissed(outcome: 'closed' | 'already' | 'unknown'): ManageAnswer {
  if (outcome === 'unknown') return unknown('alert');
  return outcome === 'closed' ? { status: 204 } : refuse(409, 'alert_closed', sentence('alertClosed'));
}

function shownBy(api: SpeakingApi) {
  return (found: Alert) => ({
    id: found.id,
    kind: found.kind,
    says: alertInWords(api, found),
    facts: found.facts,
    since: shownTime(found.since),
    until: shownTime(found.until),
    tenant: found.tenantId,
    client: found.clientId,
    connectedAccount: found.connectedAccountId,
    grant: found.grantId,
    user: found.userId,
    mode: found.mode,
    state: found.state,
    createdAt: shownTime(found.createdAt),
    closedAt: shownTime(found.closedAt),
    closedBy: found.closedBy,
  });
}
