import { createHash, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance } from 'fastify';
import { notFound } from '../contract/problem.ts';
import { selectable } from './workspace.ts';

/**
 * What Latchkey asks when it shows the consent page. Whoever does not hold the guard key learns nothing, not
 * even that this exists; no proxy passes this path on, since it is no operation of the document.
 */
export function serveResources(app: FastifyInstance, database: DatabaseSync, guardKey: string): void {
  app.get('/internal/resources', async (request) => {
    const presented = request.headers['latchkey-guard-key'];
    if (typeof presented !== 'string' || !same(presented, guardKey)) throw notFound();
    const { user, tenant } = request.query as Record<string, unknown>;
    if (typeof user !== 'string' || typeof tenant !== 'string') throw notFound();
    return { resources: selectable(database, tenant, user) };
  });
}

/** In constant time, so that the key cannot be guessed byte by byte. */
function same(presented: string, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return key !== '' && timingSafeEqual(digest(presented), digest(key));
}
