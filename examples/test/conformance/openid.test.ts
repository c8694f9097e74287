import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as client from 'openid-client';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../../server/test/browser.ts';
import { CLAIMS, PERSON } from '../../conformance/people.ts';
import { Automation, type Visit } from './automation.ts';
import { type StandIn, standIn } from './stand-in.ts';
import { type Configuration, type RunningRig, startRig } from './start-rig.ts';

/*
 * The modules of the OpenID Foundation's plans that say most, without Java: the rig as it is started, the
 * configurations as they are written, the browser commands in them, and openid-client in the suite's place.
 */

let rig: RunningRig;
let suite: StandIn;
let chromium: Browser;
before(async () => {
  suite = await standIn();
  [rig, chromium] = await Promise.all([startRig(suite.origin), openBrowser()]);
});
after(async () => {
  await chromium?.close();
  suite.close();
  assert.equal(await rig?.end(), 0, 'it stops when told to');
});

type Party = 'client' | 'client2' | 'client_secret_post';

/** One module of a plan: a browser of its own, with the commands that the configuration has for it. */
class Module {
  readonly configuration: Configuration;
  readonly #browser: Automation;

  static async of(plan: string, name: string): Promise<Module> {
    const configuration = await rig.configuration(plan);
    const commands = configuration.override[name]?.browser ?? configuration.browser;
    return new Module(configuration, await Automation.open(chromium, suite, commands));
  }

  private constructor(configuration: Configuration, browser: Automation) {
    this.configuration = configuration;
    this.#browser = browser;
  }

  get callback(): string {
    return `${suite.origin}/test/a/${this.configuration.alias}/callback`;
  }

  /** The suite knows no PKCE; state and nonce are all that its requests are tied to. */
  async authorize(op: client.Configuration, over: Record<string, string> = {}): Promise<Visit> {
    const request = { redirect_uri: this.callback, scope: 'openid', state: 'a state', nonce: 'a nonce' };
    return this.visit(client.buildAuthorizationUrl(op, { ...request, ...over }));
  }

  visit(address: URL): Promise<Visit> {
    return this.#browser.visit(address);
  }

  async op(party: Party = 'client'): Promise<client.Configuration> {
    const { server } = this.configuration;
    const { client_id, client_secret } = this.configuration[party];
    const auth =
      party === 'client_secret_post'
        ? client.ClientSecretPost(client_secret)
        : client.ClientSecretBasic(client_secret);
    return client.discovery(new URL(server.discoveryUrl), client_id, {}, auth, {
      [client.customFetch]: rig.fetch as client.CustomFetch,
    });
  }

  /** Signs in and redeems the code. */
  async signIn(op: client.Configuration, over: Record<string, string> = {}) {
    const { arrival } = await this.authorize(op, over);
    assert.ok(arrival, 'the browser is back at the suite');
    return client.authorizationCodeGrant(op, arrival.url, {
      expectedState: 'a state',
      expectedNonce: 'a nonce',
      idTokenExpected: true,
    });
  }
}

async function inModule(plan: string, name: string, walk: (module: Module) => Promise<void>) {
  const module = await Module.of(plan, name);
  await walk(module);
}

describe('the Basic plan', () => {
  it('oidcc-server: signs somebody in by a client that authenticates with Basic', () =>
    inModule('openid-basic', 'oidcc-server', async (module) => {
      const tokens = await module.signIn(await module.op());
      assert.equal(tokens.claims()?.sub, PERSON.id);
      assert.equal(tokens.refresh_token, undefined, 'nobody asked for offline_access');
    }));

  it('oidcc-server-client-secret-post: or with its secret in the form', () =>
    inModule('openid-basic', 'oidcc-server-client-secret-post', async (module) => {
      const tokens = await module.signIn(await module.op('client_secret_post'));
      assert.equal(tokens.claims()?.sub, PERSON.id);
    }));

  it('oidcc-scope-all: tells every claim of every scope', () =>
    inModule('openid-basic', 'oidcc-scope-all', async (module) => {
      const op = await module.op();
      const tokens = await module.signIn(op, { scope: 'openid email phone address profile' });
      const info = await client.fetchUserInfo(op, tokens.access_token, PERSON.id);
      const { sub, organisation_id: _tenant, ...told } = info;
      assert.equal(sub, PERSON.id);
      assert.deepEqual(told, { name: PERSON.name, email: PERSON.email, email_verified: true, ...CLAIMS });
    }));

  it('oidcc-userinfo-post-body: takes the token in a form as well', () =>
    inModule('openid-basic', 'oidcc-userinfo-post-body', async (module) => {
      const op = await module.op();
      const { access_token } = await module.signIn(op);
      const { userinfo_endpoint = '' } = op.serverMetadata();
      const body = new URLSearchParams({ access_token });
      const answer = await rig.fetch(userinfo_endpoint, { method: 'POST', body });
      assert.deepEqual(await answer.json(), { sub: PERSON.id });
    }));

  it('oidcc-prompt-none-not-logged-in, oidcc-prompt-none-logged-in: asks nobody anything', () =>
    inModule('openid-basic', 'oidcc-prompt-none-logged-in', async (module) => {
      const op = await module.op();
      const early = await module.authorize(op, { prompt: 'none' });
      assert.equal(early.arrival?.parameters.get('error'), 'login_required');
      const first = await module.signIn(op);
      const second = await module.signIn(op, { prompt: 'none' });
      assert.equal(second.claims()?.auth_time, first.claims()?.auth_time);
    }));

  for (const [name, over] of [
    ['oidcc-prompt-login', { prompt: 'login' }],
    ['oidcc-max-age-1', { max_age: '0' }],
  ] as const) {
    it(`${name}: has the password entered again, and the suite keeps a copy of that page`, () =>
      inModule('openid-basic', name, async (module) => {
        const op = await module.op();
        assert.deepEqual((await module.authorize(op)).kept, []);
        const second = await module.authorize(op, over);
        assert.deepEqual(second.kept, ['Sign in to Conformance']);
        assert.ok(second.arrival?.parameters.has('code'));
      }));
  }

  it('oidcc-ensure-registered-redirect-uri: shows a page and sends nobody anywhere', () =>
    inModule('openid-basic', 'oidcc-ensure-registered-redirect-uri', async (module) => {
      const { arrival, kept } = await module.authorize(await module.op(), {
        redirect_uri: `${module.callback}/other`,
      });
      assert.equal(arrival, null);
      assert.deepEqual(kept, ['Conformance suite cannot be connected by this link']);
    }));

  it('oidcc-response-type-missing: tells the client', () =>
    inModule('openid-basic', 'oidcc-response-type-missing', async (module) => {
      const { arrival } = await module.authorize(await module.op(), { response_type: '' });
      assert.equal(arrival?.parameters.get('error'), 'invalid_request');
      assert.equal(arrival?.parameters.get('state'), 'a state');
    }));

  it('oidcc-codereuse: takes back what a code gave when it comes again', () =>
    inModule('openid-basic', 'oidcc-codereuse', async (module) => {
      const op = await module.op();
      const { arrival } = await module.authorize(op);
      assert.ok(arrival);
      const checks = { expectedState: 'a state', expectedNonce: 'a nonce' };
      const { access_token } = await client.authorizationCodeGrant(op, arrival.url, checks);
      await assert.rejects(client.authorizationCodeGrant(op, arrival.url, checks), {
        error: 'invalid_grant',
      });
      await assert.rejects(client.fetchUserInfo(op, access_token, PERSON.id));
    }));

  it('oidcc-refresh-token: gives one to a client that requests it, valid for that client only', () =>
    inModule('openid-basic', 'oidcc-refresh-token', async (module) => {
      const [first, second] = [await module.op(), await module.op('client2')];
      const over = { scope: 'openid offline_access', prompt: 'consent' };
      const { refresh_token = '' } = await module.signIn(first, over);
      await assert.rejects(client.refreshTokenGrant(second, refresh_token), { error: 'invalid_grant' });
      const again = await client.refreshTokenGrant(first, refresh_token);
      assert.equal(again.claims()?.sub, PERSON.id);
    }));
});

describe('the Form Post plan', () => {
  it('oidcc-server: posts the answer to the client', () =>
    inModule('openid-formpost', 'oidcc-server', async (module) => {
      const { arrival } = await module.authorize(await module.op(), { response_mode: 'form_post' });
      assert.equal(arrival?.method, 'POST');
      assert.equal(arrival.url.search, '');
      assert.ok(arrival.parameters.has('code'));
      assert.equal(arrival.parameters.get('state'), 'a state');
    }));
});

describe('the RP-Initiated Logout plan', () => {
  const back = ({ configuration }: Module) =>
    `${suite.origin}/test/a/${configuration.alias}/post_logout_redirect`;

  it('oidcc-rp-initiated-logout: signs out and comes back', () =>
    inModule('openid-logout', 'oidcc-rp-initiated-logout', async (module) => {
      const op = await module.op();
      const { id_token = '' } = await module.signIn(op);
      const out = { id_token_hint: id_token, post_logout_redirect_uri: back(module), state: 'bye' };
      const { arrival } = await module.visit(client.buildEndSessionUrl(op, out));
      assert.equal(arrival?.url.href, `${back(module)}?state=bye`);
      const gone = await module.authorize(op, { prompt: 'none' });
      assert.equal(gone.arrival?.parameters.get('error'), 'login_required');
    }));

  it('oidcc-rp-initiated-logout-no-params: asks first, since no user is named', () =>
    inModule('openid-logout', 'oidcc-rp-initiated-logout-no-params', async (module) => {
      const op = await module.op();
      await module.signIn(op);
      const { end_session_endpoint = '' } = op.serverMetadata();
      const { arrival, kept } = await module.visit(new URL(end_session_endpoint));
      assert.equal(arrival, null);
      assert.deepEqual(kept, ['You are signed out']);
    }));

  it('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri: goes nowhere that is not registered', () =>
    inModule('openid-logout', 'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', async (module) => {
      const op = await module.op();
      const { id_token = '' } = await module.signIn(op);
      const out = { id_token_hint: id_token, post_logout_redirect_uri: `${back(module)}/other` };
      const { arrival, kept } = await module.visit(client.buildEndSessionUrl(op, out));
      assert.equal(arrival, null);
      assert.deepEqual(kept, ['This link to sign out does not work']);
    }));
});
