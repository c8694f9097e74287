import { z } from 'zod';
import type { Api } from '../../api.ts';
import type { PersonalToken, User } from '../../model/index.ts';
import { personalProblem } from '../../rules/token/standing.ts';
import { shownTime, time } from '../api/shapes.ts';
import { titled } from '../connections/shown.ts';

export const resourceRef = z.object({ type: z.string(), id: z.string() });

export const token = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe('Its last four characters.'),
    tenant: z.string(),
    user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
    scopes: z.array(z.object({ name: z.string(), title: z.string() })),
    resources: z
      .array(resourceRef)
      .nullable()
      .describe('The only ones that it reaches; null: none limit it.'),
    addresses: z.array(z.string()).nullable().describe('From where it works; null: from anywhere.'),
    mode: z.enum(['live', 'sandbox']),
    state: z.enum(['live', 'expired', 'revoked']),
    createdAt: time,
    expiresAt: time.nullable(),
    lastUsedAt: time.nullable(),
    revokedAt: time.nullable(),
  })
  .meta({ id: 'PersonalToken', description: 'A key that a person made for a script.' });

/** A token with its person. */
export interface TokenOf {
  token: PersonalToken;
  user: Pick<User, 'id' | 'name' | 'email'>;
}

const STATES = { token_revoked: 'revoked', token_expired: 'expired' } as const;

export function shownBy(api: Api) {
  const now = api.clock.now();
  return ({ token: found, user }: TokenOf) => {
    const problem = personalProblem(found, now);
    return {
      ...{ id: found.id, name: found.name, hint: found.hint, tenant: found.tenantId },
      user: { id: user.id, name: user.name, email: user.email },
      scopes: titled(api, found),
      resources: found.resources?.map(({ type, id }) => ({ type, id })) ?? null,
      addresses: found.ipAllowlist,
      mode: found.mode,
      state: problem === null ? 'live' : STATES[problem],
      createdAt: shownTime(found.createdAt),
      expiresAt: shownTime(found.expiresAt),
      lastUsedAt: shownTime(found.lastUsedAt),
      revokedAt: shownTime(found.revokedAt),
    };
  };
}
