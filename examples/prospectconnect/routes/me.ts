import { Hono } from 'hono';
import type { Env } from '../env.ts';

/** `GET /v1/me`: the user of a token and its rights. */
export function meRoutes(): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/', (context) => {
    const { tenant, user, client, token, scopes, permissions } = context.env.caller;
    return context.json({
      business_id: tenant?.id ?? null,
      business_name: tenant?.name ?? null,
      user,
      client: client && { id: client.id, name: client.name },
      token,
      scopes,
      permissions,
    });
  });
  return routes;
}
