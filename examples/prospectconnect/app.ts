import type { IncomingMessage } from 'node:http';
import type { DatabaseSync } from 'node:sqlite';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Caller, InProcessHandler } from 'latchkey';
import type { Env } from './env.ts';
import { notFound, Problem } from './problem.ts';
import { type Actor, RecordStore } from './record-store.ts';
import { RESOURCES } from './resources.ts';
import { meRoutes } from './routes/me.ts';
import { recordRoutes } from './routes/records.ts';
import { versionOf } from './versions.ts';

/** The whole API: `/v1/me` and the same routes for each of the six resources. */
export function createApp(database: DatabaseSync, clock: () => Date = () => new Date()): Hono<Env> {
  const app = new Hono<Env>();

  app.use(async (context, next) => {
    context.set('version', versionOf(context.env.caller));
    context.header('Version', context.get('version'));
    context.header('Vary', 'Version');
    context.set('actor', actorOf(context.env.caller));
    await next();
  });

  app.route('/v1/me', meRoutes());
  for (const resource of RESOURCES) {
    app.route(`/v1/${resource.plural}`, recordRoutes(resource, new RecordStore(database, resource, clock)));
  }

  app.notFound((context) => withHeaders(notFound().response(), context.res));
  app.onError((error, context) => withHeaders(problemOf(error).response(), context.res));
  return app;
}

/** Returns the app in the form in which Latchkey calls an API in its own process. */
export function inProcessHandler(app: Hono<Env>): InProcessHandler {
  const callers = new WeakMap<IncomingMessage, Caller>();
  const listener = getRequestListener(
    (request, bindings) => {
      const { incoming } = bindings as HttpBindings;
      return app.fetch(request, { ...bindings, caller: callers.get(incoming) } as Env['Bindings']);
    },
    // The process belongs to Latchkey, so its globals stay unchanged.
    { overrideGlobalObjects: false },
  );
  return (request, response, caller) => {
    if (!caller) throw new Error('No operation of this API is open without a token.');
    callers.set(request, caller);
    return listener(request, response);
  };
}

/** Business and user of a call, only from the guard's result. */
function actorOf(caller: Caller): Actor {
  if (caller.tenant && caller.user) return { businessId: caller.tenant.id, userId: caller.user.id };
  throw new Problem(
    403,
    'no_acting_user',
    'Forbidden',
    'This token stands for no user of a business. Use a personal access token or let a user authorize the app.',
  );
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException) {
    return new Problem(error.status, 'invalid_request', 'Bad Request', error.message);
  }
  console.error(error);
  return new Problem(500, 'internal_error', 'Internal Server Error', 'Something went wrong on our side.');
}

function withHeaders(response: Response, from: Response): Response {
  for (const name of ['version', 'vary']) {
    const value = from.headers.get(name);
    if (value !== null) response.headers.set(name, value);
  }
  return response;
}
