import * as oauth from 'oauth4webapi';
import { CALLBACK, ISSUER, type World } from './world.ts';

/** One client of oauth4webapi, and how it proves itself. */
export interface Asking {
  client: oauth.Client;
  auth: oauth.ClientAuth;
}

/** Combines the functions of oauth4webapi as its examples do. */
export interface Party {
  server: oauth.AuthorizationServer;
  options: { [oauth.customFetch]: (address: string, options: object) => Promise<Response> };
  /** Adds a client to the server. */
  known(id: string, metadata?: Partial<oauth.Client>, settings?: object): Promise<Asking>;
  link(parameters: URLSearchParams): string;
  /** From the answer at the redirect URI to the tokens. */
  redeemed(
    asking: Asking,
    answer: URLSearchParams,
    kept: { verifier: string; nonce: string },
  ): Promise<oauth.TokenEndpointResponse>;
  /** From the first link to the tokens. */
  connected(asking: Asking): Promise<oauth.TokenEndpointResponse>;
}

/** Parameters of an authorization request, and what the client keeps of them. */
export async function request({ client }: Asking, over: Record<string, string> = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const parameters = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid read email offline_access',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...over,
  });
  return { parameters, verifier, state, nonce };
}

export async function openParty(world: World): Promise<Party> {
  const options: Party['options'] = { [oauth.customFetch]: world.fetch() };
  const issuer = new URL(ISSUER);
  const found = await oauth.discoveryRequest(issuer, options);
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const party: Party = {
    server,
    options,
    async known(id, metadata = {}, settings = {}) {
      const secret = await world.add(id, { settings });
      return { client: { client_id: id, ...metadata }, auth: oauth.ClientSecretBasic(secret) };
    },
    link: (parameters) => `${server.authorization_endpoint}?${parameters}`,
    async redeemed({ client, auth }, answer, { verifier, nonce }) {
      const reply = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        auth,
        answer,
        CALLBACK,
        verifier,
        options,
      );
      return oauth.processAuthorizationCodeResponse(server, client, reply, {
        expectedNonce: nonce,
        requireIdToken: true,
      });
    },
    async connected(asking) {
      const { parameters, state, ...kept } = await request(asking);
      const back = await world.allowed(party.link(parameters));
      const answer = oauth.validateAuthResponse(server, asking.client, back, state);
      return party.redeemed(asking, answer, kept);
    },
  };
  return party;
}
