import { Router } from 'express';
import { sendAnswer } from '../answer.ts';
import { callIn } from '../call.ts';
import { labelsFor } from '../labels.ts';

/** `/l/module_api/profile`: the user or application of the token. */
export function profileRoutes(): Router {
  const routes = Router();
  routes.get('/profile', (_request, response) => {
    const call = callIn(response);
    const { user, client, scopes, permissions } = call.caller;
    sendAnswer(response, call, {
      association_id: call.tenant.id,
      association: call.tenant.name,
      user,
      client: client && { id: client.id, name: client.name },
      scopes,
      permissions,
      labels: labelsFor(call.language, ['profile', 'association', 'user', 'client']),
    });
  });
  return routes;
}
