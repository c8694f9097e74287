import { Hono } from 'hono';
import type { Env } from '../env.ts';
import { checkAgainst, checkedBody, checkedQuery, readJson } from '../input.ts';
import { notFound } from '../problem.ts';
import type { RecordStore, StoredRecord } from '../record-store.ts';
import type { Resource, Value } from '../resources.ts';
import {
  actionSchema,
  CURSOR,
  changeSchema,
  creationSchema,
  LIMIT,
  searchSchema,
  sortSchema,
} from '../schemas.ts';
import type { Search } from '../search.ts';
import { renderPage } from '../versions.ts';

/** List, create, search, read, change, delete and the actions of one resource. */
export function recordRoutes(resource: Resource, store: RecordStore): Hono<Env> {
  const checkQuery = checkAgainst({
    type: 'object',
    additionalProperties: false,
    properties: { limit: LIMIT, cursor: CURSOR, sort: sortSchema(resource) },
  });
  const checkCreation = checkAgainst(creationSchema(resource));
  const checkChange = checkAgainst(changeSchema(resource));
  const checkSearch = checkAgainst(searchSchema(resource));
  const routes = new Hono<Env>();

  routes.get('/', (context) => {
    const query = checkedQuery<Search>(new URL(context.req.url).searchParams, checkQuery);
    const page = store.find(context.get('actor').businessId, query, 'query');
    return context.json(renderPage(context.get('version'), page));
  });

  routes.post('/', async (context) => {
    const body = checkedBody<StoredRecord>(await readJson(context.req.raw), checkCreation);
    // A deal may be created as won; the action determines the consequences.
    const entailed = resource.actions.flatMap(({ parameter: { name }, change }) =>
      body[name] === undefined ? [] : [change(body[name], store.now())],
    );
    const record = store.create(context.get('actor'), Object.assign({}, body, ...entailed));
    return context.json(record, 201, { Location: `/v1/${resource.plural}/${record.id}` });
  });

  routes.post('/search', async (context) => {
    const search = checkedBody<Search>(await readJson(context.req.raw, true), checkSearch);
    const page = store.find(context.get('actor').businessId, search, 'body');
    return context.json(renderPage(context.get('version'), page));
  });

  routes.get('/:id', (context) => {
    const record = store.get(context.get('actor').businessId, context.req.param('id'));
    if (!record) throw notFound();
    return context.json(record);
  });

  routes.patch('/:id', async (context) => {
    const { businessId } = context.get('actor');
    const id = context.req.param('id');
    if (!store.get(businessId, id)) throw notFound();
    const body = checkedBody<StoredRecord>(await readJson(context.req.raw), checkChange);
    const record = store.change(businessId, id, body);
    if (!record) throw notFound();
    return context.json(record);
  });

  routes.delete('/:id', (context) => {
    if (!store.delete(context.get('actor').businessId, context.req.param('id'))) throw notFound();
    return context.body(null, 204);
  });

  for (const action of resource.actions) {
    const checkAction = checkAgainst(actionSchema(action));
    routes.post(`/:id/${action.name}`, async (context) => {
      const { businessId } = context.get('actor');
      const id = context.req.param('id');
      if (!store.get(businessId, id)) throw notFound();
      const optional = action.parameter.field.default !== undefined;
      const body = checkedBody<Record<string, Value>>(await readJson(context.req.raw, optional), checkAction);
      const change = action.change(body[action.parameter.name] ?? null, store.now());
      const record = store.change(businessId, id, change);
      if (!record) throw notFound();
      return context.json(record);
    });
  }
  return routes;
}
