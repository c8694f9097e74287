import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { sendProblem } from './answer.ts';
import { callOf } from './call.ts';
import type { ObjectStore } from './object-store.ts';
import { notFound, problemOf } from './problem.ts';
import { objectRoutes } from './routes/object.ts';
import { profileRoutes } from './routes/profile.ts';

/**
 * Returns the API behind `guard`, which sets `request.caller` (`@latchkey/guard/express`) and answers every
 * refused call itself.
 */
export function createApp(store: ObjectStore, guard: RequestHandler): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.use(guard);
  app.use((request, response, next) => {
    response.locals.call = callOf(request);
    next();
  });
  app.use('/l/module_api', objectRoutes(store), profileRoutes());
  app.use(() => {
    throw notFound();
  });
  app.use((error: unknown, _request: Request, response: Response, _next: () => void) => {
    sendProblem(response, problemOf(error));
  });
  return app;
}
