import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ConfigError, defineApi } from '../../../src/config/index.ts';
import { storedHash } from '../../../src/tokens/format.ts';
import { secretRecord } from '../../acme/records.ts';
import { DEFINITION, type Site } from '../../pages/site.ts';
import { codeIn, consentFields, type Page, signedIn, type Visitor } from '../../pages/visitor.ts';
import {
  bodyOf,
  confidential,
  decide,
  GOOD,
  introspect,
  jwtClaims,
  open,
  openRequestSite,
  plainPath,
  push,
  pushedPath,
  redeem,
  requestObject,
  SECRET,
  sentBack,
} from './rig.ts';

/* Rich authorization requests (RFC 9396): what is shown is what is granted, and nothing is granted unseen. */

const PAYMENT = {
  type: 'payment',
  actions: ['initiate', 'status'],
  amount: { currency: 'EUR', value: '12.50' },
  creditor: 'Müller & Söhne <b>GmbH</b>',
};
const FOLDER = { type: 'folder', identifier: '42', privileges: ['view'] };

let site: Site;
let ada: Visitor;
before(async () => {
  site = await openRequestSite({
    definition: {
      tokens: { plain: 'jwt' },
      authorizationDetails: {
        payment: {
          title: 'Make a payment',
          schema: {
            properties: {
              actions: { type: 'array', items: { enum: ['initiate', 'status'] } },
              amount: {
                type: 'object',
                properties: {
                  currency: { type: 'string' },
                  value: { type: 'string', pattern: '^\\d+\\.\\d\\d$' },
                },
                required: ['currency', 'value'],
                additionalProperties: false,
              },
              creditor: { type: 'string', maxLength: 70 },
            },
            required: ['amount', 'creditor'],
          },
          describe: ({ amount, creditor }) => {
            const { value, currency } = amount as { value: string; currency: string };
            return `Pay ${value} ${currency} to ${creditor}`;
          },
        },
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
    clients: [confidential('folders-only', { authorizationDetailsTypes: ['folder'] })],
  });
  ada = await signedIn(site);
  const secret = secretRecord('folders-only', SECRET);
  await site.api.store.addClientSecret(secret, 0, []);
});
after(() => site.close());

const asking = (details: unknown) => ({ authorization_details: JSON.stringify(details) });

async function granted(): Promise<Page> {
  const answer = await decide(ada, plainPath(asking([PAYMENT, FOLDER])));
  assert.ok(codeIn(answer), answer.text);
  return answer;
}

describe('authorization details', () => {
  it('are shown in words, with or without a description of the API', async () => {
    const { text } = await ada.get(plainPath(asking([PAYMENT, FOLDER])));
    assert.match(text, /Make a payment/);
    assert.match(text, /Pay 12\.50 EUR to Müller &amp; Söhne &lt;b&gt;GmbH&lt;\/b&gt;/);
    assert.match(text, /Open a folder/);
    assert.match(text, /identifier: 42/);
    assert.match(text, /privileges: view/);
  });

  it('are asked about every time, however often they were allowed', async () => {
    await granted();
    const page = await ada.get(plainPath(asking([FOLDER])));
    assert.equal(page.status, 200);
    const silent = await ada.get(plainPath({ ...asking([FOLDER]), prompt: 'none' }));
    assert.equal(sentBack(silent).error, 'consent_required');
  });

  it('stand in the token response, in the token and in its introspection', async () => {
    const answer = bodyOf(await redeem(site, await granted()));
    assert.deepEqual(answer.authorization_details, [PAYMENT, FOLDER]);
    assert.deepEqual(jwtClaims(String(answer.access_token)).authorization_details, [PAYMENT, FOLDER]);
    assert.deepEqual((await introspect(site, answer.access_token)).authorization_details, [PAYMENT, FOLDER]);
    const stored = await site.api.store.accessToken(storedHash(String(answer.access_token)));
    assert.deepEqual(stored?.token.authorizationDetails, [PAYMENT, FOLDER]);
  });

  it('are absent where none were asked for', async () => {
    const answer = bodyOf(await redeem(site, await decide(ada, plainPath())));
    assert.ok(!('authorization_details' in answer));
    assert.ok(!('authorization_details' in (await introspect(site, answer.access_token))));
  });

  it('can be fewer in one token, and are all there in the next', async () => {
    const less = { ...PAYMENT, actions: ['status'] };
    const answer = bodyOf(await redeem(site, await granted(), asking([less])));
    assert.deepEqual(answer.authorization_details, [less]);
    const refresh = (over: Record<string, string> = {}) =>
      site.browser().post('/oauth/token', {
        grant_type: 'refresh_token',
        refresh_token: String(answer.refresh_token),
        client_id: 'server',
        client_secret: SECRET,
        ...over,
      });
    const wider = await refresh(asking([{ ...FOLDER, privileges: ['view', 'delete'] }]));
    assert.equal(wider.status, 400);
    assert.equal(bodyOf(wider).error, 'invalid_authorization_details');
    assert.deepEqual(bodyOf(await refresh()).authorization_details, [PAYMENT, FOLDER]);
  });

  it('cannot grow at the token endpoint, and trying burns no code', async () => {
    const answer = await granted();
    for (const wanted of [
      [{ ...PAYMENT, amount: { currency: 'EUR', value: '1250.00' } }],
      [{ ...PAYMENT, actions: [] }],
      [{ ...FOLDER, privileges: ['view', 'delete'] }],
      [{ type: 'folder', privileges: ['view'] }],
      [FOLDER, { ...FOLDER, identifier: '43' }],
    ]) {
      const refused = await redeem(site, answer, asking(wanted));
      assert.equal(refused.status, 400, JSON.stringify(wanted));
      assert.equal(bodyOf(refused).error, 'invalid_authorization_details');
    }
    assert.equal((await redeem(site, answer)).status, 200);
  });

  it('cannot be asked for at the token endpoint alone', async () => {
    const answer = await decide(ada, plainPath());
    assert.equal(bodyOf(await redeem(site, answer, asking([FOLDER]))).error, 'invalid_authorization_details');
  });

  for (const [what, text] of [
    ['no JSON', '{'],
    ['no array', JSON.stringify(PAYMENT)],
    ['nothing', '[]'],
    ['no objects', '[1]'],
    ['a list in a list', '[[]]'],
    ['no type', '[{}]'],
    ['a type that is no text', '[{"type":1}]'],
    ['an unknown type', '[{"type":"nope"}]'],
    ['a type from the prototype', '[{"type":"__proto__"}]'],
    ['a type from the prototype, another', '[{"type":"constructor"}]'],
    ['a missing member', '[{"type":"payment","creditor":"x"}]'],
    ['an unknown member', JSON.stringify([{ ...FOLDER, hidden: true }])],
    ['a wrong value', JSON.stringify([{ ...PAYMENT, amount: { currency: 'EUR', value: '1' } }])],
    ['a good one and a bad one', JSON.stringify([FOLDER, { type: 'payment' }])],
    ['twenty-one', JSON.stringify(Array.from({ length: 21 }, () => FOLDER))],
    ['far too much', JSON.stringify([{ ...FOLDER, identifier: 'x'.repeat(17_000) }])],
  ] as const) {
    it(`with ${what} are invalid_authorization_details, when pushed as well`, async () => {
      if (text.length < 8_000) {
        const { error, state } = sentBack(await ada.get(plainPath({ authorization_details: text })));
        assert.deepEqual({ error, state }, { error: 'invalid_authorization_details', state: 'a state' });
      }
      const answer = await push(site, { ...GOOD, authorization_details: text });
      assert.equal(answer.status, 400);
      assert.equal(bodyOf(answer).error, 'invalid_authorization_details');
      assert.match(String(bodyOf(answer).error_description), /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
    });
  }

  it('of a type that the client did not register are refused', async () => {
    const form = { ...GOOD, client_id: 'folders-only' };
    assert.equal((await push(site, { ...form, ...asking([FOLDER]) })).status, 201);
    const answer = await push(site, { ...form, ...asking([PAYMENT]) });
    assert.equal(bodyOf(answer).error, 'invalid_authorization_details');
  });

  it('can be pushed, and signed', async () => {
    const sent = await push(site, { ...GOOD, ...asking([PAYMENT]) });
    const answer = await decide(ada, pushedPath(String(bodyOf(sent).request_uri)));
    assert.deepEqual(bodyOf(await redeem(site, answer)).authorization_details, [PAYMENT]);
    const request = requestObject(site, { authorization_details: [PAYMENT] });
    const signed = bodyOf(await push(site, { client_id: 'signer', request }));
    const { page, at } = await open(ada, pushedPath(String(signed.request_uri), 'signer'));
    assert.match(page.text, /Pay 12\.50 EUR/);
    const allowed = await ada.post(at, { ...consentFields(page), decision: 'allow' });
    assert.deepEqual(bodyOf(await redeem(site, allowed, { client_id: 'signer' })).authorization_details, [
      PAYMENT,
    ]);
  });

  it('are for a client itself only those of the types that it was registered with', async () => {
    const ask = (client_id: string, details: unknown) =>
      site.browser().post('/oauth/token', {
        grant_type: 'client_credentials',
        scope: 'read',
        client_id,
        client_secret: SECRET,
        ...asking(details),
      });
    const own = await ask('folders-only', [FOLDER]);
    assert.deepEqual(bodyOf(own).authorization_details, [FOLDER], own.text);
    for (const [id, details] of [
      ['folders-only', [PAYMENT]],
      ['signer', [FOLDER]],
    ] as const) {
      assert.equal(bodyOf(await ask(id, details)).error, 'invalid_authorization_details');
    }
  });

  it('are decided as they were shown: a page for one request decides no other', async () => {
    const shown = await ada.get(plainPath(asking([FOLDER])));
    const other = plainPath(asking([PAYMENT]));
    const answer = await ada.post(other, { ...consentFields(shown), decision: 'allow' });
    assert.equal(answer.status, 400);
    assert.equal(codeIn(answer), null);
  });

  it('have their types in the metadata', async () => {
    const metadata = bodyOf(await ada.get('/.well-known/oauth-authorization-server'));
    assert.deepEqual(metadata.authorization_details_types_supported, ['payment', 'folder']);
  });
});

describe('a configuration of authorization details', () => {
  it('with a schema that is none is refused, by name', () => {
    const broken = { folder: { title: 'Open a folder', schema: { type: 'folders' } } };
    assert.throws(
      () => defineApi({ ...DEFINITION, authorizationDetails: broken }),
      (error) =>
        error instanceof ConfigError &&
        /authorizationDetails\.folder\.schema: no usable JSON Schema/.test(error.message),
    );
  });

  it('whose words fail lists the members instead', async () => {
    const own = await openRequestSite({
      definition: {
        authorizationDetails: {
          folder: {
            title: 'Open a folder',
            schema: { properties: { identifier: {} } },
            describe: () => {
              throw new Error('no words');
            },
          },
        },
      },
    });
    try {
      const page = await (await signedIn(own)).get(plainPath(asking([{ type: 'folder', identifier: '7' }])));
      assert.match(page.text, /identifier: 7/);
    } finally {
      await own.close();
    }
  });
});
