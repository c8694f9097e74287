import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { secretRecord } from '../../acme/records.ts';
import { client, type Site } from '../../pages/site.ts';
import { codeIn, signedIn, type Visitor } from '../../pages/visitor.ts';
import { DEVICE_CODE, deviceFields, enter } from '../device/television.ts';
import {
  bodyOf,
  confidential,
  decide,
  GOOD,
  introspect,
  jwtClaims,
  openRequestSite,
  pathOf,
  redeem,
  SECRET,
} from './rig.ts';

/* Rich details say by themselves what is asked for (RFC 9396 section 3): scope may be absent beside them. */

const FOLDER = { type: 'folder', identifier: '42', privileges: ['view', 'change'] };
const LESS = { ...FOLDER, privileges: ['view'] };
const authorization_details = JSON.stringify([FOLDER]);
const { scope: _, ...SCOPELESS } = GOOD;

let site: Site;
let ada: Visitor;
before(async () => {
  site = await openRequestSite({
    definition: {
      tokens: { plain: 'jwt' },
      deviceAuthorization: true,
      authorizationDetails: {
        folder: {
          title: 'Open a folder',
          schema: {
            properties: {
              identifier: { type: 'string' },
              privileges: { type: 'array', items: { type: 'string' } },
            },
          },
        },
      },
    },
    clients: [
      confidential('own', { authorizationDetailsTypes: ['folder'] }),
      client({
        id: 'tv',
        name: 'Harbour TV',
        kind: 'public',
        authMethod: 'none',
        redirectUris: [],
        grantTypes: [DEVICE_CODE, 'refresh_token'],
      }),
    ],
  });
  ada = await signedIn(site);
  const secret = secretRecord('own', SECRET);
  await site.api.store.addClientSecret(secret, 0, []);
});
after(() => site.close());

const post = async (path: string, form: Record<string, string>) => {
  const answer = await site.browser().post(path, form);
  return { status: answer.status, json: bodyOf(answer) };
};

describe('authorization details without scope', () => {
  it('are granted with no scope at all: nothing is said of scope, in the token either', async () => {
    const answer = await decide(ada, pathOf({ ...SCOPELESS, authorization_details }));
    assert.ok(codeIn(answer), answer.text);
    const redeemed = bodyOf(await redeem(site, answer));
    assert.deepEqual(redeemed.authorization_details, [FOLDER]);
    assert.ok(!('scope' in redeemed));
    assert.ok(!('scope' in jwtClaims(String(redeemed.access_token))));
    const told = await introspect(site, redeemed.access_token);
    assert.deepEqual([told.active, told.authorization_details, told.scope], [true, [FOLDER], undefined]);

    const refreshed = await post('/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: String(redeemed.refresh_token),
      authorization_details: JSON.stringify([LESS]),
      client_id: 'server',
      client_secret: SECRET,
    });
    assert.equal(refreshed.status, 200);
    assert.deepEqual(refreshed.json.authorization_details, [LESS]);
    const wider = await post('/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: String(refreshed.json.refresh_token),
      scope: 'read',
      client_id: 'server',
      client_secret: SECRET,
    });
    assert.deepEqual([wider.status, wider.json.error], [400, 'invalid_scope']);
  });

  it('may stand beside scopes as before, and neither alone is nothing', async () => {
    const both = bodyOf(await redeem(site, await decide(ada, pathOf({ ...GOOD, authorization_details }))));
    assert.deepEqual([both.scope, both.authorization_details], ['read', [FOLDER]]);
    for (const nothing of [{}, { authorization_details: '[]' }]) {
      const answer = await ada.get(pathOf({ ...SCOPELESS, ...nothing }));
      assert.match(String(answer.location), /error=invalid_/);
    }
  });

  it('are what a client of its own types may ask for itself', async () => {
    const asked = { grant_type: 'client_credentials', client_secret: SECRET, authorization_details };
    const own = await post('/oauth/token', { ...asked, client_id: 'own' });
    assert.deepEqual(
      [own.status, own.json.authorization_details, own.json.scope],
      [200, [FOLDER], undefined],
    );
    const other = await post('/oauth/token', { ...asked, client_id: 'signer' });
    assert.deepEqual([other.status, other.json.error], [400, 'invalid_authorization_details']);
  });
});

describe('authorization details of a device', () => {
  const ask = (form: Record<string, string>) => post('/oauth/device', { client_id: 'tv', ...form });
  const poll = (code: unknown) =>
    post('/oauth/token', { grant_type: DEVICE_CODE, client_id: 'tv', device_code: String(code) });

  it('are shown to its user, and given to it', async () => {
    const { status, json } = await ask({ authorization_details });
    assert.equal(status, 200);
    const page = await enter(ada, String(json.user_code));
    assert.match(page.text, /Open a folder/);
    assert.match(page.text, /identifier: 42/);
    const allowed = await ada.post('/device', { ...deviceFields(page), decision: 'allow' });
    assert.equal(allowed.status, 200);
    const { json: tokens } = await poll(json.device_code);
    assert.deepEqual(tokens.authorization_details, [FOLDER]);
    assert.ok(!('scope' in tokens));
    assert.deepEqual(jwtClaims(String(tokens.access_token)).authorization_details, [FOLDER]);
    const refreshed = await post('/oauth/token', {
      grant_type: 'refresh_token',
      refresh_token: String(tokens.refresh_token),
      client_id: 'tv',
    });
    assert.deepEqual(refreshed.json.authorization_details, [FOLDER]);
  });

  it('of a type that is not known, or that its schema refuses, are refused', async () => {
    for (const details of ['[{"type":"nope"}]', '[{"type":"folder","x":1}]', '{', '"x"']) {
      const { status, json } = await ask({ scope: 'read', authorization_details: details });
      assert.deepEqual(
        [status, json.error, json.device_code],
        [400, 'invalid_authorization_details', undefined],
      );
    }
    assert.equal((await ask({})).json.error, 'invalid_scope');
  });
});
