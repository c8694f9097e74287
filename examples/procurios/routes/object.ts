import type { Caller } from '@latchkey/guard';
import express, { Router } from 'express';
import { sendAnswer } from '../answer.ts';
import { callIn } from '../call.ts';
import { readObject, readPaging, writeCursor } from '../input.ts';
import { dayIn, labelsFor } from '../labels.ts';
import type { Language } from '../negotiation.ts';
import type { Author, ObjectStore, StoredObject } from '../object-store.ts';
import { notFound } from '../problem.ts';

/** Bytes of any type: `readObject` checks them. */
const body = express.raw({ type: () => true, limit: '64kb', inflate: false });

/** `/l/module_api/object`: list, add, read. */
export function objectRoutes(store: ObjectStore): Router {
  const routes = Router();

  routes.get('/object', (request, response) => {
    const call = callIn(response);
    const { limit, after } = readPaging(request);
    const { objects, next } = store.page(call.tenant.id, limit, after);
    sendAnswer(response, call, {
      objects: objects.map((object) => shown(object, call.language)),
      next_cursor: next === null ? null : writeCursor(next),
      labels: labelsFor(call.language, ['objects', 'id', 'values', 'created_at', 'created_by']),
    });
  });

  routes.post('/object', body, (request, response) => {
    const call = callIn(response);
    const object = store.add(call.tenant.id, readObject(request), authorOf(call.caller));
    const headers = { location: `/l/module_api/object/${object.id}` };
    sendAnswer(response, call, whole(object, call.language), 201, headers);
  });

  routes.get('/object/:object_id', (request, response) => {
    const call = callIn(response);
    const object = store.get(call.tenant.id, request.params.object_id);
    if (!object) throw notFound();
    sendAnswer(response, call, whole(object, call.language));
  });

  return routes;
}

function shown({ id, values, createdAt, createdBy }: StoredObject, language: Language) {
  return {
    id,
    values,
    created_at: createdAt,
    created_on: dayIn(language, createdAt),
    created_by: createdBy,
  };
}

function whole(object: StoredObject, language: Language) {
  const labels = labelsFor(language, ['object', 'id', 'values', 'created_at', 'created_by']);
  return { ...shown(object, language), labels };
}

/** Returns the user, or the application that acts without one. */
function authorOf({ user, client }: Caller): Author {
  if (user) return { kind: 'user', id: user.id, name: user.name };
  return { kind: 'client', id: client?.id ?? '', name: client?.name ?? '' };
}
