import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Api } from '../../src/api.ts';
import { scopesForPeople } from '../../src/explorer/clients.ts';
import { exploredDocument } from '../../src/explorer/shown-document.ts';
import { openWorld } from '../guard/world.ts';

const DOCUMENT = {
  openapi: '3.1.0',
  paths: { '/cases': { get: { security: [{ oauth: ['read'] }], responses: {} } } },
};

test('keeps the names and descriptions of the document’s own schemes', async (t) => {
  const { api, close } = await openWorld();
  t.after(close);
  const shown = exploredDocument(
    api,
    {
      ...DOCUMENT,
      paths: {
        '/cases': {
          get: { security: [{ bearerPat: ['read'] }, { partner: [] }, { oauth2: ['read'] }], responses: {} },
          post: { security: [{ bearerPat: ['write'] }], responses: {} },
        },
      },
      components: {
        securitySchemes: {
          partner: { type: 'apiKey', in: 'header', name: 'X-Partner' },
          bearerPat: { type: 'http', scheme: 'bearer', description: 'A key of your own.' },
          oauth2: { type: 'oauth2', description: 'For apps.', flows: {} },
        },
      },
    },
    'live',
  ) as {
    paths: Record<string, Record<string, { security: unknown; description: string }>>;
    components: { securitySchemes: Record<string, Record<string, unknown>> };
  };
  const { securitySchemes } = shown.components;
  assert.deepEqual(Object.keys(securitySchemes), ['partner', 'bearerPat', 'oauth2']);
  assert.equal(securitySchemes.bearerPat?.description, 'A key of your own.');
  assert.equal(securitySchemes.oauth2?.description, 'For apps.');
  assert.deepEqual(securitySchemes.partner, { type: 'apiKey', in: 'header', name: 'X-Partner' });
  const { get, post } = shown.paths['/cases'] ?? {};
  assert.deepEqual(get?.security, [{ bearerPat: ['read'] }, { oauth2: ['read'] }]);
  assert.deepEqual(post?.security, [{ oauth2: ['write'] }, { bearerPat: ['write'] }]);
  assert.equal(get?.description, '**Scope** `read`');
});

test('another provider’s scheme stays as it is, and is offered to nobody', async (t) => {
  const { api, close } = await openWorld();
  t.after(close);
  const flows = { clientCredentials: { tokenUrl: 'https://id.example/token', scopes: {} } };
  const partner = { type: 'oauth2', flows };
  const paths = {
    '/cases': { get: { security: [{ partner: ['read'] }, { oauth: ['read'] }], responses: {} } },
  };
  const securitySchemes = { partner, oauth: { type: 'oauth2', flows: {} } };
  const shown = exploredDocument(api, { ...DOCUMENT, paths, components: { securitySchemes } }, 'live');
  const { components, paths: told } = JSON.parse(JSON.stringify(shown));
  assert.deepEqual(components.securitySchemes.partner, partner);
  assert.ok(components.securitySchemes.oauth.flows.authorizationCode);
  assert.deepEqual(told['/cases'].get.security, [{ oauth: ['read'] }, { token: [] }]);
});

test('where every token is bound to a key, nothing refers to signing in', async (t) => {
  const world = await openWorld();
  t.after(() => world.close());
  const tokens = { ...world.api.config.tokens, senderConstrained: 'required' as const };
  const bound: Api = { ...world.api, config: { ...world.api.config, tokens } };
  const [open, closed] = [world.api, bound].map((api) =>
    JSON.stringify(exploredDocument(api, DOCUMENT, 'live')),
  );
  assert.match(open ?? '', /"security":\[\{"signIn":\["read"\]\},\{"oauth":\["read"\]\},\{"token":\[\]\}\]/);
  assert.doesNotMatch(closed ?? '', /signIn/);
  assert.match(closed ?? '', /"security":\[\{"oauth":\["read"\]\},\{"token":\[\]\}\]/);
});

test('the explorer asks for no scope that is for platforms or about the user', async (t) => {
  const world = await openWorld();
  t.after(() => world.close());
  const { read } = world.api.config.scopes;
  assert.ok(read);
  const scopes = { payouts: { ...read, platformsOnly: true }, email: { ...read, aboutUser: true }, read };
  const api: Api = { ...world.api, config: { ...world.api.config, scopes } };
  assert.deepEqual(scopesForPeople(api), ['read']);
  const shown = JSON.stringify(exploredDocument(api, DOCUMENT, 'live'));
  assert.doesNotMatch(shown, /payouts|email/);
});
