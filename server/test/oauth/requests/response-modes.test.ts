import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose';
import { parse } from 'parse5';
import { CALLBACK, client, type Site } from '../../pages/site.ts';
import { consentFields, type Page, signedIn, type Visitor } from '../../pages/visitor.ts';
import {
  assertPage,
  bodyOf,
  confidential,
  decide,
  openRequestSite,
  plainPath,
  redeem,
  sentBack,
} from './rig.ts';

/* Every answer, good or bad, comes in the mode that was asked for, names its sender, and brings the state back. */

const PRIVATE_SCHEME = 'com.example.app:/done';

let site: Site;
let ada: Visitor;
before(async () => {
  site = await openRequestSite({
    definition: { signing: ['ES256', 'EdDSA'] },
    clients: [
      client({ id: 'phone', kind: 'public', redirectUris: [PRIVATE_SCHEME] }),
      confidential('eddsa', { responseAlgorithm: 'EdDSA' }),
    ],
  });
  ada = await signedIn(site);
});
after(() => site.close());

interface Posted {
  action: string;
  method: string;
  fields: Record<string, string>;
  scripts: string[];
}

/** The page that posts to a client, read by an HTML parser as a browser would. */
function posted(answer: Page): Posted {
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.location, undefined);
  const found: Posted = { action: '', method: '', fields: {}, scripts: [] };
  walk(parse(answer.text) as unknown as Node, found);
  return found;
}

interface Node {
  tagName?: string;
  attrs?: { name: string; value: string }[];
  childNodes?: Node[];
  value?: string;
}

function walk(node: Node, found: Posted): void {
  const attribute = (name: string) => node.attrs?.find((each) => each.name === name)?.value ?? '';
  if (node.tagName === 'form')
    Object.assign(found, { action: attribute('action'), method: attribute('method') });
  if (node.tagName === 'input') found.fields[attribute('name')] = attribute('value');
  if (node.tagName === 'script')
    found.scripts.push(node.childNodes?.map(({ value }) => value).join('') ?? '');
  for (const child of node.childNodes ?? []) walk(child, found);
}

/** Verifies a signed answer as JARM section 2.4 tells clients to. */
async function verified(response: string | undefined, audience = 'server', alg = 'ES256') {
  const keys = bodyOf(await ada.get('/.well-known/jwks.json')) as unknown as { keys: JWK[] };
  const { payload, protectedHeader } = await jwtVerify(response ?? '', createLocalJWKSet(keys), {
    issuer: site.api.address.issuer,
    audience,
    algorithms: [alg],
    currentDate: new Date(site.clock.now()),
  });
  assert.equal(protectedHeader.alg, alg);
  const lifetime = (payload.exp ?? Infinity) - site.clock.now() / 1_000;
  assert.ok(lifetime > 0 && lifetime <= 600, `${lifetime} s`);
  return payload;
}

describe('response_mode form_post', () => {
  it('posts code, state and issuer to the client, by a script or by a button', async () => {
    const answer = await decide(ada, plainPath({ response_mode: 'form_post' }));
    const { action, method, fields, scripts } = posted(answer);
    assert.equal(action, CALLBACK);
    assert.equal(method, 'post');
    assert.deepEqual({ ...fields, code: '' }, { code: '', state: 'a state', iss: site.api.address.issuer });
    assert.match(answer.text, /<button type="submit"[^>]*>Continue<\/button>/);
    const policy = String(answer.headers['content-security-policy']);
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64');
    assert.equal(scripts.length, 1);
    assert.match(policy, /default-src 'none'/);
    assert.ok(policy.includes(`script-src 'sha256-${hash}'`), policy);
    assert.ok(!/unsafe|nonce|\*/.test(policy), policy);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['referrer-policy'], 'no-referrer');
    const form = new URLSearchParams(fields);
    const token = await redeem(site, { ...answer, location: `${CALLBACK}?${form}` });
    assert.equal(token.status, 200, token.text);
  });

  for (const state of [
    '"><script>alert(1)</script>',
    "' onfocus=alert(1) autofocus x='",
    '</form><form action="https://evil.example/">',
    '<!--',
    '&quot;&#x3c;script&#62;',
    ']]>--!><svg/onload=alert(1)>',
    'javascript:alert(1)',
    'ü🔑 a+b%20&c=d',
  ]) {
    it(`brings state ${JSON.stringify(state)} back as it was, and runs nothing in it`, async () => {
      for (const over of [{}, { scope: 'nope' }]) {
        const answer = await decide(ada, plainPath({ response_mode: 'form_post', state, ...over }));
        const { action, fields, scripts } = posted(answer);
        assert.equal(fields.state, state);
        assert.equal(action, CALLBACK);
        assert.deepEqual(scripts, ['document.forms[0].submit()']);
        assert.deepEqual(
          Object.keys(fields),
          'scope' in over ? ['error', 'error_description', 'state', 'iss'] : ['code', 'state', 'iss'],
        );
      }
    });
  }

  it('is refused for a state that no form brings back as it is', async () => {
    for (const state of ['a\nb', '\u202eevil']) {
      const answer = sentBack(await ada.get(plainPath({ response_mode: 'form_post', state })));
      assert.equal(answer.error, 'invalid_request');
      assert.equal(answer.state, state);
    }
  });

  it('never posts to an address that is not registered', async () => {
    for (const redirect_uri of [
      'https://evil.example/',
      `${CALLBACK}/`,
      'javascript:alert(1)',
      'data:text/html,x',
    ]) {
      for (const mode of ['form_post', 'form_post.jwt', 'jwt']) {
        assertPage(await ada.get(plainPath({ response_mode: mode, redirect_uri })), 'invalid_redirect_uri');
      }
    }
  });

  it('is refused where no form can go', async () => {
    const path = plainPath({ client_id: 'phone', redirect_uri: PRIVATE_SCHEME, response_mode: 'form_post' });
    const { status, location } = await ada.get(path);
    assert.equal(status, 303);
    assert.match(location ?? '', /^com\.example\.app:\/done\?error=invalid_request&/);
    const signed = await ada.get(path.replace('=form_post', '=form_post.jwt'));
    assert.match(
      signed.location ?? '',
      /^com\.example\.app:\/done\?response=[\w.-]+$/,
      'signed all the same',
    );
  });
});

describe('signed answers (JARM)', () => {
  for (const mode of ['jwt', 'query.jwt']) {
    it(`${mode} redirects with nothing but a signed answer`, async () => {
      const sent = sentBack(await decide(ada, plainPath({ response_mode: mode })));
      assert.deepEqual(Object.keys(sent), ['response']);
      const { code, state, iss } = await verified(sent.response);
      assert.deepEqual({ state, iss }, { state: 'a state', iss: site.api.address.issuer });
      const token = await redeem(site, { location: `${CALLBACK}?code=${code}` } as Page);
      assert.equal(token.status, 200, token.text);
    });
  }

  it('form_post.jwt posts it, whatever the state is made of', async () => {
    const state = 'a\nb"><script>\u202e';
    const { fields } = posted(await decide(ada, plainPath({ response_mode: 'form_post.jwt', state })));
    assert.deepEqual(Object.keys(fields), ['response']);
    assert.equal((await verified(fields.response)).state, state);
  });

  it('are signed with the algorithm that the client registered', async () => {
    const sent = sentBack(await decide(ada, plainPath({ client_id: 'eddsa', response_mode: 'jwt' })));
    assert.ok((await verified(sent.response, 'eddsa', 'EdDSA')).code);
  });

  it('cannot be passed on to another client, or used as another kind of token', async () => {
    const sent = sentBack(await decide(ada, plainPath({ response_mode: 'jwt' })));
    await assert.rejects(verified(sent.response, 'platform'));
    const form = {
      token: sent.response ?? '',
      client_id: 'server',
      client_secret: 'the secret of the reporting server',
    };
    assert.deepEqual(bodyOf(await site.browser().post('/oauth/introspect', form)), { active: false });
  });
});

describe('errors', () => {
  const causes: [string, () => Promise<Record<string, string>>, string][] = [
    ['a wrong scope', async () => ({ scope: 'nope' }), 'invalid_scope'],
    ['no challenge', async () => ({ code_challenge: '', code_challenge_method: '' }), 'invalid_request'],
    ['prompt=none', async () => ({ prompt: 'none', scope: 'read write' }), 'consent_required'],
    ['a request object', async () => ({ request: 'a.b.c' }), 'request_not_supported'],
  ];
  for (const [what, over, error] of causes) {
    it(`for ${what} come in all modes alike, with iss and state`, async () => {
      const expected = { error, state: 'a state', iss: site.api.address.issuer };
      const pick = (from: Record<string, unknown>) => ({
        error: from.error,
        state: from.state,
        iss: from.iss,
      });
      const ask = async (response_mode: string) => ada.get(plainPath({ ...(await over()), response_mode }));
      assert.deepEqual(pick(sentBack(await ask('query'))), expected);
      assert.deepEqual(pick(posted(await ask('form_post')).fields), expected);
      assert.deepEqual(pick(await verified(sentBack(await ask('jwt')).response)), expected);
      assert.deepEqual(pick(await verified(sentBack(await ask('query.jwt')).response)), expected);
      assert.deepEqual(pick(await verified(posted(await ask('form_post.jwt')).fields.response)), expected);
    });
  }

  it('for a refusal by the user come in the mode as well', async () => {
    const path = plainPath({ response_mode: 'form_post.jwt', prompt: 'consent' });
    const answer = await ada.post(path, { ...consentFields(await ada.get(path)), decision: 'deny' });
    assert.equal((await verified(posted(answer).fields.response)).error, 'access_denied');
  });

  it('for a mode that there is not come by the query', async () => {
    for (const response_mode of ['fragment', 'fragment.jwt', 'web_message', 'QUERY', 'query ']) {
      assert.equal(
        sentBack(await ada.get(plainPath({ response_mode }))).error,
        'invalid_request',
        response_mode,
      );
    }
    const twice = `${plainPath({ response_mode: 'jwt' })}&response_mode=form_post`;
    assert.equal(sentBack(await ada.get(twice)).error, 'invalid_request');
  });
});

describe('the metadata', () => {
  it('names the modes and what answers are signed with', async () => {
    const metadata = bodyOf(await ada.get('/.well-known/oauth-authorization-server'));
    assert.deepEqual(metadata.response_modes_supported, [
      'query',
      'form_post',
      'jwt',
      'query.jwt',
      'form_post.jwt',
    ]);
    assert.deepEqual(metadata.authorization_signing_alg_values_supported, ['ES256', 'EdDSA']);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
  });
});
