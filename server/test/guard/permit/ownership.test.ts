import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { can } from '@latchkey/guard';
import { createGuard } from '../../../src/guard/guard.ts';
import { UserId } from '../../../src/model/index.ts';
import { parseOperations } from '../../../src/openapi/operation-table.ts';
import { LIVE, openWorld, type World } from '../world.ts';

const DOCUMENT = `
openapi: 3.1.0
components: { securitySchemes: { oauth: { type: oauth2 } } }
security: [{ oauth: [write] }]
paths:
  /notes: { post: { x-latchkey-permission: note.update } }
  /notes/{note_id}: { put: { x-latchkey-permission: note.update, x-latchkey-owner: handler } }
  /users/{user_id}/notes: { put: { x-latchkey-permission: note.update, x-latchkey-owner: '{user_id}' } }
`;

let world: World;
before(async () => {
  world = await openWorld({
    roles: {
      owner: { title: 'Owner', permissions: ['*'] },
      // Cy's role.
      viewer: { title: 'Author', permissions: ['note.update:own'] },
    },
  });
});
after(() => world.close());

async function call(userId: UserId, path: string, method: string) {
  const decide = createGuard(world.api, parseOperations(DOCUMENT, 'openapi.yaml', world.api.config));
  const { token } = await world.personalToken({ userId, scopes: ['write'] });
  const authorization = `Bearer ${token}`;
  const rest = { host: LIVE, query: '', dpop: undefined, origin: null, account: undefined };
  return decide({ method, path, authorization, ...rest, ip: '192.0.2.7', requestId: 'req_1' });
}

test('a role for own records passes where the handler looks whose the record is, and is told to', async () => {
  const decision = await call(UserId('usr_cy'), '/notes/7', 'PUT');
  assert.ok(decision.outcome === 'allow' && decision.caller);
  const { caller } = decision;
  assert.equal(caller.onlyOwn, 'note.update');
  assert.equal(can(caller, 'note.update', { ownerId: 'usr_cy' }), true);
  assert.equal(can(caller, 'note.update', { ownerId: 'usr_ann' }), false);

  const manager = await call(UserId('usr_ann'), '/notes/7', 'PUT');
  assert.ok(manager.outcome === 'allow' && manager.caller);
  assert.equal(manager.caller.onlyOwn, undefined);
  assert.equal(can(manager.caller, 'note.update', { ownerId: 'usr_cy' }), true);
});

test('where the path names the owner, the guard decides alone', async () => {
  const own = await call(UserId('usr_cy'), '/users/usr_cy/notes', 'PUT');
  assert.ok(own.outcome === 'allow' && own.caller);
  assert.equal(own.caller.onlyOwn, undefined);
  const foreign = await call(UserId('usr_cy'), '/users/usr_ann/notes', 'PUT');
  assert.ok(foreign.outcome === 'deny');
  assert.equal(foreign.refusal.code, 'insufficient_role');
  assert.match(foreign.refusal.detail, /on their own records only/);
  assert.equal((await call(UserId('usr_ann'), '/users/usr_cy/notes', 'PUT')).outcome, 'allow');
});

test('where nobody knows the owner, a role for own records is not enough', async () => {
  const decision = await call(UserId('usr_cy'), '/notes', 'POST');
  assert.ok(decision.outcome === 'deny');
  assert.equal(decision.refusal.code, 'insufficient_role');
  assert.equal((await call(UserId('usr_ann'), '/notes', 'POST')).outcome, 'allow');
});
