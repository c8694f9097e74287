import { createHash, timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { FastifyInstance } from 'fastify';
import { notFound } from '../contract/problem.ts';
import { selectable } from './workspace.ts';

/**
 * Lists resources for Latchkey's consent page. A request without the guard key gets the same answer as an
 * unknown path. No proxy forwards this path, since it is not in the document.
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

/** Compares in constant time: otherwise an attacker could guess the key byte by byte. */
function same(presented: string, key: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return key !== '' && timingSafeEqual(digest(presented), digest(key));
}
