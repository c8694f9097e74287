import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { COMMANDS } from '../../src/cli/run.ts';
import { folderFor, shell } from './shell.ts';

it('every list is a table for people, and with --json one object on each line for programs', async (t) => {
  const folder = await folderFor(t);
  await shell(folder)(['init', 'shop']);
  const type = shell(join(folder, 'shop'));
  const say = async (...args: string[]) => {
    const { code, out, err } = await type(args);
    assert.equal(code, 0, `${args.join(' ')}: ${err}`);
    return out.split('\n').filter(Boolean);
  };
  await say('tenant', 'add', 'acme', '--name', 'Acme: Sons & "Co"');
  await say('user', 'add', 'ann@acme.example', '--tenant', 'acme', '--role', 'member');
  await say('client', 'add', 'Robot', '--grant', 'client_credentials', '--tenant', 'acme');
  await say('role', 'set', 'clerk', 'note.read', '--tenant', 'acme');
  await say('operator', 'set', 'ann@acme.example');
  await say('management-token', 'add', '--name', 'Sync');
  await say('resource', 'add', 'https://files.example/api');
  await say('webhook', 'add', '--url', 'http://127.0.0.1:9/in');

  const shown: Record<string, [options: string[], lines: number, members: object]> = {
    'tenant list': [[], 1, { id: 'acme', name: 'Acme: Sons & "Co"' }],
    'user list': [[], 1, { tenantId: 'acme', email: 'ann@acme.example', role: 'member' }],
    'client list': [['--tenant', 'acme'], 1, { kind: 'confidential', tenantId: 'acme', name: 'Robot' }],
    'operator list': [[], 1, { email: 'ann@acme.example', role: 'owner' }],
    'developer list': [[], 0, {}],
    'management-token list': [[], 1, { name: 'Sync', scopes: 'manage:read', tenant: null, state: 'valid' }],
    'role list': [['--tenant', 'acme'], 4, { of: 'acme', name: 'clerk', permissions: ['note.read'] }],
    'resource list': [[], 1, { resource: 'https://files.example/api', mode: 'live' }],
    'token list': [['--tenant', 'acme'], 0, {}],
    'connection list': [['--tenant', 'acme'], 0, {}],
    'alert list': [[], 0, {}],
    'webhook list': [[], 1, { clientId: null, events: null, url: 'http://127.0.0.1:9/in' }],
    'keys list': [[], 1, {}],
  };
  const lists = COMMANDS.map(({ name }) => name).filter((name) => name.endsWith(' list'));
  assert.deepEqual(Object.keys(shown).sort(), lists.sort());
  for (const [name, [options, least, members]] of Object.entries(shown)) {
    const table = await say(...name.split(' '), ...options);
    const objects = (await say(...name.split(' '), ...options, '--json')).map((line) => JSON.parse(line));
    assert.equal(objects.length, table.length, name);
    assert.ok(objects.length >= least, `${name}: ${objects.length}`);
    if (objects.length > 0) assert.deepEqual({ ...objects.at(-1), ...members }, objects.at(-1), name);
  }
  const [event] = await say('webhook', 'events', '--json');
  assert.equal(typeof JSON.parse(event ?? '').example, 'object');
});
