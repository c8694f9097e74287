import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { test } from 'node:test';
import { signEs256 } from '../../src/tokens/ecdsa.ts';

test('an ES256 signature has 64 bytes, also where r or s begins with zeros', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  // One of 128 has an r or s that is shorter than 32 bytes.
  let short = 0;
  for (let count = 0; short < 4; count++) {
    const input = Buffer.from(`input ${count}`);
    const signature = signEs256(input, privateKey);
    assert.equal(signature.length, 64);
    if (signature[0] !== 0 && signature[32] !== 0) continue;
    short++;
    assert.ok(verify('sha256', input, key, signature));
  }
});
