import { z } from 'zod';
import type { Api } from '../../api.ts';
import { type Client, type Grant, isVouchedFor } from '../../model/index.ts';
import { shownTime, time } from '../api/shapes.ts';
import { logoPath } from '../clients/logo-path.ts';
import type { Connection } from './connection.ts';

const resource = z.object({ type: z.string(), id: z.string() });

export const connection = z
  .object({
    id: z.string(),
    client: z.object({
      id: z.string(),
      name: z.string(),
      logo: z
        .string()
        .nullable()
        .describe('Address of its picture on this host; null: none, or nobody vouches for it.'),
    }),
    user: z.object({ id: z.string(), name: z.string(), email: z.string() }).describe('For whom it acts.'),
    people: z.int().describe('How many people have a part in it; 0 if its client is no platform.'),
    connectedAccount: z.string().nullable(),
    mode: z.enum(['live', 'sandbox']),
    state: z.enum(['active', 'suspended', 'revoked']),
    scopes: z.array(z.object({ name: z.string(), title: z.string() })),
    resources: z.array(resource).nullable().describe('null: not limited to selected ones.'),
    addresses: z.array(z.string()).nullable().describe('From where it may call; null: from anywhere.'),
    held: z
      .object({
        stopped: z.boolean(),
        scopes: z.array(z.string()).nullable(),
        resources: z.array(resource).nullable(),
        addresses: z.boolean(),
      })
      .nullable()
      .describe('A manager’s decision, which its user cannot undo.'),
    connectedAt: time,
    authorizedAt: time.describe('When its user last consented.'),
    changedAt: time,
    expiresAt: time.nullable(),
    repeatedAt: time
      .nullable()
      .describe(
        'When a used refresh token was last presented: an answer that got lost, or a copy of the token.',
      ),
  })
  .meta({ id: 'Connection', description: 'The access that one person gave one client in one tenant.' });

export function shownBy(api: Api) {
  return ({ grant, client, user, parts }: Connection) => ({
    id: grant.id,
    client: { id: client.id, name: client.name, logo: pictureOf(client, grant.tenantId) },
    user: { id: user.id, name: user.name, email: user.email },
    people: parts,
    connectedAccount: grant.connectedAccountId,
    mode: grant.mode,
    state: grant.status,
    scopes: titled(api, grant),
    resources: grant.resources,
    addresses: grant.ipAllowlist,
    held: grant.held,
    connectedAt: shownTime(grant.createdAt),
    authorizedAt: shownTime(grant.authorizedAt),
    changedAt: shownTime(grant.updatedAt),
    expiresAt: shownTime(grant.expiresAt),
    repeatedAt: shownTime(grant.repeatedAt),
  });
}

export function titled({ config }: Pick<Api, 'config'>, { scopes }: Pick<Grant, 'scopes'>) {
  return scopes.map((name) => ({ name, title: config.scopes[name]?.title ?? name }));
}

/** A client that nobody vouches for towards the people of a tenant could borrow the picture of another. */
function pictureOf(client: Client, tenantId: string): string | null {
  return isVouchedFor(client, tenantId) ? logoPath(client.settings) : null;
}
