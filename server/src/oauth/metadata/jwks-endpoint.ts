import type { Api } from '../../api.ts';
import { type Answer, json } from '../../http/answer.ts';

/**
 * The public signing keys (RFC 7517 section 5). Cached briefly, so that clients see a rotated key in time.
 */
export function jwksEndpoint(api: Api): () => Promise<Answer> {
  return async () =>
    json(
      200,
      { keys: api.keys.published() },
      { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=300' },
    );
}
