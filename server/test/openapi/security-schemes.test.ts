import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checkOperations } from '../../src/cli/doctor/config-checks.ts';
import { type ApiDefinition, defineApi } from '../../src/config/index.ts';
import { TenantId, UserId } from '../../src/model/index.ts';
import { OpenApiError, type OperationTable, parseOperations } from '../../src/openapi/operation-table.ts';
import { definition, openWorld, type World } from '../guard/world.ts';

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.close());

const SCHEMES = `openapi: 3.1.0
components:
  securitySchemes:
    oauth: { type: oauth2, flows: {} }
    bearer: { $ref: '#/x-bearer' }
    own: { type: openIdConnect, openIdConnectUrl: 'https://accounts.cases.example/.well-known/openid-configuration' }
    elsewhere: { type: openIdConnect, openIdConnectUrl: 'https://id.example/.well-known/openid-configuration' }
    partner: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://id.example/token', scopes: {} } } }
    named: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://accounts.cases.example/token', scopes: {} }, password: { tokenUrl: 'https://id.example/token' } } }
    relative: { type: oauth2, flows: { authorizationCode: { authorizationUrl: /authorize, tokenUrl: /token } } }
    key: { type: apiKey, in: header, name: X-Api-Key }
    basic: { type: http, scheme: basic }
    certificate: { type: mutualTLS }
x-bearer: { type: http, scheme: Bearer }
`;

function parse(security: string, change: Partial<ApiDefinition> = {}): OperationTable {
  const config = defineApi({ ...definition, ...change });
  const paths = `paths: { /a: { get: { operationId: a, security: ${security} } } }`;
  return parseOperations(SCHEMES + paths, 'openapi.yaml', config);
}

function problemsOf(security: string, change: Partial<ApiDefinition> = {}): string[] {
  try {
    parse(security, change);
  } catch (error) {
    assert.ok(error instanceof OpenApiError);
    return error.faults.map(({ problem }) => problem);
  }
  return [];
}

test('an alternative by a scheme that Latchkey does not check is no way in', () => {
  const cases: [security: string, ways: object][] = [
    ['[{ key: [] }, { oauth: [write] }]', { scopes: [['write']], leftOut: [['key (apiKey)']] }],
    ['[{ basic: [] }, { bearer: [] }]', { scopes: [[]], leftOut: [['basic (http basic)']] }],
    [
      '[{ own: [read] }, { certificate: [] }]',
      { scopes: [['read']], leftOut: [['certificate (mutualTLS)']] },
    ],
    ['[{ key: [], basic: [] }]', { scopes: [], leftOut: [['key (apiKey)', 'basic (http basic)']] }],
    ['[{ oauth: [read], bearer: [write] }]', { scopes: [['read', 'write']] }],
    ['[{ oauth: [read] }, {}]', { scopes: [['read']], optional: true }],
    ['[{ key: [] }, {}]', { scopes: [], public: true, leftOut: [['key (apiKey)']] }],
    ['[{}]', { scopes: [], public: true }],
    // Another provider's token is none of Latchkey's.
    ['[{ partner: [read] }]', { scopes: [], leftOut: [['partner (oauth2 of https://id.example/token)']] }],
    ['[{ named: [read] }, { relative: [write] }]', { scopes: [['read'], ['write']] }],
    [
      '[{ elsewhere: [] }]',
      {
        scopes: [],
        leftOut: [['elsewhere (openIdConnect of https://id.example/.well-known/openid-configuration)']],
      },
    ],
  ];
  for (const [security, ways] of cases) {
    const [operation] = parse(security).operations;
    const { public: isPublic, optional, scopes, leftOut } = operation ?? {};
    const read = Object.fromEntries(
      Object.entries({ public: isPublic, optional, scopes, leftOut }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    assert.deepEqual(read, { public: false, ...ways }, security);
  }
});

test('a scheme beside a token is refused until the configuration says who checks it', () => {
  const beside = '[{ oauth: [write], key: [] }]';
  assert.deepEqual(problemsOf(beside), [
    'key (apiKey) is needed beside a token, and Latchkey does not check it; say in securitySchemes of the configuration who does',
  ]);
  const [byApi] = parse(beside, { securitySchemes: { key: 'api' } }).operations;
  assert.deepEqual(byApi?.scopes, [['write']]);
  const [alone] = parse('[{ key: [] }]', { securitySchemes: { key: 'api' } }).operations;
  assert.deepEqual(
    [alone?.public, alone?.scopes],
    [false, []],
    'the API behind checks it, and a token is missing',
  );
  const [asToken] = parse('[{ key: [read] }]', { securitySchemes: { key: 'token' } }).operations;
  assert.deepEqual(asToken?.scopes, [['read']]);
  assert.deepEqual(problemsOf('[]', { securitySchemes: { kee: 'api' } }), [
    'the configuration has kee under securitySchemes, which is not declared under components.securitySchemes',
  ]);
});

test('an operation that names a permission or a resource is open to nobody without a token', () => {
  const guarded = (security: string, needs: string) => {
    try {
      const config = defineApi(definition);
      const path = `paths: { '/a/{b}': { get: { security: ${security}, ${needs} } } }`;
      parseOperations(SCHEMES + path, 'openapi.yaml', config);
    } catch (error) {
      assert.ok(error instanceof OpenApiError);
      return error.faults.map(({ problem }) => problem);
    }
    return [];
  };
  for (const needs of ['x-latchkey-permission: project.delete', "x-latchkey-resource: 'project:{b}'"]) {
    const [key] = needs.split(':');
    assert.deepEqual(guarded('[{ oauth: [read] }, {}]', needs), [
      `${key} has no effect where anybody may call without a token; take {} out of security, or leave it out`,
    ]);
    assert.match(
      guarded('[]', needs)[0] ?? '',
      /no effect where anybody may call without a token; name the scopes/,
    );
    assert.deepEqual(guarded('[{ oauth: [read] }]', needs), []);
  }
});

test('doctor says which alternatives are left out, what is closed, and what any token opens', () => {
  const said = (security: string) =>
    checkOperations(world.api.config, parse(security))
      .map(({ level, what }) => `${level}: ${what}`)
      .filter((each) => !/No operation (needs|names)|Customers select/.test(each));
  assert.deepEqual(said('[{ key: [] }, { oauth: [write] }]'), [
    'note: Latchkey does not check key (apiKey), so it is no way in to a.',
  ]);
  assert.deepEqual(said('[{ key: [] }]'), [
    'note: Latchkey does not check key (apiKey), so it is no way in to a.',
    'unsafe: No token opens a: every call is refused as no_way_in.',
  ]);
  assert.deepEqual(said('[{ bearer: [] }, { oauth: [write] }]'), [
    'unsafe: Any token opens a, whatever its scopes: one of the alternatives names none, and others do.',
  ]);
  assert.deepEqual(said('[{ oauth: [write] }, {}]'), ['note: A token is optional for a.']);
  assert.deepEqual(said('[{ bearer: [] }]'), [
    'note: Any token opens a, whatever its scopes: its security names none.',
  ]);
  assert.deepEqual(said('[]'), ['note: Anybody may call a (security: []).']);
});

test('a document whose operations have a key or scopes opens none of them to any token', async () => {
  // 45 of the 47 operations of a public document are written like this.
  const { token } = await world.personalToken({ scopes: ['read'] });
  const [operation] = parse('[{ key: [] }, { oauth: [write] }]').operations;
  assert.deepEqual(operation?.scopes, [['write']]);
  const keyed = await world.call(token, { path: '/keyed' });
  assert.ok(keyed.outcome === 'deny');
  assert.deepEqual([keyed.refusal.status, keyed.refusal.code], [403, 'no_way_in']);
});

test('with an optional token, a call without one has no caller, and every token is judged in full', async () => {
  const call = async (token: string | null, authorization?: string) => {
    const over = authorization === undefined ? {} : { authorization };
    const decision = await world.call(token, { path: '/maybe', ...over });
    return decision.outcome === 'allow'
      ? (decision.caller?.user?.id ?? null)
      : [decision.refusal.status, decision.refusal.code];
  };
  assert.equal(await call(null), null);
  assert.equal(await call(null, ' '), null);
  const { token, id } = await world.personalToken();
  assert.equal(await call(token), 'usr_ann');
  assert.deepEqual(await call((await world.personalToken({ scopes: ['read:cases'] })).token), [
    403,
    'insufficient_scope',
  ]);
  assert.deepEqual(await call('pat_wrong'), [401, 'invalid_token']);
  for (const sent of ['Bearer', token, 'Basic YTpi', `DPoP ${token}`]) {
    const refused = await call(null, sent);
    assert.ok(Array.isArray(refused) && refused[0] === 401, sent);
  }
  await world.api.store.revokePersonalToken({
    id,
    userId: UserId('usr_ann'),
    tenantId: TenantId('org_a'),
    now: world.clock.now,
    audit: [],
  });
  assert.deepEqual(await call(token), [401, 'token_revoked']);
});
