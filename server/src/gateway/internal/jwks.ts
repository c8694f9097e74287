import type { Api } from '../../api.ts';
import { json } from '../../http/answer.ts';
import { type InternalEndpoint, only, READ } from './endpoint.ts';

const MAX_AGE = 300;

/** `jwks`: the keys with which a proxy, an SDK or the upstream verifies the identity that it receives. */
export const jwks: InternalEndpoint<{ api: Api }> = {
  path: 'jwks',
  answer: only(READ, ({ api }) =>
    json(200, { keys: api.keys.published() }, { 'cache-control': `public, max-age=${MAX_AGE}` }),
  ),
};
