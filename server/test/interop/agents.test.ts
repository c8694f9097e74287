import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { ApiDefinition } from '../../src/config/index.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { storedHash } from '../../src/tokens/format.ts';
import { ASSERTION_TYPE, claimsFor, newKey, signedBy } from '../oauth/client-auth/signer.ts';
import { authorizePath, openSite, type Site } from '../pages/site.ts';
import { codeIn, consentFields, type Page, signedIn } from '../pages/visitor.ts';
import { AGENTS, type AgentFixture } from './agent-fixtures.ts';

/* Each agent, as it describes or registers itself, from there to a refreshed token, over HTTP. */

const VERIFIER = 'v'.repeat(43);
const key = newKey('RS256', 'of an agent');

const documents = new Map<string, Record<string, unknown>>();
const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(documents.get(request.url ?? '') ?? { keys: [key.jwk] }));
});

/** The switches of the profile `mcp`, and dialects for clients from before, which must not change anything for agents. */
const definition: Partial<ApiDefinition> = {
  clientMetadataDocuments: true,
  registration: 'open',
  requireResource: true,
  dialects: ['s256-assumed', 'no-pkce-for-confidential', 'stray-whitespace'],
};

let site: Site;
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  site = await openSite({ definition });
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await site.close();
});

interface Known {
  id: string;
  proof(): Record<string, string>;
}

/** Makes an agent known, the way that it chooses. */
async function introduce(agent: AgentFixture, at = site): Promise<Known> {
  const { port } = server.address() as AddressInfo;
  if (agent.document) {
    const path = `/${sha256(agent.name)}`;
    const id = `http://${sha256(agent.name).slice(0, 8).toLowerCase().replaceAll('_', 'x')}.localhost:${port}${path}`;
    const keys = 'jwks_uri' in agent.document ? { jwks_uri: `http://127.0.0.1:${port}/keys` } : {};
    documents.set(path, { ...agent.document, ...keys, client_id: id });
    const signed = () => ({
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: signedBy(key, claimsFor(at, id)),
    });
    return { id, proof: () => (agent.provesItself === 'private_key_jwt' ? signed() : {}) };
  }
  const response = await postJson(at, '/oauth/register', agent.registration);
  assert.equal(response.status, 201, response.text);
  const { client_id: id, client_secret: secret } = JSON.parse(response.text);
  return { id, proof: () => (secret === undefined ? {} : { client_secret: secret }) };
}

async function postJson(at: Site, path: string, body: unknown): Promise<{ status: number; text: string }> {
  const { port } = new URL(at.origin);
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

/** Without a scope, agents ask for what the resource lists. */
const asking = ({ asks: { redirect_uri, scope = 'read write read:cases' } }: AgentFixture, id: string) =>
  authorizePath({ client_id: id, redirect_uri, scope, code_challenge: sha256(VERIFIER) });

async function allow(path: string): Promise<Page> {
  const browser = await signedIn(site);
  const page = await browser.get(path);
  assert.equal(page.status, 200, page.text);
  return browser.post(path, { ...consentFields(page), decision: 'allow' });
}

async function tokens(form: Record<string, string>): Promise<Record<string, unknown>> {
  const answer = await site.browser().post('/oauth/token', form);
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text) as Record<string, unknown>;
}

describe('an agent', () => {
  for (const agent of AGENTS) {
    it(`${agent.name}: is made known, asked about, and given a token that it can refresh`, async () => {
      const { id, proof } = await introduce(agent);
      const answer = await allow(asking(agent, id));
      assert.ok(answer.location?.startsWith(`${agent.asks.redirect_uri}?`), answer.location ?? answer.text);
      const known = (await site.api.store.client(id, site.clock.now()))?.client;
      assert.equal(known?.authMethod, agent.provesItself);

      const first = await tokens({
        grant_type: 'authorization_code',
        code: codeIn(answer) ?? '',
        redirect_uri: agent.asks.redirect_uri,
        client_id: id,
        code_verifier: VERIFIER,
        ...proof(),
      });
      const refresh_token = String(first.refresh_token);
      const refresh = { grant_type: 'refresh_token', refresh_token, client_id: id, ...proof() };
      const second = await tokens(refresh);
      const names = (agent.asks.scope ?? 'read write read:cases').split(' ').filter(Boolean);
      assert.equal(second.scope, names.join(' '), 'regular, whatever was sent');
      const token = await site.api.store.accessToken(storedHash(String(second.access_token)));
      assert.deepEqual(token?.token.audience, [site.api.address.api], 'the one resource that there is');
    });
  }

  it('notes and records a scope without the spaces that were too many', async () => {
    const agent = AGENTS.find(({ name }) => name === 'claude.ai');
    assert.ok(agent);
    const { id } = await introduce(agent);
    await allow(asking(agent, id));
    const [row] = await site.api.store.auditTrail({ kind: 'authorization.granted', clientId: id, limit: 1 });
    assert.deepEqual(row?.detail.scopes, ['read', 'offline_access']);
  });

  it('comes back to a port of localhost with a challenge and a consent each time, whatever the dialects', async () => {
    const [agent] = AGENTS;
    assert.ok(agent);
    const { id } = await introduce(agent);
    await allow(asking(agent, id));
    const browser = await signedIn(site);
    const path = asking(
      { ...agent, asks: { ...agent.asks, redirect_uri: 'http://localhost:40001/callback' } },
      id,
    );
    assert.equal((await browser.get(path)).status, 200, 'asked again, though nothing new is wanted');
    for (const name of ['code_challenge_method', 'code_challenge']) {
      const query = new URLSearchParams(path.slice(path.indexOf('?')));
      query.delete(name);
      const { location } = await browser.get(`/oauth/authorize?${query}`);
      assert.match(location ?? '', /^http:\/\/localhost:40001\/callback\?error=invalid_request/, name);
    }
    for (const redirect_uri of ['http://localhost:40001/callback2', 'https://localhost:40001/callback']) {
      const elsewhere = asking({ ...agent, asks: { ...agent.asks, redirect_uri } }, id);
      assert.equal((await browser.get(elsewhere)).status, 400, redirect_uri);
    }
  });

  it('ChatGPT proves itself by its key alone where that is taken, and by nothing where it is not', async (t) => {
    const agent = AGENTS.find(({ name }) => name === 'ChatGPT');
    assert.ok(agent);
    const { id } = await introduce(agent);
    const code = codeIn(await allow(asking(agent, id))) ?? '';
    const form = { grant_type: 'authorization_code', code, client_id: id, code_verifier: VERIFIER };
    const { redirect_uri } = agent.asks;
    const bare = await site.browser().post('/oauth/token', { ...form, redirect_uri });
    assert.equal(bare.status, 401, bare.text);

    const otherwise: Partial<ApiDefinition>[] = [
      { clientAuthentication: ['client_secret_basic', 'none'] },
      { algorithms: ['ES256'] },
    ];
    for (const over of otherwise) {
      const plain = await openSite({ definition: { clientMetadataDocuments: true, ...over } });
      t.after(() => plain.close());
      const known = await introduce(agent, plain);
      const page = await (await signedIn(plain)).get(asking(agent, known.id));
      assert.equal(page.status, 200, page.text);
      const { client } = (await plain.api.store.client(known.id, plain.clock.now())) ?? {};
      assert.deepEqual([client?.authMethod, client?.kind], ['none', 'public']);
    }
  });
});

describe('an API for agents', () => {
  const read = async (path: string) => JSON.parse((await site.browser().get(path)).text);

  it('says that one can stay connected where one asks for it, and not at the resource', async () => {
    const server = await read('/.well-known/oauth-authorization-server');
    assert.ok(server.scopes_supported.includes('offline_access'));
    const resource = await read('/.well-known/oauth-protected-resource');
    assert.deepEqual(resource.scopes_supported, ['read', 'write', 'read:cases', 'projects']);
  });

  it('lets a client ask to stay connected that registered for something else', async () => {
    const [agent] = AGENTS.filter(({ name }) => name === 'Cursor');
    assert.ok(agent);
    const { id } = await introduce({ ...agent, registration: { ...agent.registration, scope: 'read' } });
    const ask = (scope: string) => asking({ ...agent, asks: { ...agent.asks, scope } }, id);
    assert.ok(codeIn(await allow(ask('read offline_access'))));
    const { location } = await (await signedIn(site)).get(ask('read write'));
    assert.match(location ?? '', /error=invalid_scope/);
  });

  it('takes a resource in capital letters, and asks for one where there are several', async (t) => {
    const [, , , , cursor] = AGENTS;
    assert.ok(cursor);
    const { id } = await introduce(cursor);
    const path = asking(cursor, id);
    const { api } = site.api.address;
    const loud = api.replace(/^http:\/\/[^/:]+/, (origin) => origin.toUpperCase());
    const query = `${path}&resource=${encodeURIComponent(loud)}`;
    const answer = await allow(query);
    assert.ok(codeIn(answer), answer.location ?? answer.text);

    const several = await openSite({
      definition: { profile: 'mcp', domains: { 'api.harbour.example': {}, 'b.harbour.example': {} } },
    });
    t.after(() => several.close());
    const other = await introduce(cursor, several);
    const refused = await (await signedIn(several)).get(asking(cursor, other.id));
    assert.match(refused.location ?? '', /error=invalid_target/);
  });
});
