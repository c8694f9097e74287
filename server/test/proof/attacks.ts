import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { compactJws, newProver, type ProofOptions, type Prover } from './prover.ts';

/** A proof that proves nothing. `said`: what the answer says about it. */
export interface Attack {
  title: string;
  proof(prover: Prover, right: ProofOptions): string;
  said: RegExp;
}

/** A proof whose header or claims are not as they have to be. */
function changed(title: string, over: Partial<ProofOptions>, said: RegExp): Attack {
  return { title, proof: (prover, right) => prover.proof({ ...right, ...over }), said };
}

function claim(name: string, value: unknown, said: RegExp): Attack {
  return changed(`${name} ${JSON.stringify(value) ?? 'left out'}`, { claims: { [name]: value } }, said);
}

/** Attacks without the key, or with a proof for another request. */
export const ATTACKS: readonly Attack[] = [
  claim('htm', 'PATCH', /htm/),
  claim('htm', undefined, /htm/),
  claim('htm', 'post', /htm/),
  claim('htu', 'https://elsewhere.example/oauth/token', /htu/),
  claim('htu', 'https://api.acme.test/elsewhere', /htu/),
  claim('htu', '/oauth/token', /htu/),
  claim('htu', undefined, /htu/),
  claim('htu', ['https://api.acme.test/oauth/token'], /htu/),
  claim('jti', undefined, /jti/),
  claim('jti', '', /jti/),
  claim('jti', 'x'.repeat(257), /jti/),
  claim('jti', 7, /jti/),
  claim('iat', undefined, /iat/),
  claim('iat', 'now', /iat/),
  claim('iat', 1e300, /iat/),
  {
    title: 'iat 60 seconds ahead',
    proof: (prover, right) => prover.proof({ ...right, at: right.at + 60 }),
    said: /iat/,
  },
  {
    title: 'iat 61 seconds ago',
    proof: (prover, right) => prover.proof({ ...right, at: right.at - 61 }),
    said: /iat/,
  },
  claim('nonce', 7, /JWT in compact form/),
  changed('typ JWT', { header: { typ: 'JWT' } }, /typ/),
  changed('no typ', { header: { typ: undefined } }, /typ/),
  changed('crit', { header: { crit: ['exp'], exp: 1 } }, /compact form/),
  changed('no jwk', { header: { jwk: undefined } }, /jwk/),
  changed('jwk of an unknown type', { header: { jwk: { kty: '__proto__' } } }, /jwk/),
  changed('ES384', { header: { alg: 'ES384' } }, /algorithm/),
  changed('RS256 over an EC key', { header: { alg: 'RS256' } }, /jwk/),
  {
    title: 'alg none',
    proof: (prover, right) => {
      const [, claims] = prover.proof(right).split('.');
      const header = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'none', jwk: prover.jwk }));
      return `${header.toString('base64url')}.${claims}.`;
    },
    said: /compact form/,
  },
  {
    title: 'alg none with something for a signature',
    proof: (prover, right) => {
      const [, claims, signature] = prover.proof(right).split('.');
      const header = Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'none', jwk: prover.jwk }));
      return `${header.toString('base64url')}.${claims}.${signature}`;
    },
    said: /algorithm/,
  },
  {
    title: 'HS256 with the public key as the secret',
    proof: (prover, right) =>
      compactJws({ typ: 'dpop+jwt', alg: 'HS256', jwk: prover.jwk }, claimsOf(prover.proof(right)), (input) =>
        createHmac('sha256', JSON.stringify(prover.jwk)).update(input).digest(),
      ),
    said: /algorithm/,
  },
  {
    title: 'a symmetric key as jwk',
    proof: (prover, right) => prover.proof({ ...right, header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } }),
    said: /public key alone/,
  },
  {
    title: 'the private key in jwk',
    proof: (prover, right) => {
      const jwk = prover.privateKey.export({ format: 'jwk' });
      return prover.proof({ ...right, header: { jwk } });
    },
    said: /public key alone/,
  },
  {
    title: "somebody's public key, signed with another",
    proof: (prover, right) => prover.proof({ ...right, signedBy: newProver().privateKey }),
    said: /signature/,
  },
  {
    title: 'a signature over other claims',
    proof: (prover, right) => {
      const [header, , signature] = prover.proof(right).split('.');
      const [, claims] = prover.proof({ ...right, claims: { jti: 'another' } }).split('.');
      return `${header}.${claims}.${signature}`;
    },
    said: /signature/,
  },
  {
    title: 'an RSA key of 1024 bits',
    proof: (prover, right) => {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
      const jwk = publicKey.export({ format: 'jwk' });
      return compactJws({ typ: 'dpop+jwt', alg: 'RS256', jwk }, claimsOf(prover.proof(right)), (input) =>
        sign('sha256', input, privateKey),
      );
    },
    said: /jwk/,
  },
  {
    title: 'two proofs in one header',
    proof: (prover, right) => `${prover.proof(right)}, ${prover.proof(right)}`,
    said: /more than one/,
  },
  { title: 'no JWT', proof: () => 'proof', said: /compact form/ },
  { title: 'nothing', proof: () => '', said: /needed/ },
  {
    title: 'far too much',
    proof: () => `${'a'.repeat(4_000)}.${'b'.repeat(4_000)}.${'c'.repeat(4_000)}`,
    said: /compact form/,
  },
];

function claimsOf(proof: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(proof.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}
