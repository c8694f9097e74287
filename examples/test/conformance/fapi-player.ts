import assert from 'node:assert/strict';
import { importJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Browser } from 'playwright-core';
import type { Certificate, Party } from '../../conformance/fapi-parties.ts';
import { Automation } from './automation.ts';
import type { StandIn } from './stand-in.ts';
import type { Configuration, RunningRig } from './start-rig.ts';

/** What a plan for FAPI says beside what every plan does. */
interface FapiConfiguration extends Configuration {
  client: Configuration['client'] & {
    scope: string;
    jwks: { keys: Party['jwk'][] };
    dpop_signing_alg: string;
  };
  client2: FapiConfiguration['client'];
  mtls?: Certificate;
  mtls2?: Certificate;
  resource: { resourceUrl: string };
}

export const INTERACTION = 'x-fapi-interaction-id';
export const MODULE = 'fapi2-security-profile-final';

/** What is up: the rig, what stands in the suite's place, and a browser. */
export interface Stage {
  rig: RunningRig;
  suite: StandIn;
  chromium: Browser;
}

/** One client of a plan, as the suite plays it. */
export class Player {
  readonly #stage: Stage;
  readonly #configuration: FapiConfiguration;
  readonly #party: FapiConfiguration['client'];
  readonly #fetch: typeof fetch;
  readonly #auth: oauth.ClientAuth;
  readonly #client: oauth.Client;
  readonly dpop: oauth.DPoPHandle | null;
  readonly #as: oauth.AuthorizationServer;

  static async of(stage: Stage, plan: string, which: 'first' | 'second' = 'first'): Promise<Player> {
    const { rig } = stage;
    const configuration = (await rig.configuration(plan)) as FapiConfiguration;
    const party = which === 'first' ? configuration.client : configuration.client2;
    const certificate = which === 'first' ? configuration.mtls : configuration.mtls2;
    const reach = certificate ? rig.fetchWith(certificate) : rig.fetch;
    const [jwk] = party.jwks.keys;
    assert.ok(jwk);
    const key = await importJWK(jwk, jwk.alg);
    assert.ok(!(key instanceof Uint8Array));
    const client: oauth.Client = {
      client_id: party.client_id,
      use_mtls_endpoint_aliases: certificate !== undefined,
    };
    const dpop = plan.includes('-dpop-')
      ? oauth.DPoP(client, await oauth.generateKeyPair(party.dpop_signing_alg))
      : null;
    const auth = plan.startsWith('fapi-jwt')
      ? oauth.PrivateKeyJwt({ key, kid: jwk.kid })
      : oauth.TlsClientAuth();
    const { issuer } = (await (await rig.fetch(configuration.server.discoveryUrl)).json()) as {
      issuer: string;
    };
    const found = await oauth.discoveryRequest(new URL(issuer), {
      algorithm: plan.endsWith('-openid') ? 'oidc' : 'oauth2',
      [oauth.customFetch]: (address: string, init: object) => rig.fetch(address, init),
    });
    assert.equal(found.url === '' || found.ok, true);
    const as = await oauth.processDiscoveryResponse(new URL(issuer), found);
    return new Player(stage, configuration, party, reach, auth, client, dpop, as);
  }

  private constructor(
    stage: Stage,
    configuration: FapiConfiguration,
    party: FapiConfiguration['client'],
    reach: typeof fetch,
    auth: oauth.ClientAuth,
    client: oauth.Client,
    dpop: oauth.DPoPHandle | null,
    as: oauth.AuthorizationServer,
  ) {
    this.#stage = stage;
    this.#configuration = configuration;
    this.#party = party;
    this.#fetch = reach;
    this.#auth = auth;
    this.#client = client;
    this.dpop = dpop;
    this.#as = as;
  }

  get #options() {
    const through = (address: string, init: object) => this.#fetch(address, init);
    return { [oauth.customFetch]: through, ...(this.dpop ? { DPoP: this.dpop } : {}) };
  }

  /** From a pushed request to tokens, by the browser commands of a module; the last of `visits` brings the answer. */
  async connect(module = `${MODULE}-happy-flow`, visits = 1): Promise<oauth.TokenEndpointResponse> {
    const { suite, chromium } = this.#stage;
    const verifier = oauth.generateRandomCodeVerifier();
    const redirectUri = `${suite.origin}/test/a/${this.#configuration.alias}/callback?dummy1=lorem&dummy2=ipsum`;
    const form = new URLSearchParams({
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: this.#party.scope,
      state: 'a state',
      nonce: 'a nonce',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const pushed = await this.#twice(async () =>
      oauth.processPushedAuthorizationResponse(
        this.#as,
        this.#client,
        await oauth.pushedAuthorizationRequest(this.#as, this.#client, this.#auth, form, this.#options),
      ),
    );
    const query = new URLSearchParams({ client_id: this.#client.client_id, request_uri: pushed.request_uri });
    const { browser, override } = this.#configuration;
    const automation = await Automation.open(chromium, suite, override[module]?.browser ?? browser);
    const link = `${this.#as.authorization_endpoint}?${query}`;
    for (let times = 1; times < visits; times++) assert.equal((await automation.visit(link)).arrival, null);
    const { arrival } = await automation.visit(link);
    await automation.close();
    assert.ok(arrival, 'the browser is back at the suite');
    assert.equal(arrival.parameters.get('dummy2'), 'ipsum');
    // The query of the redirect URI itself is the suite's own.
    for (const own of ['dummy1', 'dummy2']) arrival.url.searchParams.delete(own);
    const answer = oauth.validateAuthResponse(this.#as, this.#client, arrival.url, 'a state');
    const openId = this.#party.scope.includes('openid');
    return this.#twice(async () =>
      oauth.processAuthorizationCodeResponse(
        this.#as,
        this.#client,
        await oauth.authorizationCodeGrantRequest(
          this.#as,
          this.#client,
          this.#auth,
          answer,
          redirectUri,
          verifier,
          this.#options,
        ),
        openId ? { expectedNonce: 'a nonce', requireIdToken: true } : {},
      ),
    );
  }

  async refresh(token: string): Promise<oauth.TokenEndpointResponse> {
    return this.#twice(async () =>
      oauth.processRefreshTokenResponse(
        this.#as,
        this.#client,
        await oauth.refreshTokenGrantRequest(this.#as, this.#client, this.#auth, token, this.#options),
      ),
    );
  }

  call({ access_token }: oauth.TokenEndpointResponse, interaction = 'none'): Promise<Response> {
    const url = new URL(this.#configuration.resource.resourceUrl);
    const headers = new Headers({ [INTERACTION]: interaction });
    return this.#twice(() =>
      oauth.protectedResourceRequest(access_token, 'GET', url, headers, null, this.#options),
    );
  }

  /** Again with the nonce that the first answer gave. */
  async #twice<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      if (!oauth.isDPoPNonceError(error)) throw error;
      return request();
    }
  }
}
