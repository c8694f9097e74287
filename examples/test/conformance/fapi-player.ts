import assert from 'node:assert/strict';
import { importJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Browser } from 'playwright-core';
import type { Certificate, Party } from '../../conformance/fapi-parties.ts';
import { Automation } from './automation.ts';
import type { StandIn } from './stand-in.ts';
import type { Configuration, RunningRig } from './start-rig.ts';

/** The members that FAPI plans add to a configuration. */
interface FapiConfiguration extends Configuration {
  client: Configuration['client'] & {
    scope: string;
    jwks: { keys: Party['jwk'][] };
    dpop_signing_alg: string;
  };
  client2: FapiConfiguration['client'];
  mtls?: Certificate;
  mtls2?: Certificate;
  resource: { resourceUrl: string; richAuthorizationRequest: object[] };
}

export const INTERACTION = 'x-fapi-interaction-id';
export const MODULE = 'fapi2-security-profile-final';

/** The running parts: the rig, a stand-in for the suite, and a browser. */
export interface Stage {
  rig: RunningRig;
  suite: StandIn;
  chromium: Browser;
}

/** A client of a plan with its credentials. */
interface Props {
  stage: Stage;
  configuration: FapiConfiguration;
  party: FapiConfiguration['client'];
  key: oauth.PrivateKey;
  auth: oauth.ClientAuth;
  client: oauth.Client;
  dpop: oauth.DPoPHandle | null;
  as: oauth.AuthorizationServer;
  reach: typeof fetch;
  /** Requests are signed, and ask for rich details and a signed answer. */
  signed: boolean;
}

/** One client of a plan, as the suite plays it. */
export class Player {
  readonly #own: Props;

  static async of(stage: Stage, plan: string, which: 'first' | 'second' = 'first'): Promise<Player> {
    const { rig } = stage;
    const configuration = (await rig.configuration(plan)) as FapiConfiguration;
    const party = which === 'first' ? configuration.client : configuration.client2;
    const certificate = which === 'first' ? configuration.mtls : configuration.mtls2;
    const [jwk] = party.jwks.keys;
    assert.ok(jwk);
    const imported = await importJWK(jwk, jwk.alg);
    assert.ok(!(imported instanceof Uint8Array));
    const key = { key: imported, kid: jwk.kid };
    const client: oauth.Client = {
      client_id: party.client_id,
      use_mtls_endpoint_aliases: certificate !== undefined,
    };
    const found = await rig.fetch(configuration.server.discoveryUrl);
    const { issuer } = (await found.clone().json()) as { issuer: string };
    return new Player({
      stage,
      configuration,
      party,
      key,
      auth: plan.includes('-jwt-') ? oauth.PrivateKeyJwt(key) : oauth.TlsClientAuth(),
      client,
      dpop: plan.includes('-dpop-')
        ? oauth.DPoP(client, await oauth.generateKeyPair(party.dpop_signing_alg))
        : null,
      as: await oauth.processDiscoveryResponse(new URL(issuer), found),
      reach: certificate ? rig.fetchWith(certificate) : rig.fetch,
      signed: plan.includes('-signed-'),
    });
  }

  private constructor(own: Props) {
    this.#own = own;
  }

  get #options() {
    const { reach, dpop } = this.#own;
    const through = (address: string, init: object) => reach(address, init);
    return { [oauth.customFetch]: through, ...(dpop ? { DPoP: dpop } : {}) };
  }

  /** From a pushed request to tokens, by the browser commands of a module; the last of `visits` brings the answer. */
  async connect(module = `${MODULE}-happy-flow`, visits = 1): Promise<oauth.TokenEndpointResponse> {
    const { stage, configuration, party, auth, client, as } = this.#own;
    const verifier = oauth.generateRandomCodeVerifier();
    const redirectUri = `${stage.suite.origin}/test/a/${configuration.alias}/callback?dummy1=lorem&dummy2=ipsum`;
    const form = await this.#request(redirectUri, verifier);
    const pushed = await this.#twice(async () =>
      oauth.processPushedAuthorizationResponse(
        as,
        client,
        await oauth.pushedAuthorizationRequest(as, client, auth, form, this.#options),
      ),
    );
    const query = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri });
    const commands = configuration.override[module]?.browser ?? configuration.browser;
    const automation = await Automation.open(stage.chromium, stage.suite, commands);
    const link = `${as.authorization_endpoint}?${query}`;
    for (let times = 1; times < visits; times++) assert.equal((await automation.visit(link)).arrival, null);
    const { arrival } = await automation.visit(link);
    await automation.close();
    assert.ok(arrival, 'the browser is back at the suite');
    assert.equal(arrival.parameters.get('dummy2'), 'ipsum');
    // The query of the redirect URI itself is the suite's own.
    for (const its of ['dummy1', 'dummy2']) arrival.url.searchParams.delete(its);
    const answer = await this.#validate(arrival.url);
    return this.#twice(async () =>
      oauth.processAuthorizationCodeResponse(
        as,
        client,
        await oauth.authorizationCodeGrantRequest(
          as,
          client,
          auth,
          answer,
          redirectUri,
          verifier,
          this.#options,
        ),
        party.scope.includes('openid') ? { expectedNonce: 'a nonce', requireIdToken: true } : {},
      ),
    );
  }

  refresh(token: string): Promise<oauth.TokenEndpointResponse> {
    const { auth, client, as } = this.#own;
    return this.#twice(async () =>
      oauth.processRefreshTokenResponse(
        as,
        client,
        await oauth.refreshTokenGrantRequest(as, client, auth, token, this.#options),
      ),
    );
  }

  /** Returns a token of its own, without a user. */
  serve(): Promise<oauth.TokenEndpointResponse> {
    const { party, auth, client, as } = this.#own;
    const form = new URLSearchParams({ scope: party.scope });
    return this.#twice(async () =>
      oauth.processClientCredentialsResponse(
        as,
        client,
        await oauth.clientCredentialsGrantRequest(as, client, auth, form, this.#options),
      ),
    );
  }

  call({ access_token }: oauth.TokenEndpointResponse, interaction = 'none'): Promise<Response> {
    const url = new URL(this.#own.configuration.resource.resourceUrl);
    const headers = new Headers({ [INTERACTION]: interaction });
    return this.#twice(() =>
      oauth.protectedResourceRequest(access_token, 'GET', url, headers, null, this.#options),
    );
  }

  async #request(redirectUri: string, verifier: string): Promise<URLSearchParams> {
    const { configuration, party, client, as, key, signed } = this.#own;
    const form = new URLSearchParams({
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: party.scope,
      state: 'a state',
      nonce: 'a nonce',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    if (!signed) return form;
    form.set('response_mode', 'jwt');
    form.set('authorization_details', JSON.stringify(configuration.resource.richAuthorizationRequest));
    return new URLSearchParams({ request: await oauth.issueRequestObject(as, client, form, key) });
  }

  async #validate(url: URL): Promise<URLSearchParams> {
    const { client, as, signed } = this.#own;
    if (!signed) return oauth.validateAuthResponse(as, client, url, 'a state');
    return oauth.validateJwtAuthResponse(as, client, url, 'a state', this.#options);
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
