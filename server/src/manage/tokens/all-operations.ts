import { z } from 'zod';
import { UserId } from '../../model/index.ts';
import { sentence } from '../../words/sentence.ts';
import { operation, refuse, unknown } from '../api/operation.ts';
import { PAGE, page, pageOf, placeBefore } from '../api/paging.ts';
import { revokeToken } from './revoke.ts';
import { shownBy, token } from './shown.ts';

const OF_ALL = { noun: 'tokens', whom: 'operator' } as const;

/** The personal access tokens of all tenants, for those who operate the API. */
export const allTokenOperations = [
  operation({
    ...OF_ALL,
    id: 'listAllTokens',
    method: 'GET',
    path: '/tokens',
    summary: 'List the personal access tokens of all tenants, newest first',
    query: z.object({
      ...PAGE,
      user: z.string().min(1).max(200).optional().describe('Id of a user: only theirs.'),
    }),
    answer: { status: 200, schema: pageOf(token) },
    async handle({ api, query: { limit, cursor, user } }) {
      const before = placeBefore(cursor);
      if (!before.ok) return before.problem;
      const found = await api.store.personalTokensPage({
        userId: user === undefined ? null : UserId(user),
        before: before.value,
        limit: limit + 1,
      });
      const body = page(found, limit, ({ token: { createdAt, id } }) => [createdAt, id], shownBy(api));
      return { status: 200, body };
    },
  }),
  operation({
    ...OF_ALL,
    id: 'revokeAnyToken',
    method: 'DELETE',
    path: '/tokens/{token}',
    parameters: { token: 'Id of the token.' },
    summary: 'Revoke a personal access token, whichever tenant it is for',
    description: 'Its next call is refused.',
    problems: { token_ended: [409, 'it had been revoked before.'] },
    async handle({ api, request, path, actor: { by } }) {
      const found = await api.store.personalTokenById(path.token ?? '');
      if (!found) return unknown('token');
      const acting = { tenantId: found.token.tenantId, userId: null, by };
      const outcome = await revokeToken(api, request, acting, found.token.id);
      if (outcome === 'already') return refuse(409, 'token_ended', sentence('tokenEnded'));
      return outcome === 'revoked' ? { status: 204 } : unknown('token');
    },
  }),
];
