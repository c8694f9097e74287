import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { localCa } from 'latchkey/serve';
import { person } from '../demo/client.ts';
import { type DemoApi, forget, type RunningDemo, startDemo } from '../demo/start-demo.ts';
import { Agent, CALLBACK } from './agent.ts';

/* Agents that are known by the https address of their own metadata, and the SDK's client of 2025. */

let running: RunningDemo;
let api: DemoApi;
let documents: Server;
let documentUrl = '';
let folder = '';
let fetched = 0;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-agent-'));
  const authority = await localCa(folder);
  documents = createServer(await authority.certificateFor(['agent.localhost']), (_request, response) => {
    fetched++;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        client_id: documentUrl,
        client_name: 'Agent with a document',
        redirect_uris: [CALLBACK],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
        scope: 'contact.read',
      }),
    );
  }).listen(0, '127.0.0.1');
  await once(documents, 'listening');
  documentUrl = `https://agent.localhost:${(documents.address() as AddressInfo).port}/oauth/client.json`;
  const environment = process.env.NODE_EXTRA_CA_CERTS;
  // As an operating system knows the authorities of the world.
  process.env.NODE_EXTRA_CA_CERTS = authority.caFile;
  running = await startDemo({ only: ['prospectconnect'] });
  if (environment === undefined) delete process.env.NODE_EXTRA_CA_CERTS;
  else process.env.NODE_EXTRA_CA_CERTS = environment;
  api = running.demo.apis.prospectconnect;
});
after(async () => {
  documents.closeAllConnections();
  documents.close();
  await running.end();
  await forget(running.dataDir);
  await rm(folder, { recursive: true });
});

test('an agent is known by the https address of its own metadata, and steps up as well', async () => {
  const agent = new Agent(running.demo, person(api, 'olivia'), documentUrl);
  const { client, call } = await agent.connect(api.mcp ?? '');
  assert.ok(!agent.exchanges.some(({ url }) => url.pathname === '/register'));
  assert.equal(agent.asked[0]?.searchParams.get('client_id'), documentUrl);
  const created = await call('create_note', { body: 'Written by an agent.' });
  assert.match(String(created.result.id), /^not_|^note_/);
  assert.equal(agent.asked.length, 2);
  assert.equal(fetched, 1, 'what was fetched is kept');
  await client.close();
});

test('the SDK’s client of 2025 goes the same way', async () => {
  const agent = new Agent(running.demo, person(api, 'olivia'));
  const url = new URL(api.mcp ?? '');
  const connected = async () => {
    const transport = new StreamableHTTPClientTransport(url, { authProvider: agent, fetch: agent.fetch });
    const client = new Client({ name: 'agent', version: '1' });
    // The package says of its transport's session id that it may be undefined, and of Transport's not.
    await client.connect(transport as Transport);
    return { client, transport };
  };
  await assert.rejects(connected(), UnauthorizedError);
  const waiting = new StreamableHTTPClientTransport(url, { authProvider: agent, fetch: agent.fetch });
  await waiting.finishAuth(agent.answer().get('code') ?? '');
  const { client, transport } = await connected();
  assert.equal((await client.listTools()).tools.length, 7);
  const found = await client.callTool({ name: 'search_contacts', arguments: { limit: 1 } });
  assert.equal(found.isError, undefined);

  // It would refresh instead of asking anew, which can never give more, so it is left without what it could refresh.
  agent.forgetRefreshToken();
  const note = { name: 'create_note', arguments: { body: 'From 2025.' } };
  await assert.rejects(client.callTool(note), UnauthorizedError);
  assert.equal(agent.asked[1]?.searchParams.get('scope'), 'note.write');
  await transport.finishAuth(agent.answer().get('code') ?? '');
  const created = await client.callTool(note);
  assert.match(JSON.stringify(created.structuredContent), /From 2025/);
  await client.close();
});
