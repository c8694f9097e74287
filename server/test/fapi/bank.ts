import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { SECOND } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/compare.ts';
import { newId } from '../../src/lib/ids.ts';
import type { ClientSettings } from '../../src/model/index.ts';
import { ACCOUNTS, API, CALLBACK, openWorld, type World } from '../interop/world.ts';
import { type Certified, CN, certify } from '../oauth/client-auth/certificates.ts';
import { MTLS } from '../oauth/client-auth/over-tls.ts';
import { asserting, type ClientKey, newKey, signedBy } from '../oauth/client-auth/signer.ts';
import type { Reply } from '../oauth/serve.ts';
import { newProver, type ProofOptions, type Prover } from '../proof/prover.ts';

/** How a client proves itself, and what its tokens are bound to: the variants of the FAPI 2.0 plan. */
export interface Variant {
  auth: 'private_key_jwt' | 'mtls';
  bound: 'dpop' | 'mtls';
}

export const VARIANTS: readonly Variant[] = [
  { auth: 'private_key_jwt', bound: 'dpop' },
  { auth: 'private_key_jwt', bound: 'mtls' },
  { auth: 'mtls', bound: 'dpop' },
  { auth: 'mtls', bound: 'mtls' },
];

export const nameOf = ({ auth, bound }: Variant) => `${auth}, tokens bound by ${bound}`;

/** A client of the bank with its credentials. */
export interface Party extends Variant {
  id: string;
  key: ClientKey;
  certificate: Certified;
  prover: Prover;
}

/** How a request differs from what the party would send; `null` leaves the thing out. */
export interface Twist {
  certificate?: Certified | null;
  prover?: Prover | null;
  proof?: Partial<ProofOptions>;
  /** Claims of the client assertion over those that are right. */
  assertion?: Record<string, unknown> | null;
  /** The key that the assertion is signed with. */
  signer?: ClientKey;
  method?: string;
}

type Form = Record<string, string>;

export const SCOPE = 'openid read offline_access';
export const VERIFIER = 'a-verifier-of-a-bank-that-is-long-enough-for-it';
/** A second address that has a query of its own, as the plan registers it. */
export const WITH_QUERY = `${CALLBACK}?dummy1=lorem&dummy2=ipsum`;

/** An API that meets FAPI 2.0, behind TLS, with a user who can sign in. */
export class Bank {
  readonly world: World;
  #nonces = new Map<string, string>();

  constructor(world: World) {
    this.world = world;
  }

  /** A registered client with its keys. */
  async party(id: string, variant: Variant, over: ClientSettings = {}): Promise<Party> {
    const { auth, bound } = variant;
    const key = newKey('ES256', `${id}-key`);
    const certificate = certify(Date.now(), { subject: [[CN, id]] });
    const own = new X509Certificate(certificate.pem).publicKey.export({ format: 'jwk' });
    const settings: ClientSettings = {
      jwks: { keys: auth === 'mtls' ? [own, key.jwk] : [key.jwk] },
      ...(bound === 'mtls' ? { certificateBound: true } : { dpopBound: true }),
      ...over,
    };
    await this.world.add(id, {
      authMethod: auth === 'mtls' ? 'self_signed_tls_client_auth' : 'private_key_jwt',
      redirectUris: [CALLBACK, WITH_QUERY],
      settings,
    });
    return { ...variant, id, key, certificate, prover: newProver() };
  }

  /** Parameters of a request that is in order. */
  request(over: Record<string, string | undefined> = {}): Form {
    const whole = {
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: SCOPE,
      state: 'a state',
      nonce: 'a nonce',
      code_challenge: sha256(VERIFIER),
      code_challenge_method: 'S256',
      prompt: 'consent',
      ...over,
    };
    return Object.fromEntries(
      Object.entries(whole).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }

  /** The same request, signed (FAPI 2.0 Message Signing section 5.3.1); `undefined` in `over` leaves a claim out. */
  signed(party: Party, over: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Form {
    const { address, clock } = this.world.api;
    const now = Math.floor(clock.now() / SECOND);
    const about = { iss: party.id, client_id: party.id, aud: address.issuer, nbf: now, exp: now + 300 };
    return { request: signedBy(party.key, { ...this.request(), ...about, ...over }, header) };
  }

  /** A proof is sent when the twist says so: pushing needs none. */
  push(party: Party, form: Form = this.request(), twist: Twist = {}): Promise<Reply> {
    const host = this.#hostFor(party, party.auth === 'mtls', ACCOUNTS);
    return this.#post(party, host, '/oauth/par', form, { prover: null, ...twist });
  }

  /** The address that the user's browser is sent to. */
  link(party: Pick<Party, 'id'>, reply: Reply, also: Form = {}): string {
    assert.equal(reply.status, 201, reply.text);
    const query = { client_id: party.id, request_uri: String(reply.json.request_uri), ...also };
    return `https://${ACCOUNTS}/oauth/authorize?${new URLSearchParams(query)}`;
  }

  /** The whole way to a code. */
  async code(
    party: Party,
    over: Record<string, string | undefined> = {},
    twist: Twist = {},
  ): Promise<string> {
    const link = this.link(party, await this.push(party, this.request(over), twist));
    const back = await this.world.allowed(link);
    return back.searchParams.get('code') ?? assert.fail(back.href);
  }

  token(party: Party, form: Form, twist: Twist = {}): Promise<Reply> {
    const host = this.#hostFor(party, party.auth === 'mtls' || party.bound === 'mtls', API);
    return this.#post(party, host, '/oauth/token', form, twist);
  }

  redeem(party: Party, code: string, over: Form = {}, twist: Twist = {}): Promise<Reply> {
    const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
    return this.token(party, { ...form, ...over }, twist);
  }

  refresh(party: Party, tokens: Reply, over: Form = {}, twist: Twist = {}): Promise<Reply> {
    const form = { grant_type: 'refresh_token', refresh_token: String(tokens.json.refresh_token) };
    return this.token(party, { ...form, ...over }, twist);
  }

  /** A code redeemed by a party for which all is well. */
  async tokens(party: Party): Promise<Reply> {
    const reply = await this.redeem(party, await this.code(party));
    assert.equal(reply.status, 200, reply.text);
    return reply;
  }

  /** A call of the protected API. */
  call(party: Party, tokens: Reply, twist: Twist = {}, headers: Form = {}): Promise<Reply> {
    const token = String(tokens.json.access_token);
    const host = API;
    const scheme = party.bound === 'dpop' ? 'DPoP' : 'Bearer';
    return this.#send(
      party,
      host,
      '/v1/hello',
      { ...twist, method: twist.method ?? 'GET' },
      token,
      (dpop) => ({
        headers: { authorization: `${scheme} ${token}`, ...dpop, ...headers },
        body: '',
      }),
    );
  }

  close(): Promise<void> {
    return this.world.close();
  }

  #hostFor({ auth, bound }: Variant, asking: boolean, host: string): string {
    return asking && (auth === 'mtls' || bound === 'mtls') ? MTLS : host;
  }

  #post(party: Party, host: string, path: string, form: Form, twist: Twist): Promise<Reply> {
    return this.#send(party, host, path, { ...twist, method: twist.method ?? 'POST' }, undefined, (dpop) => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...dpop },
      // Made anew for each attempt, because an assertion works once.
      body: new URLSearchParams({ ...this.#proofOfClient(party, twist), ...form }).toString(),
    }));
  }

  /** Sends, and once more when a nonce is asked for, as a client has to. */
  async #send(
    party: Party,
    host: string,
    path: string,
    twist: Twist & { method: string },
    token: string | undefined,
    make: (dpop: Form) => { headers: Form; body: string },
  ): Promise<Reply> {
    const prover = party.bound === 'dpop' ? (twist.prover === undefined ? party.prover : twist.prover) : null;
    const certificate = twist.certificate === undefined ? party.certificate : twist.certificate;
    const asks = host === MTLS || (token !== undefined && party.bound === 'mtls');
    for (const last of [false, true]) {
      const proof = prover?.proof({
        method: twist.method,
        uri: `https://${host}${path}`,
        at: Math.floor(this.world.api.clock.now() / SECOND),
        nonce: this.#nonces.get(host),
        token,
        ...twist.proof,
      });
      const { headers, body } = make(proof === undefined ? {} : { dpop: proof });
      const how = asks ? { certificate: certificate ?? undefined } : { plain: true };
      const reply = await this.world.call({ host, path, method: twist.method, headers, body, ...how });
      const nonce = reply.headers['dpop-nonce'];
      if (typeof nonce === 'string') this.#nonces.set(host, nonce);
      const asked = /use_dpop_nonce/.test(`${reply.text} ${reply.headers['www-authenticate']}`);
      if (last || !asked) return reply;
    }
    throw new Error('A second attempt is the last.');
  }

  #proofOfClient(party: Party, { assertion = {}, signer = party.key }: Twist): Form {
    if (party.auth === 'mtls') return { client_id: party.id };
    if (assertion === null) return { client_id: party.id };
    const { address, clock } = this.world.api;
    const now = Math.floor(clock.now() / SECOND);
    const about = { iss: party.id, sub: party.id, aud: address.issuer };
    const claims = { ...about, jti: newId('jti'), iat: now, nbf: now, exp: now + 60, ...assertion };
    return asserting(signedBy(signer, claims));
  }
}

export async function openBank(): Promise<Bank> {
  const world = await openWorld({
    profile: 'fapi2',
    signing: ['ES256'],
  });
  return new Bank(world);
}

/** An error of the token endpoint or of pushing: one of `errors`, as JSON, never kept, and 401 for the client alone. */
export function refused(reply: Reply, ...errors: string[]): void {
  const error = String(reply.json.error);
  assert.ok(errors.includes(error), reply.text);
  assert.equal(reply.status, error === 'invalid_client' ? 401 : 400, reply.text);
  assert.match(String(reply.headers['content-type']), /^application\/json/);
  assert.equal(reply.headers['cache-control'], 'no-store');
  // RFC 6749 section 5.2.
  assert.match(String(reply.json.error_description), /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
}
