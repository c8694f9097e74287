import { z } from 'zod';
import { isWithin, managesTenant } from '../../access/roles.ts';
import { auditEvent } from '../../audit/event.ts';
import { SUBJECT_CLAIMS, type TenantProvider } from '../../model/index.ts';
import { idOfTenant, sealedSecretOf } from '../../signin/upstream/of-tenant.ts';
import { redirectUriOf } from '../../signin/upstream/provider.ts';
import { sentence } from '../../words/sentence.ts';
import { type ManageCall, operation, refuse, unknown } from '../api/operation.ts';
import { shapeProblem, shownTime, time } from '../api/shapes.ts';
import { rolePermissions, rolesOf } from '../members/role.ts';
import { tenantOf } from '../tenants/operations.ts';

const PLACE = '/tenants/{tenant}/provider';

/** Plain http is for the machine of a developer; elsewhere no request goes out by it. */
const issuer = z
  .url()
  .max(500)
  .refine(
    (text) =>
      /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?(\/|$))/.test(text) && !/[@?#]/.test(text),
    'an https URL without query and fragment',
  );

const shown = z
  .object({
    title: z.string(),
    issuer: z.string(),
    clientId: z.string(),
    role: z.string(),
    subjectClaim: z.enum(SUBJECT_CLAIMS),
    groupsClaim: z.string(),
    redirectUri: z.string().describe('To be registered at the provider, exactly so.'),
    signInUrl: z.string().describe('The address for the people of the tenant.'),
    since: time,
  })
  .meta({ id: 'TenantProvider', description: 'The OpenID provider at which people of one tenant sign in.' });

const wanted = z.strictObject({
  title: z.string().trim().min(1).max(60),
  issuer,
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().min(1).max(2_000).describe('Never shown again.'),
  role: z
    .string()
    .min(1)
    .max(100)
    .describe('The role that its people get in this tenant, unless one of their groups gives another.'),
  subjectClaim: z
    .enum(SUBJECT_CLAIMS)
    .default('sub')
    .describe(
      'The claim that names a person; the tenant’s directory knows people by the same id (`externalId`). `oid` for Entra. With another one, people are other people here.',
    ),
  groupsClaim: z
    .string()
    .regex(/^[A-Za-z0-9_.:/-]{1,200}$/, shapeProblem('claimName'))
    .default('groups')
    .describe('The claim with the groups of a person; see setGroupRoles.'),
});

export const tenantProviderOperations = [
  operation({
    id: 'getTenantProvider',
    method: 'GET',
    path: PLACE,
    noun: 'sign-in',
    whom: 'manager',
    summary: 'Show the OpenID provider of a tenant',
    answer: { status: 200, schema: shown },
    async handle(call) {
      const found = await call.api.store.tenantProvider(call.path.tenant ?? '');
      return found ? { status: 200, body: shownProvider(call, found) } : unknown('provider');
    },
  }),
  operation({
    id: 'setTenantProvider',
    method: 'PUT',
    path: PLACE,
    noun: 'sign-in',
    whom: 'manager',
    stepUp: true,
    summary: 'Set the OpenID provider of a tenant, or replace it',
    description:
      'Its people are people of this tenant alone. They are never taken for somebody who has the same address, or the same account at that provider for another tenant.',
    body: wanted,
    answer: { status: 200, schema: shown },
    problems: {
      role_unknown: [422, 'the tenant has no such role.'],
      above_own: [403, 'the role permits more than your own.'],
      handed_over: [409, 'the API’s own application signs people in.'],
    },
    async handle(call) {
      const { api, request, body, actor } = call;
      const tenant = await tenantOf(api, call.path);
      if (!tenant) return unknown('tenant');
      if (api.config.signInBy.handOver) {
        return refuse(409, 'handed_over', sentence('handedOver'));
      }
      const role = (await rolesOf(api, tenant.id)).find(({ name }) => name === body.role);
      if (!role) return refuse(422, 'role_unknown', sentence('noRoleHere', body.role));
      const own = actor.membership && (await rolePermissions(api, actor.membership));
      const above =
        own !== null &&
        !(isWithin(role.permissions, own) && managesTenant(api.config, actor.membership?.role ?? ''));
      if (above) return refuse(403, 'above_own', sentence('roleAboveOwn', body.role));
      const { clientSecret, ...settings } = body;
      const provider: TenantProvider = {
        tenantId: tenant.id,
        ...settings,
        sealedSecret: sealedSecretOf(api, tenant.id, clientSecret),
        createdAt: api.clock.now(),
      };
      const detail = { by: actor.by, issuer: body.issuer, role: body.role };
      const row = auditEvent(api, request, 'provider.set', {
        tenantId: tenant.id,
        userId: actor.userId,
        detail,
      });
      if ((await api.store.setTenantProvider(provider, [row])) === 'unknown') return unknown('tenant');
      return { status: 200, body: shownProvider(call, provider) };
    },
  }),
  operation({
    id: 'removeTenantProvider',
    method: 'DELETE',
    path: PLACE,
    noun: 'sign-in',
    whom: 'manager',
    stepUp: true,
    summary: 'Remove the OpenID provider of a tenant',
    description: 'Its people stay members, and cannot sign in by it any more.',
    async handle({ api, request, path, actor }) {
      const tenant = await tenantOf(api, path);
      if (!tenant) return unknown('tenant');
      const row = auditEvent(api, request, 'provider.removed', {
        ...{ tenantId: tenant.id, userId: actor.userId },
        detail: { by: actor.by },
      });
      const outcome = await api.store.removeTenantProvider(tenant.id, [row]);
      return outcome === 'removed' ? { status: 204 } : unknown('provider');
    },
  }),
];

function shownProvider({ api }: Pick<ManageCall, 'api'>, { createdAt, ...provider }: TenantProvider) {
  const { title, issuer: at, clientId, role, tenantId, subjectClaim, groupsClaim } = provider;
  const host = new URL(api.address.endpoints.authorization).hostname;
  return {
    ...{ title, issuer: at, clientId, role, subjectClaim, groupsClaim },
    redirectUri: redirectUriOf(api, host, { id: idOfTenant(tenantId) }),
    signInUrl: `${new URL(api.address.endpoints.authorization).origin}/sign-in/of/${encodeURIComponent(tenantId)}`,
    since: shownTime(createdAt),
  };
}
