import { sign } from 'node:crypto';
import type { SigningAlgorithm } from '../../server/src/config/schema/signing.ts';
import { signIdentity } from '../../server/src/guard/identity/identity.ts';
import { signJwt } from '../../server/src/tokens/jwt.ts';
import { signMac } from '../../server/src/tokens/mac-jwt.ts';
import type { Caller } from '../../wire/caller.ts';
import {
  API_NAME,
  type Claims,
  claimsOf,
  GUARD_KEY,
  ISSUER,
  keyFor,
  macAny,
  NOW,
  part,
  publicSecrets,
  published,
  signAny,
  strangersKey,
} from './signers.ts';

/** The call for which the identities are made, as the server saw it. */
const CALL = {
  method: 'GET',
  host: 'api.things.example',
  path: '/things/1',
  query: 'all=yes',
  requestId: 'req_1',
};
const RECEIVED = { method: 'GET', target: '/things/1?all=yes' };

export const CALLER: Caller = {
  tenant: { id: 'biz_1', name: 'Müller & Søn' },
  user: { id: 'usr_1', email: 'mia@example.com', name: 'Mia', role: 'agent' },
  client: { id: 'cli_1', name: 'Reporter', kind: 'platform' },
  connectedAccount: 'acc_1',
  token: 'connected',
  scopes: ['read', 'write'],
  permissions: ['thing.*', 'note.delete:own'],
  resources: [{ type: 'project', id: '42' }],
  mode: 'live',
  operation: 'getThing',
  requestId: 'req_1',
};

/** Members that only some callers have. */
const MORE: Partial<Caller> = {
  onlyOwn: 'note.delete',
  version: '2026-01-01',
  language: 'de',
  actors: ['cli_2', 'cli_3'],
  authorizationDetails: [{ type: 'payment', amount: { value: 12.5, currency: 'EUR' } }],
};

interface Case {
  name: string;
  /** The value of `Latchkey-Identity`; `null` if the call has none. */
  identity: string | null;
  /** The call that it came with; without one, calls are not compared (`rewritten`). */
  call?: { method: string; target: string; headers?: Record<string, string> };
  options?: { audience?: string; host?: string; issuer?: string };
  /** Seconds after `now` at which it is verified. */
  later?: number;
  expected: { caller: Caller | null } | { refused: string };
}

/** As the server signs it for an API behind its gateway, or a proxy that asked. */
export function made(
  caller: Caller | null,
  {
    algorithm = 'EdDSA' as SigningAlgorithm,
    call = CALL,
    selector = null as string | null,
    name = API_NAME,
  } = {},
): string {
  return signIdentity(
    {
      clock: { now: () => NOW * 1_000 },
      keys: { signing: () => keyFor(algorithm) },
      config: { name },
      address: { issuer: ISSUER, hosts: new Map() },
    },
    call,
    { caller, selector },
  );
}

const good = made(CALLER);
const claims = claimsOf(good);
const [head = '', body = '', signature = ''] = good.split('.');

function without(name: string): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([each]) => each !== name));
}

function taken(name: string, rest: Omit<Case, 'name' | 'expected'>, caller: Caller | null = CALLER): Case {
  return { name, ...rest, expected: { caller } };
}

function refused(reason: string, name: string, identity: string | null, rest: Partial<Case> = {}): Case {
  return { name, identity, ...rest, expected: { refused: reason } };
}

function right(): Case[] {
  const odd = made(CALLER, { call: { ...CALL, path: "/things/'a'", query: 'q="<b>"|^`{}' } });
  return [
    ...(['ES256', 'EdDSA', 'PS256', 'RS256'] as const).map((algorithm) =>
      taken(`signed with ${algorithm}`, { identity: made(CALLER, { algorithm }), call: RECEIVED }),
    ),
    taken(
      'with all that a caller can have',
      { identity: made({ ...CALLER, ...MORE }) },
      { ...CALLER, ...MORE },
    ),
    taken('of an open operation, without a caller', { identity: made(null), call: RECEIVED }, null),
    taken('for another path, where something in between rewrites them', { identity: good }),
    taken('a question mark without a query', {
      identity: made(CALLER, { call: { ...CALL, query: '' } }),
      call: { method: 'GET', target: '/things/1?' },
    }),
    taken('a target as sent', {
      identity: odd,
      call: { method: 'GET', target: `/things/'a'?q="<b>"|^\`{}` },
    }),
    taken('a target as a URL parser spells it', {
      identity: odd,
      call: { method: 'GET', target: '/things/%27a%27?q=%22%3Cb%3E%22|%5E%60%7B%7D' },
    }),
    taken('with an account in the headers: the one in the identity counts', {
      identity: good,
      call: { ...RECEIVED, headers: { 'things-account': 'acc_2' } },
    }),
    taken('of a version that did not name the call', {
      identity: signAny({}, without('call')),
      call: RECEIVED,
    }),
    taken('of a version that says more', {
      identity: signAny({ extra: 1 }, { ...claims, extra: { a: [1] } }),
    }),
    taken('for the audience that is configured', {
      identity: made(CALLER, { name: 'renamed' }),
      options: { audience: 'renamed' },
    }),
    taken('for the host that is configured', { identity: good, options: { host: CALL.host } }),
    taken('of the issuer that is configured', { identity: good, options: { issuer: ISSUER } }),
  ];
}

/** Clocks may differ by less than ten seconds. */
function times(): Case[] {
  const from = (nbf: number) => signAny({}, { ...claims, nbf: NOW + nbf });
  return [
    taken('a second before it expires', { identity: good, later: 59 }),
    taken('by a clock that is 9 seconds ahead of the signer', { identity: good, later: 69 }),
    refused('expired', 'by a clock that is 10 seconds ahead of the signer', good, { later: 70 }),
    refused('expired', 'a day later', good, { later: 86_400 }),
    taken('issued by a clock that is ahead: iat forbids nothing (RFC 7519 section 4.1.6)', {
      identity: good,
      later: -300,
    }),
    taken('not before 10 seconds from now', { identity: from(10) }),
    refused('malformed', 'not before 11 seconds from now', from(11)),
    refused('malformed', 'without a time of expiry', signAny({}, without('exp'))),
    refused('malformed', 'with a time of expiry that is no number', signAny({}, { ...claims, exp: 'never' })),
    refused('malformed', 'without a time of issue', signAny({}, without('iat'))),
  ];
}

function otherCalls(): Case[] {
  const replayed = (name: string, method: string, target: string) =>
    refused('wrong_call', `replayed ${name}`, good, { call: { method, target } });
  return [
    replayed('with another method', 'DELETE', RECEIVED.target),
    replayed('with the method in small letters', 'get', RECEIVED.target),
    replayed('for another path', 'GET', '/things/2?all=yes'),
    replayed('for the path of another account', 'GET', '/accounts/acc_2/things/1?all=yes'),
    replayed('for a path that says the same', 'GET', '/things/./1?all=yes'),
    replayed('with another query', 'GET', '/things/1?all=no'),
    replayed('without its query', 'GET', '/things/1'),
    refused('wrong_call', 'for another host', good, { options: { host: 'mcp.things.example' } }),
    refused('wrong_audience', 'for another API', made(CALLER, { name: 'other' }), { call: RECEIVED }),
    refused('wrong_audience', 'without an audience', signAny({}, without('aud'))),
    refused('wrong_issuer', 'of another issuer', good, { options: { issuer: 'https://auth.other.example' } }),
    refused('wrong_issuer', 'without an issuer', signAny({}, without('iss')), {
      options: { issuer: ISSUER },
    }),
  ];
}

function forged(): Case[] {
  const rsa = keyFor('RS256');
  const pss = signJwt({ ...rsa, algorithm: 'PS256' }, 'latchkey-identity+jwt', claims);
  const labelled = `${part({ alg: 'PS256', typ: 'latchkey-identity+jwt', kid: rsa.id })}.${body}`;
  const mislabelled = `${labelled}.${sign('sha256', Buffer.from(labelled), rsa.privateKey).toString('base64url')}`;
  const halved = (jws: string) => jws.slice(0, -46);
  const es256 = keyFor('ES256');
  const input = `${part({ alg: 'ES256', typ: 'latchkey-identity+jwt', kid: es256.id })}.${body}`;
  const der = sign('sha256', Buffer.from(input), es256.privateKey).toString('base64url');
  const byStranger = (algorithm: 'ES256' | 'EdDSA', id?: string) =>
    signJwt(strangersKey(algorithm, id), 'latchkey-identity+jwt', claims);
  const none = (alg: string) => `${part({ alg, typ: 'latchkey-identity+jwt' })}.${body}.`;
  const other = published.find(({ alg }) => alg === 'ES256')?.kid;
  return [
    refused('forged', 'by another ES256 key under the id of ours', byStranger('ES256')),
    refused('forged', 'by another EdDSA key under the id of ours', byStranger('EdDSA')),
    refused('forged', 'by a key that is not published', byStranger('EdDSA', 'elsewhere')),
    refused(
      'forged',
      'by a key that it brings along',
      signAny(
        { kid: 'elsewhere', jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' } },
        claims,
        strangersKey('EdDSA'),
      ),
    ),
    refused('forged', 'by one of our keys under the id of another', signAny({ kid: other }, claims)),
    refused('forged', 'with another algorithm than its key is for', pss),
    refused(
      'forged',
      'with another payload',
      `${head}.${part({ ...claims, aud: API_NAME, jti: 'req_2' })}.${signature}`,
    ),
    refused('forged', 'with half of its signature', `${head}.${body}.${signature.slice(0, 43)}`),
    refused('forged', 'with half of its ES256 signature', halved(made(CALLER, { algorithm: 'ES256' }))),
    refused('forged', 'with an ES256 signature in DER', `${input}.${der}`),
    refused('forged', 'with another algorithm in its header than it is signed with', mislabelled),
    refused('forged', 'unsigned: alg none', none('none')),
    refused('forged', 'unsigned: alg None', none('None')),
    refused(
      'forged',
      'alg none, with a signature',
      `${part({ alg: 'none', kid: keyFor('EdDSA').id, typ: 'latchkey-identity+jwt' })}.${body}.${signature}`,
    ),
    ...(['RS256', 'EdDSA'] as const).flatMap((algorithm) =>
      Object.entries(publicSecrets(algorithm)).map(([name, secret]) =>
        refused(
          'forged',
          `HS256 with ${name} (${algorithm}) as its secret`,
          macAny({ alg: 'HS256', typ: 'latchkey-identity+jwt', kid: keyFor(algorithm).id }, claims, secret),
        ),
      ),
    ),
    refused('forged', 'HS256 with the guard key', signMac(GUARD_KEY, 'latchkey-identity+jwt', claims)),
    refused(
      'forged',
      'with an extension that has to be understood (RFC 7515 section 4.1.11)',
      signAny({ crit: ['exp'], exp: 1 }, claims),
    ),
  ];
}

function malformed(): Case[] {
  return [
    refused('missing', 'no identity', null),
    refused('missing', 'an empty identity', ''),
    refused('malformed', 'not a token', 'not-a-token'),
    refused('malformed', 'two parts', `${head}.${body}`),
    refused('malformed', 'two identities in one header', `${good}, ${good}`),
    refused('malformed', 'a header that is no JSON', `${part('{')}.${body}.${signature}`),
    refused('malformed', 'a payload that is a list', signAny({}, [claims])),
    refused('malformed', 'another type of token of this Latchkey', signAny({ typ: 'at+jwt' }, claims)),
    refused('malformed', 'no type', signAny({ typ: undefined }, claims)),
    refused('malformed', 'no id', signAny({}, without('jti'))),
    refused('malformed', 'no caller', signAny({}, without('caller'))),
    refused('malformed', 'a caller of another shape', signAny({}, { ...claims, caller: 'mia' })),
    refused(
      'malformed',
      'scopes of another shape',
      signAny({}, { ...claims, caller: { ...CALLER, scopes: 'read' } }),
    ),
    refused(
      'malformed',
      'no permissions',
      signAny({}, { ...claims, caller: { ...CALLER, permissions: undefined } }),
    ),
    refused('malformed', 'an unknown mode', signAny({}, { ...claims, caller: { ...CALLER, mode: 'test' } })),
  ];
}

/** More selected resources than fit into a header: they are referred to, and cannot be asked for without the guard key. */
function selections(): Case[] {
  const resources = Array.from({ length: 101 }, (_, index) => ({ type: 'project', id: String(index) }));
  const identity = made({ ...CALLER, resources }, { selector: 'gra_1' });
  return [refused('unavailable', 'with a selection by reference, and no guard key to ask with', identity)];
}

/** Identities, and things that are nearly identities, with the outcome of their verification. */
export function identityVectors() {
  return {
    about:
      'Verification of Latchkey-Identity. Made by npm run vectors; docs/reference/vectors.md says how to use it.',
    audience: API_NAME,
    now: NOW,
    keys: published,
    cases: [...right(), ...times(), ...otherCalls(), ...forged(), ...malformed(), ...selections()],
  };
}
