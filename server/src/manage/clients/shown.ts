import { z } from 'zod';
import { type Client, type ClientSecret, isVouchedFor } from '../../model/index.ts';
import { clientState } from '../../rules/client/standing.ts';
import { secretId } from '../../tokens/client-secret.ts';
import { shownTime, time } from '../api/shapes.ts';
import { logoPath } from './logo-path.ts';

export const KINDS = ['confidential', 'public', 'platform'] as const;
export const MODES = ['live', 'sandbox'] as const;
export const ORIGINS = ['seed', 'page', 'registration', 'document'] as const;
export const STATES = ['active', 'pending', 'suspended'] as const;

export const client = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(KINDS),
    mode: z.enum(MODES),
    origin: z
      .enum(ORIGINS)
      .describe(
        'seed: an operator made it; page: a developer did; registration: it registered itself; document: it is the address of its own description.',
      ),
    state: z
      .enum([...STATES, 'held'])
      .describe(
        'pending: it waits for an operator’s approval; suspended: an operator stopped it; held: a restore did. Nothing of it works then.',
      ),
    stateReason: z.string().nullable().describe('The operator’s words to its owner about that.'),
    verified: z.boolean().describe('Whether people of other tenants see it without a warning.'),
    redirectUris: z.array(z.string()),
    grantTypes: z.array(z.string()),
    scopes: z.array(
      z.object({ name: z.string(), reason: z.string().nullable().describe('The owner’s reason for it.') }),
    ),
    authMethod: z.string().nullable().describe('null: a secret, in a header or in the form.'),
    dialects: z.array(z.string()).describe('Beside those of the API.'),
    addresses: z.array(z.string()).describe('Addresses and blocks that may use it; empty: any.'),
    plan: z.string().nullable().describe('The plan of its limits; null: those of the API.'),
    owner: z.string().nullable().describe('Id of the user.'),
    tenant: z.string().nullable(),
    logo: z
      .string()
      .nullable()
      .describe('Address of its picture on this host. People of other tenants see it where it is verified.'),
    logoUri: z.string().nullable().describe('A picture elsewhere, which no page shows.'),
    clientUri: z.string().nullable(),
    policyUri: z.string().nullable(),
    tosUri: z.string().nullable(),
    pair: z.string().nullable().describe('Id of the client in the other mode that belongs to it.'),
    createdAt: time,
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'Client', description: 'An application that asks for access.' });

export const secret = z
  .object({
    id: z.string(),
    hint: z.string().describe('Its last characters.'),
    createdAt: time,
    expiresAt: time.nullable().describe('Until then it counts beside a newer one.'),
  })
  .meta({ id: 'ClientSecret' });

export function shownClient({ settings, ownerUserId, tenantId, createdAt, lastUsedAt, ...own }: Client) {
  const { name, id, kind, mode, origin, redirectUris, grantTypes, authMethod, dialects } = own;
  const { logoUri, clientUri } = own;
  return {
    ...{ id, name, kind, mode, origin },
    state: clientState({ settings }),
    stateReason: settings.standingReason ?? null,
    verified: isVouchedFor({ origin, tenantId, settings }, null),
    ...{ redirectUris, grantTypes },
    scopes: own.scopes.map((each) => ({ name: each, reason: settings.scopeReasons?.[each] ?? null })),
    ...{ authMethod, dialects },
    addresses: settings.ipAllowlist ?? [],
    plan: settings.plan ?? null,
    owner: ownerUserId,
    tenant: tenantId,
    logo: logoPath(settings),
    ...{ logoUri, clientUri },
    policyUri: settings.policyUri ?? null,
    tosUri: settings.tosUri ?? null,
    pair: settings.pair ?? null,
    createdAt: shownTime(createdAt),
    lastUsedAt: shownTime(lastUsedAt),
  };
}

export function shownSecret(record: ClientSecret) {
  const { hint, createdAt, expiresAt } = record;
  return { id: secretId(record), hint, createdAt: shownTime(createdAt), expiresAt: shownTime(expiresAt) };
}
