import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { managementDocument } from '../../../src/manage/api/document.ts';
import { newManagementToken } from '../../../src/manage/management-tokens/make.ts';
import { OPERATIONS } from '../../../src/manage/operations.ts';
import { TenantId } from '../../../src/model/index.ts';
import type { Site } from '../../pages/site.ts';
import type { Visitor } from '../../pages/visitor.ts';

/** An answer of the management API. */
export interface Answered {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there
  body: any;
}

export interface Asking {
  headers?: Record<string, string>;
  body?: unknown;
}

/** Somebody who asks the management API. Each answer is compared with the document. */
export interface Asker {
  get(path: string, asking?: Asking): Promise<Answered>;
  post(path: string, body: unknown, asking?: Asking): Promise<Answered>;
  put(path: string, body: unknown, asking?: Asking): Promise<Answered>;
  patch(path: string, body: unknown, asking?: Asking): Promise<Answered>;
  delete(path: string, asking?: Asking): Promise<Answered>;
}

/** Returns a program that has a management token. */
export async function program(site: Site, scopes: string[], tenant: string | null = null): Promise<Asker> {
  const { token, record } = newManagementToken(site.api.config, {
    name: 'a program',
    scopes,
    tenantId: tenant === null ? null : TenantId(tenant),
    madeBy: null,
    createdAt: site.clock.now(),
    expiresAt: null,
  });
  await site.api.store.createManagementToken(record, []);
  return asker(site, { authorization: `Bearer ${token}` });
}

/** Returns a person who is signed in at a browser. */
export async function person(site: Site, browser: Visitor): Promise<Asker> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const me = await asker(site, { cookie }).get('/me');
  return asker(site, { cookie, 'x-latchkey-form-token': me.body.formToken });
}

/** @param by the headers with which the requests prove who asks */
export function asker(site: Site, by: Record<string, string>): Asker {
  const document = documentOf(site);
  const base = `http://127.0.0.1:${new URL(site.api.address.issuer).port}${site.api.config.management.path}`;
  const ask = async (method: string, path: string, { headers = {}, body }: Asking = {}) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { ...by, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      redirect: 'manual',
    });
    const text = await response.text();
    const isJson = isJsonType(response.headers.get('content-type') ?? '');
    const answered = {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
    describedBy(document, method, path, answered);
    return answered;
  };
  return {
    get: (path, asking) => ask('GET', path, asking),
    post: (path, body, asking) => ask('POST', path, { ...asking, body }),
    put: (path, body, asking) => ask('PUT', path, { ...asking, body }),
    patch: (path, body, asking) => ask('PATCH', path, { ...asking, body }),
    delete: (path, asking) => ask('DELETE', path, asking),
  };
}

function isJsonType(mediaType: string): boolean {
  return /[/+]json\b/.test(mediaType);
}

const DOCUMENT = 'document';
const SHAPES = OPERATIONS.map((operation) => ({
  operation,
  shape: new RegExp(`^${operation.path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
}));
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
const documents = new WeakMap<Site['api'], Record<string, unknown>>();

function documentOf({ api }: Site): Record<string, unknown> {
  const document = documents.get(api) ?? managementDocument(api, OPERATIONS);
  documents.set(api, document);
  // Every API has the same schemas.
  if (!(DOCUMENT in ajv.schemas)) ajv.addSchema(document, DOCUMENT, undefined, false);
  return document;
}

/** Fails on a status, media type or body that the document does not describe. */
function describedBy(
  document: Record<string, unknown>,
  method: string,
  path: string,
  answered: Answered,
): void {
  const [plainPath = ''] = path.split('?');
  const { operation } =
    SHAPES.find(({ operation, shape }) => operation.method === method && shape.test(plainPath)) ?? {};
  if (!operation) return;
  const { status } = answered;
  if (status === 304) return;
  // biome-ignore lint/suspicious/noExplicitAny: a document is any JSON
  const paths = document.paths as any;
  const described = paths[operation.path][method.toLowerCase()].responses[status];
  assert.ok(
    described,
    `${operation.id} answers ${status}, which its document does not say: ${JSON.stringify(answered.body)}`,
  );
  if (!described.content) {
    assert.equal(answered.body, '', `${operation.id} answers ${status} with a body`);
    return;
  }
  const [mediaType = ''] = Object.keys(described.content);
  assert.equal(answered.headers.get('content-type')?.split(';')[0], mediaType, operation.id);
  if (!isJsonType(mediaType)) return;
  const steps = [
    'paths',
    operation.path,
    method.toLowerCase(),
    'responses',
    `${status}`,
    'content',
    mediaType,
  ];
  const validate = ajv.getSchema(`${DOCUMENT}#/${[...steps, 'schema'].map(pointed).join('/')}`);
  assert.ok(validate);
  assert.ok(
    validate(answered.body),
    `${operation.id} ${status}: ${JSON.stringify(validate.errors)} in ${JSON.stringify(answered.body)}`,
  );
}

/** Returns a step of a JSON pointer in a fragment (RFC 6901 section 6). */
function pointed(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
}
