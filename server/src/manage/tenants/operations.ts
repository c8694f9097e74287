import { z } from 'zod';
import type { Api } from '../../api.ts';
import { auditEvent } from '../../audit/event.ts';
import { type Tenant, TenantId } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import { isMeantFor } from '../api/etag.ts';
import { CHANGED_MEANWHILE, operation, refuse, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeAt } from '../api/paging.ts';
import { ownId, shownName } from '../api/shapes.ts';

const tenant = z
  .object({
    id: z.string(),
    name: z.string(),
    forTests: z.boolean().describe('It is no customer: developers try their applications in it.'),
  })
  .meta({ id: 'Tenant', description: 'A customer of the API.' });

const newTenant = z.strictObject({ id: ownId.describe('Its id in your API.'), name: shownName });

export const tenantOperations = [
  operation({
    id: 'listTenants',
    method: 'GET',
    path: '/tenants',
    noun: 'tenants',
    whom: 'operator',
    summary: 'List tenants, by id',
    query: z.object({
      ...PAGE,
      search: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('The beginning of a name, in any case, or of an id.'),
    }),
    answer: { status: 200, schema: pageOf(tenant) },
    async handle({ api, query: { limit, cursor, search = null } }) {
      const place = placeAt(cursor, ['string']);
      if (!place.ok) return place.problem;
      const after = place.value?.[0] ?? null;
      const found = await api.store.tenants({ search, after, limit: limit + 1 });
      return { status: 200, body: page(found, limit, ({ id }) => [id], shownIn(api)) };
    },
  }),
  operation({
    id: 'createTenant',
    method: 'POST',
    path: '/tenants',
    noun: 'tenants',
    whom: 'operator',
    summary: 'Create a tenant',
    body: newTenant,
    creates: true,
    answer: { status: 201, schema: tenant },
    problems: { tenant_exists: [409, 'a tenant has this id.'] },
    async handle({ api, request, body, actor: { by } }) {
      const made: Tenant = { ...body, id: TenantId(body.id) };
      const row = auditEvent(api, request, 'tenant.created', {
        tenantId: made.id,
        detail: { name: made.name, by },
      });
      if ((await api.store.addTenant(made, [row])) === 'exists') {
        return refuse(409, 'tenant_exists', sentence('tenantExists', api.config.tenant.word, made.id));
      }
      return { status: 201, body: shownIn(api)(made) };
    },
  }),
  operation({
    id: 'getTenant',
    method: 'GET',
    path: '/tenants/{tenant}',
    noun: 'tenants',
    whom: 'member',
    summary: 'Show a tenant',
    answer: { status: 200, schema: tenant },
    async handle({ api, path }) {
      const found = await tenantOf(api, path);
      return found ? { status: 200, body: shownIn(api)(found) } : unknown('tenant');
    },
  }),
  operation({
    id: 'changeTenant',
    method: 'PATCH',
    path: '/tenants/{tenant}',
    noun: 'tenants',
    whom: 'operator',
    summary: 'Change the name of a tenant',
    body: z.strictObject({ name: shownName }),
    answer: { status: 200, schema: tenant },
    async current({ api, path }) {
      const found = await tenantOf(api, path);
      return found && shownIn(api)(found);
    },
    async handle({ api, request, path, body: { name }, actor: { by } }) {
      const found = await tenantOf(api, path);
      if (!found) return unknown('tenant');
      if (!isMeantFor(request, shownIn(api)(found))) return CHANGED_MEANWHILE;
      const { id: tenantId, name: from } = found;
      const row = auditEvent(api, request, 'tenant.renamed', { tenantId, detail: { from, name, by } });
      const outcome = await api.store.renameTenant({ tenantId, name, from, audit: [row] });
      if (outcome === 'renamed') return { status: 200, body: shownIn(api)({ ...found, name }) };
      return outcome === 'overtaken' ? CHANGED_MEANWHILE : unknown('tenant');
    },
  }),
  operation({
    id: 'deleteTenant',
    method: 'DELETE',
    path: '/tenants/{tenant}',
    noun: 'tenants',
    whom: 'operator',
    stepUp: true,
    summary: 'Delete a tenant, with all that is its own',
    description: 'Ends its connections, personal access tokens, memberships and clients at once.',
    async handle({ api, request, path, actor: { by } }) {
      const found = await tenantOf(api, path);
      if (!found) return unknown('tenant');
      const row = auditEvent(api, request, 'tenant.deleted', {
        tenantId: found.id,
        detail: { name: found.name, by },
      });
      const outcome = await api.store.deleteTenant({ tenantId: found.id, audit: [row] });
      return outcome === 'deleted' ? { status: 204 } : unknown('tenant');
    },
  }),
];

/** The tenant in the path; `null` if there is none. */
export function tenantOf(api: Api, path: Readonly<Record<string, string>>): Promise<Tenant | null> {
  return api.store.tenantById(path.tenant ?? '');
}

function shownIn({ config }: Pick<Api, 'config'>) {
  const tests = config.developers.testTenant?.id;
  return ({ id, name }: Tenant) => ({ id, name, forTests: id === tests });
}
