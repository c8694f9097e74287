import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type ManageOperation, scopeOf } from '../../src/manage/api/operation.ts';
import { OPERATIONS } from '../../src/manage/operations.ts';
import { covers } from '../../src/rules/management/scope.ts';
import type { Answered, Asker } from './api/asking.ts';
import { type Kind, OF, openWorld, SIDES, type Side, type World } from './world-of-two-tenants.ts';

/** A parameter that no operation has. It is read after the caller was judged, so who gets this far is allowed, and changes nothing. */
const NONSENSE = 'no_such_parameter=1';
const MISSING = 'nothing-of-that-id';

/** Bodies that an operation accepts, for those that change something below a tenant or a client. A new one needs its own here. */
const BODIES: Record<string, unknown> = {
  changeMember: { role: 'viewer' },
  shrinkConnection: { scopes: ['read'] },
  limitConnectionAddresses: { addresses: [] },
  changeClientWebhook: { ordered: true },
  rotateClientWebhookSecret: {},
  replayClientWebhook: { since: '2026-01-01T00:00:00Z' },
};
/** Such an answer goes on for a minute, and has nothing in it before something happens. */
const EVENTS = 'text/event-stream';
/** Parameters for which the other tenant has nothing: unknown ids stand in. */
const NOTHING_THERE = ['alert', 'secret', 'number'];
/** Operations whose last parameter is a name that each tenant chooses for itself. */
const OWN_NAMES = new Set(['getRole', 'saveRole', 'removeRole']);

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

/** The answer that is due, from whom the operation is for: `allowed`, or the code of the refusal. */
function due(operation: ManageOperation, kind: Kind, side: Side): string {
  const { whom, path } = operation;
  const needed = scopeOf(operation);
  const inTenant = path.includes('{tenant}');
  const ofClient = path.includes('{client}');
  if (kind.is === 'nobody') return 'no_credentials';
  if (whom === 'anybody') return 'allowed';
  if (kind.is === 'token') {
    if (whom === 'person') return 'needs_a_person';
    if (!covers(kind.scopes ?? [], needed)) return 'insufficient_scope';
    if (kind.limitedTo === undefined) return 'allowed';
    if (whom === 'operator' || !(inTenant || ofClient)) return 'limited_to_tenant';
    return kind.limitedTo === side ? 'allowed' : 'not_found';
  }
  if (whom === 'person') return 'allowed';
  if (kind.operator === 'owner') return 'allowed';
  if (kind.operator === 'auditor' && needed.endsWith(':read')) return 'allowed';
  if (whom === 'developer' && (!ofClient || kind.develops === side)) return 'allowed';
  const place = inTenant ? kind.tenants?.[side] : undefined;
  if (whom === 'member' && place) return 'allowed';
  if (whom === 'manager' && place) return place === 'manager' ? 'allowed' : 'not_a_manager';
  if (kind.operator) return 'not_an_owner';
  return whom === 'operator' ? 'not_an_operator' : 'not_found';
}

function pathOf({ path }: ManageOperation, ids: Record<string, string>): string {
  return path.replaceAll(/\{([a-z]+)\}/gi, (_, name: string) => encodeURIComponent(ids[name] ?? MISSING));
}

const parametersOf = ({ path }: ManageOperation) =>
  [...path.matchAll(/\{([a-z]+)\}/gi)].map(([, name = '']) => name);

function send(who: Asker, { method, id }: ManageOperation, path: string): Promise<Answered> {
  const body = BODIES[id];
  switch (method) {
    case 'GET':
      return who.get(path);
    case 'DELETE':
      return who.delete(path);
    case 'POST':
      return who.post(path, body);
    case 'PUT':
      return who.put(path, body);
    case 'PATCH':
      return who.patch(path, body);
  }
}

describe('the management API, for every operation and every kind of caller', () => {
  for (const operation of OPERATIONS) {
    test(`${operation.id} judges everybody by whom it is for, before it reads anything`, async () => {
      const sides = /\{(tenant|client)\}/.test(operation.path) ? SIDES : (['own'] as const);
      let unknown: Answered | undefined;
      for (const [name, kind] of Object.entries(world.kinds)) {
        for (const side of sides) {
          const path = pathOf(operation, OF[side]);
          const { status, body } = await send(kind.asker, operation, `${path}?${NONSENSE}`);
          const said = status === 400 && body.errors?.[0]?.parameter ? 'allowed' : body.code;
          const expected = due(operation, kind, side);
          assert.equal(said, expected, `${name} for ${operation.id} at ${path}: ${JSON.stringify(body)}`);
          if (expected !== 'not_found') continue;
          const missing = { tenant: MISSING, client: MISSING };
          unknown ??= await send(kind.asker, operation, `${pathOf(operation, missing)}?${NONSENSE}`);
          assert.deepEqual([status, body], [unknown.status, unknown.body], `${name}: like something unknown`);
        }
      }
    });
  }
});

/** The callers who belong to one tenant alone, or to themselves. */
const BOUND = ['stranger', 'member', 'manager', 'developer', 'token of the own tenant'];

describe('the management API, with two tenants', () => {
  test('shows nothing of another tenant to anybody who belongs to one', async () => {
    const { kinds, canaries } = world;
    let shown = 0;
    for (const operation of OPERATIONS.filter(
      ({ method, answer }) => method === 'GET' && answer?.mediaType !== EVENTS,
    )) {
      const inner = { user: 'ada', role: 'clerk' };
      for (const name of BOUND) {
        const kind = kinds[name];
        if (!kind || due(operation, kind, 'own') !== 'allowed') continue;
        const answered = await send(kind.asker, operation, pathOf(operation, { ...inner, ...OF.own }));
        const text = JSON.stringify(answered.body);
        for (const canary of canaries)
          assert.ok(!text.includes(canary), `${operation.id} shows ${name} “${canary}”: ${text}`);
        if (answered.status === 200) shown++;
      }
    }
    assert.ok(shown > 50, `${shown} answers had something in them`);
    // The same texts are there for those who may see them.
    const { asker } = kinds.owner as Kind;
    const all = await Promise.all(
      ['', '/members', '/roles', '/invitations', '/connections', '/tokens'].map((path) =>
        asker.get(`/tenants/${OF.other.tenant}${path}`),
      ),
    );
    const clients = await asker.get('/clients');
    const text = JSON.stringify([...all, clients].map(({ body }) => body));
    for (const canary of canaries) assert.ok(text.includes(canary), `nobody is shown “${canary}”`);
  });

  test('answers about a thing of another tenant as about one that there is not, and changes nothing there', async () => {
    const { kinds, theirs } = world;
    let asked = 0;
    for (const operation of OPERATIONS) {
      const all = parametersOf(operation);
      const isBelow = operation.path.startsWith('/me/') || all[0] === 'tenant' || all[0] === 'client';
      const names = all.filter((each) => each !== 'tenant' && each !== 'client');
      if (!isBelow || names.length === 0) continue;
      if (OWN_NAMES.has(operation.id)) continue;
      for (const each of names)
        assert.ok(
          theirs[each] !== undefined || NOTHING_THERE.includes(each),
          `${operation.id} has the parameter ${each}: give it an id of the other tenant in world-of-two-tenants.ts`,
        );
      assert.ok(
        !operation.body || BODIES[operation.id] !== undefined,
        `${operation.id} needs a body that it accepts, in BODIES`,
      );
      for (const name of [...BOUND, 'whole token', 'owner']) {
        const kind = kinds[name];
        if (!kind || due(operation, kind, 'own') !== 'allowed') continue;
        const found = await send(kind.asker, operation, pathOf(operation, { ...theirs, ...OF.own }));
        const unknown = await send(kind.asker, operation, pathOf(operation, OF.own));
        assert.deepEqual(
          [found.status, found.body],
          [unknown.status, unknown.body],
          `${name}, ${operation.id}`,
        );
        assert.equal(found.status, 404, `${name}, ${operation.id}: ${JSON.stringify(found.body)}`);
        asked++;
      }
    }
    assert.ok(asked > 60, `${asked} requests`);
    assert.ok(await world.untouched());
  });
});
