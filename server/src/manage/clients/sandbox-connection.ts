import { z } from 'zod';
import { testMode } from '../../config/tenant-for-tests.ts';
import { AUTHORIZATION_CODE } from '../../model/index.ts';
import { isStopped } from '../../rules/client/standing.ts';
import { sentence } from '../../words/sentence.ts';
import { operation, refuse, unknown } from '../api/operation.ts';
import { shownTime, time } from '../api/shapes.ts';
import { joinTestTenant } from '../developers/tenant-for-tests.ts';
import { connectedProgram } from '../quick-starts/connected.ts';
import { factsOf } from '../quick-starts/facts.ts';
import { clientOf } from './found.ts';

const NEEDS_A_PERSON = refuse(403, 'needs_a_person', sentence('ownersDecision'));
const NOT_SANDBOX = refuse(409, 'not_sandbox', sentence('notSandbox'));

export const testConnectionOperations = [
  operation({
    id: 'createTestConnection',
    method: 'POST',
    path: '/clients/{client}/test-connection',
    noun: 'connections',
    whom: 'developer',
    summary: 'Connect a client for tests to a tenant of its owner, without a second account',
    description:
      'The owner allows their own client what it may ask for, in the sandbox (with live data where the API has none) and in a tenant that they are a member of: with no more than their role there. A developer without one joins the tenant for tests, if the API has it. The answer has a code that the client exchanges for tokens, once and soon. Where scopes select resources, the first one is selected.',
    body: z.strictObject({
      tenant: z.string().min(1).max(200).nullable().default(null).describe('null: the first by name.'),
    }),
    answer: {
      status: 201,
      schema: z
        .object({
          tenant: z.string(),
          connectedAccount: z.string().nullable().describe('Of a platform: the account that its calls name.'),
          scopes: z.array(z.string()),
          code: z.string(),
          codeVerifier: z.string(),
          redirectUri: z.string(),
          expiresAt: time.describe('Until when the code can be exchanged.'),
          program: z
            .string()
            .describe(
              'Commands of a shell that exchange the code and make a first call. A secret is not in them.',
            ),
        })
        .meta({ id: 'TestConnection' }),
    },
    problems: {
      needs_a_person: [403, 'the owner of the client has to be signed in.'],
      not_sandbox: [409, 'the client works with live data, and the API has a sandbox.'],
      client_stopped: [409, 'the client is suspended, or waits for approval.'],
      no_code: [409, 'the client takes no authorization code, or has no redirect URI.'],
      unknown_tenant: [422, 'you are not a member of that tenant, or of none at all.'],
      not_allowed: [409, 'something stands in the way of the connection: `detail` says what.'],
    },
    async handle({ api, parts, operations, request, path, body, actor: { caller } }) {
      const found = await clientOf(api, path);
      if (!found) return unknown('client');
      const { client } = found;
      if (caller.kind !== 'person' || client.ownerUserId !== caller.user.id) return NEEDS_A_PERSON;
      if (client.mode !== testMode(api.config)) return NOT_SANDBOX;
      if (isStopped(client)) {
        return refuse(409, 'client_stopped', sentence('clientStopped'));
      }
      const [redirectUri] = client.redirectUris;
      if (redirectUri === undefined || !client.grantTypes.includes(AUTHORIZATION_CODE.type)) {
        return refuse(409, 'no_code', sentence('noCode'));
      }
      await joinTestTenant(api, request, caller.user.id);
      const connected = await parts.connectOwn(api, request, {
        ...{ client, redirectUri, visitor: caller, tenant: body.tenant },
      });
      if (!connected.ok) {
        const { problem } = connected;
        if (problem.kind === 'obstacle') return refuse(409, 'not_allowed', problem.detail);
        const { word } = api.config.tenant;
        const belongs = (await api.store.membershipsOf(caller.user.id)).length > 0;
        const detail = sentence(belongs ? 'notAMember' : 'nothingToConnect', word);
        return refuse(422, 'unknown_tenant', detail);
      }
      const { expiresAt, ...made } = connected.value;
      const program = connectedProgram(factsOf(api, operations, client), {
        connection: connected.value,
        accountHeader: api.config.accountHeader,
      });
      return { status: 201, body: { ...made, redirectUri, expiresAt: shownTime(expiresAt), program } };
    },
  }),
];
