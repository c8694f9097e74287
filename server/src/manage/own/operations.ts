import { z } from 'zod';
import { managesTenant } from '../../access/roles.ts';
import { OPERATOR_ROLES } from '../../model/index.ts';
import { csrfToken } from '../../signin/form-token.ts';
import { FORM_TOKEN } from '../api/caller.ts';
import { operation } from '../api/operation.ts';

const person = z.object({
  kind: z.literal('person'),
  user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  operator: z.enum(OPERATOR_ROLES).nullable().describe('The role among the people who operate the API.'),
  memberships: z.array(
    z.object({ tenant: z.string(), tenantName: z.string(), role: z.string(), manages: z.boolean() }),
  ),
  formToken: z
    .string()
    .describe(`Send it in the header ${FORM_TOKEN} with each request that changes something.`),
});

const token = z.object({
  kind: z.literal('token'),
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  tenant: z.string().nullable(),
});

export const ownOperations = [
  operation({
    id: 'whoAmI',
    method: 'GET',
    path: '/me',
    noun: 'users',
    whom: 'anybody',
    summary: 'Show who asks',
    answer: { status: 200, schema: z.discriminatedUnion('kind', [person, token]).meta({ id: 'Caller' }) },
    async handle({ api, actor: { caller } }) {
      if (caller.kind === 'token') {
        const { id, name, scopes, tenantId } = caller.token;
        return { status: 200, body: { kind: 'token', id, name, scopes, tenant: tenantId } };
      }
      const { user, session, operator } = caller;
      const memberships = await api.store.membershipsOf(user.id);
      return {
        status: 200,
        body: {
          kind: 'person',
          user: { id: user.id, email: user.email, name: user.name },
          operator: operator?.role ?? null,
          memberships: memberships.map(({ tenantId, tenantName, role }) => ({
            tenant: tenantId,
            tenantName,
            role,
            manages: managesTenant(api.config, role),
          })),
          formToken: csrfToken(api, session),
        },
      };
    },
  }),
];
