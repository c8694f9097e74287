import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { person } from '../demo/client.ts';
import { type DemoApi, joinDemo, type RunningDemo } from '../demo/start-demo.ts';
import { Agent } from './agent.ts';

/* The MCP SDK's client, told nothing but an address, against the MCP server of the demo. */

const AMELIA = 'con_8f2a1c9b4d6e7f0a1b2c3d4e';

let running: RunningDemo;
let api: DemoApi;
let address = '';
const share = joinDemo({ only: ['prospectconnect'] });
before(async () => {
  running = await share.start();
  api = running.demo.apis.prospectconnect;
  address = api.mcp ?? '';
});
after(async () => {
  await share.leave();
});

const agentOf = (name: string) => new Agent(running.demo, person(api, name));
const paths = (agent: Agent) => agent.exchanges.map(({ method, url }) => `${method} ${url.pathname}`);

describe('an agent that knows nothing but the address', () => {
  for (const era of ['auto', 'legacy'] as const) {
    test(`discovers, registers, connects and reads, ${era === 'auto' ? 'as of 2026' : 'as of 2025'}`, async () => {
      const agent = agentOf('olivia');
      const { client, call } = await agent.connect(address, era);
      assert.deepEqual(paths(agent).slice(0, 4), [
        'POST /mcp',
        'GET /.well-known/oauth-protected-resource/mcp',
        'GET /.well-known/oauth-authorization-server',
        'POST /register',
      ]);
      const [first] = agent.exchanges;
      assert.equal(first?.status, 401);
      assert.doesNotMatch(first.challenge ?? '', /error=/);
      assert.match(first.challenge ?? '', /scope="contact\.read"/);

      const [asked] = agent.asked;
      assert.ok(asked);
      assert.equal(asked.searchParams.get('code_challenge_method'), 'S256');
      assert.equal(asked.searchParams.get('resource'), address);
      assert.equal(
        asked.searchParams.get('scope'),
        'contact.read offline_access',
        'it asks to stay connected',
      );
      const exchanged = agent.exchanges.find(({ url }) => url.pathname === '/token');
      assert.equal(exchanged?.parameters.get('resource'), address);
      assert.ok(exchanged.parameters.get('code_verifier'));

      assert.equal(client.getProtocolEra(), era === 'auto' ? 'modern' : 'legacy');
      const { tools } = await client.listTools();
      assert.deepEqual(tools.map(({ name }) => name).sort(), [
        'change_contact',
        'create_contact',
        'create_note',
        'delete_contact',
        'search_contacts',
        'search_deals',
        'summarize_contact',
      ]);
      const found = await call('search_contacts', { filter: { name: { contains: 'Thornton' } } });
      assert.deepEqual(
        found.result.contacts?.map(({ name }) => name),
        ['Amelia Thornton'],
      );
      await client.close();
    });
  }

  test('steps up when a tool needs more, once for all that it needs, and keeps what it had', async () => {
    const agent = agentOf('olivia');
    const { client, call } = await agent.connect(address);
    const summary = await call('summarize_contact', { id: AMELIA });
    assert.equal(summary.result.contact?.name, 'Amelia Thornton');
    const [refused, ...more] = agent.exchanges.filter(({ status }) => status === 403);
    assert.deepEqual(more, []);
    assert.equal(refused?.problem.code, 'insufficient_scope');
    assert.equal(refused.problem.remedy, 'reauthorize');
    assert.match(refused.challenge ?? '', /^Bearer .*error="insufficient_scope"/);
    assert.match(refused.challenge ?? '', /scope="contact\.read deal\.read note\.read"/);
    assert.match(refused.challenge ?? '', /resource_metadata="[^"]+oauth-protected-resource\/mcp"/);

    const created = await call('create_contact', { name: 'Ida Agent', email: 'ida@agent.example' });
    assert.match(String(created.result.id), /^con_/);
    assert.equal(agent.asked.length, 3, 'to begin with, for the summary, for writing');
    const scope = agent.asked[2]?.searchParams.get('scope')?.split(' ').sort();
    assert.deepEqual(scope, ['contact.read', 'contact.write', 'deal.read', 'note.read', 'offline_access']);
    assert.equal(
      (await call('search_contacts', { filter: { name: 'Ida Agent' } })).result.contacts?.length,
      1,
    );
    assert.equal(agent.asked.length, 3);
    await client.close();
  });

  test('is told to ask an administrator where the role is what is missing, and asks nobody for scopes', async () => {
    const agent = agentOf('victor');
    const { client, call } = await agent.connect(address);
    const refused = await call('create_contact', { name: 'Never' });
    assert.equal(refused.isError, true);
    assert.match(
      refused.text,
      /^Insufficient Role\. .*Tell the user to ask an administrator/,
      'the model reads it',
    );
    assert.deepEqual(
      agent.exchanges.filter(({ status, challenge }) => status === 403 || (status === 200 && challenge)),
      [],
    );
    assert.equal(agent.asked.length, 1, 'only to connect');
    await client.close();
  });

  test('hears from a tool what was wrong with its input, and finds nothing of another business', async () => {
    const agent = agentOf('olivia');
    const { client, call } = await agent.connect(address);
    const wrong = await call('search_contacts', { filter: { nickname: 'x' } });
    assert.equal(wrong.isError, true);
    assert.match(wrong.text, /filter\/nickname is not accepted here/);
    const nul = await call('search_contacts', { filter: { name: 'a\0b' } });
    assert.match(nul.text, /NUL/);
    const kenji = new Agent(running.demo, person(api, 'kenji'));
    const elsewhere = await kenji.connect(address);
    const missing = await elsewhere.call('summarize_contact', { id: AMELIA });
    assert.equal(missing.isError, true);
    await Promise.all([client.close(), elsewhere.client.close()]);
  });
});
