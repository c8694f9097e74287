import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import { createGuard } from '../../../../src/guard/guard.ts';
import { parseOperations } from '../../../../src/openapi/operation-table.ts';
import { API } from '../../acme.ts';
import { library } from '../../library.ts';
import { by, type Served } from '../../serve.ts';
import { exchange, serveAgents, tokensOf } from './agents.ts';

let served: Served;
before(async () => {
  served = await serveAgents();
});
after(() => served.close());

describe('openid-client as an agent', () => {
  it('exchanges the token of its user for one of its own', async () => {
    const config = await library(served, 'agent');
    const { access: usersToken } = await tokensOf(served);
    const tokens = await client.genericGrantRequest(
      config,
      'urn:ietf:params:oauth:grant-type:token-exchange',
      {
        subject_token: usersToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        scope: 'read:cases',
      },
    );
    assert.equal(tokens.scope, 'read:cases');
    assert.equal(tokens.issued_token_type, 'urn:ietf:params:oauth:token-type:access_token');
    assert.equal(tokens.refresh_token, undefined);
    const seen = await client.tokenIntrospection(config, tokens.access_token);
    assert.deepEqual([seen.sub, seen.act], ['usr_ann', { sub: 'agent' }]);
  });
});

describe('the guard, for an agent', () => {
  const document = `
openapi: 3.1.0
components: { securitySchemes: { oauth: { type: oauth2, flows: {} } } }
paths:
  /cases:
    get: { operationId: listCases, security: [{ oauth: ['read:cases'] }] }
    post: { operationId: createCase, security: [{ oauth: ['write:cases'] }] }
`;

  it('tells the API and the log who acts for whom, and holds the agent to what it was given', async () => {
    const { api } = served;
    const decide = createGuard(api, parseOperations(document, 'openapi.yaml', api.config));
    const tokens = await tokensOf(served);
    const { json } = await exchange(served, tokens.access, { scope: 'read:cases' });
    const call = (method: string) =>
      decide({
        method,
        host: API,
        origin: null,
        path: '/cases',
        query: '',
        authorization: `Bearer ${json.access_token}`,
        dpop: undefined,
        account: undefined,
        ip: '192.0.2.1',
        requestId: 'req_1',
      });
    const read = await call('GET');
    assert.ok(read.outcome === 'allow', JSON.stringify(read));
    assert.deepEqual([read.caller?.user?.id, read.caller?.client?.id], ['usr_ann', 'agent']);
    assert.deepEqual(read.caller?.actors, ['agent']);
    const [row] = await served.rows('api.called');
    assert.deepEqual([row?.userId, row?.clientId, row?.detail.actors], ['usr_ann', 'agent', ['agent']]);

    const write = await call('POST');
    assert.ok(write.outcome === 'deny' && write.refusal.code === 'insufficient_scope');
    await served.post({ token: tokens.refresh, ...by('web') }, { path: '/oauth/revoke' });
    const late = await call('GET');
    assert.ok(late.outcome === 'deny' && late.refusal.code === 'token_revoked');
    const [refusal] = await served.rows('api.called');
    assert.deepEqual([refusal?.outcome, refusal?.detail.actors], ['denied', ['agent']]);
  });

  it('does not tell an agent to refresh, since it has nothing to refresh with', async () => {
    const { api } = served;
    const decide = createGuard(api, parseOperations(document, 'openapi.yaml', api.config));
    const tokens = await tokensOf(served);
    const { json } = await exchange(served, tokens.access, { scope: 'read:cases' });
    served.later(3_600_000);
    const late = await decide({
      method: 'GET',
      host: API,
      origin: null,
      path: '/cases',
      query: '',
      authorization: `Bearer ${json.access_token}`,
      dpop: undefined,
      account: undefined,
      ip: '192.0.2.1',
      requestId: 'req_2',
    });
    assert.ok(late.outcome === 'deny');
    assert.deepEqual([late.refusal.code, late.refusal.remedy], ['token_expired', 'reauthorize']);
  });
});
