import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ALIAS, API, SANDBOX } from '../acme.ts';
import { by, type CallOptions, type Served, serveOAuth } from '../serve.ts';

let served: Served;
before(async () => {
  served = await serveOAuth();
});
after(() => served.close());

const FORM = 'application/x-www-form-urlencoded';
const good = new URLSearchParams({
  grant_type: 'client_credentials',
  scope: 'read',
  ...by('web'),
}).toString();

const bad: [string, string, Partial<CallOptions>, number, string][] = [
  ['parameters in the URL', good, { path: '/oauth/token?grant_type=x', host: API }, 400, 'invalid_request'],
  ['no Content-Type', good, { headers: { 'content-type': '' } }, 400, 'invalid_request'],
  ['another media type', good, { headers: { 'content-type': 'text/plain' } }, 400, 'invalid_request'],
  [
    'JSON without the dialect',
    '{}',
    { headers: { 'content-type': 'application/json' } },
    400,
    'invalid_request',
  ],
  [
    'another charset',
    good,
    { headers: { 'content-type': `${FORM}; charset=utf-16` } },
    400,
    'invalid_request',
  ],
  ['a compressed body', good, { headers: { 'content-encoding': 'gzip' } }, 400, 'invalid_request'],
  ['64 KiB and a byte', `${good}&x=${'y'.repeat(65_537 - good.length - 3)}`, {}, 413, 'invalid_request'],
  ['broken percent-encoding', `${good}&x=%zz`, {}, 400, 'invalid_request'],
  ['bytes that are no UTF-8', `${good}&x=%ff`, {}, 400, 'invalid_request'],
  ['101 parameters', `${good}${'&x=y'.repeat(101)}`, {}, 400, 'invalid_request'],
  ['a repeated parameter', `${good}&scope=read`, {}, 400, 'invalid_request'],
  ['no grant_type', good.replace('grant_type', 'grant'), {}, 400, 'invalid_request'],
  ['an empty grant_type', good.replace('client_credentials', ''), {}, 400, 'invalid_request'],
  [
    'an unknown grant_type',
    good.replace('client_credentials', 'password'),
    {},
    400,
    'unsupported_grant_type',
  ],
  ['no body at all', '', {}, 401, 'invalid_client'],
];

describe('a posted form', () => {
  for (const [what, body, over, status, error] of bad) {
    it(`with ${what} is refused with ${status} ${error}`, async () => {
      const reply = await served.post(body, over);
      assert.deepEqual([reply.status, reply.json.error], [status, error], reply.text);
      assert.match(String(reply.json.error_description), /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
      assert.equal(reply.headers['cache-control'], 'no-store');
      assert.equal(reply.headers['content-type'], 'application/json');
    });
  }

  it('may have a charset, empty and unknown parameters', async () => {
    const headers = { 'content-type': `${FORM.toUpperCase()}; charset="UTF-8"` };
    assert.equal((await served.post(`${good}&scope=&whatever=1&`, { headers })).status, 200);
  });

  it('of exactly 64 KiB is read', async () => {
    const body = `${good}&x=${'y'.repeat(65_536 - good.length - 3)}`;
    assert.equal((await served.post(body)).status, 200);
  });

  it('is taken on every domain and alias, and on no other host', async () => {
    for (const host of [API, ALIAS, SANDBOX]) assert.equal((await served.post(good, { host })).status, 200);
    assert.equal((await served.post(good, { host: 'accounts.acme.test' })).status, 404);
  });

  it('names a repeated parameter only if it can be no secret', async () => {
    const named = await served.post(`${good}&scope=read`);
    assert.match(String(named.json.error_description), /scope/);
    const unnamed = await served.post(`${good}&pat_S3cret=1&pat_S3cret=2`);
    assert.doesNotMatch(unnamed.text, /S3cret/);
  });
});
