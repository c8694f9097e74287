import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { deriveKey, sealUnder } from '../../src/tokens/sealing.ts';

const use = { api: 'demo', purpose: 'signing', id: 'key_1' };
const secrets = fc.uint8Array({ maxLength: 300 });

describe('sealing', () => {
  const masterKey = randomBytes(32);
  const seal = sealUnder(masterKey);

  it('opens what it sealed, byte for byte', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const opened = seal.unseal(seal.seal(secret, use), use);
        assert.ok(opened.ok && Buffer.compare(opened.value, secret) === 0);
      }),
    );
  });

  it('seals the same secret differently each time, and shows nothing of it', () => {
    const secret = Buffer.from('a secret that must not be seen');
    const [a, b] = [seal.seal(secret, use), seal.seal(secret, use)];
    assert.notEqual(a, b);
    const body = Buffer.from(a.split('.')[2] ?? '', 'base64url');
    assert.equal(body.includes(secret), false);
    assert.equal(body.length, 12 + secret.length + 16);
  });

  it('notices any character that is changed, added or lost', () => {
    fc.assert(
      fc.property(secrets, fc.nat(), fc.stringMatching(/^[A-Za-z0-9_.-]$/), (secret, at, character) => {
        const sealed = seal.seal(secret, use);
        const index = at % sealed.length;
        fc.pre(sealed[index] !== character);
        const [head, tail] = [sealed.slice(0, index), sealed.slice(index + 1)];
        assert.equal(seal.unseal(head + character + tail, use).ok, false);
        assert.equal(seal.unseal(head + tail, use).ok, false);
        assert.equal(seal.unseal(head + character + sealed.slice(index), use).ok, false);
      }),
      { numRuns: 500 },
    );
    assert.deepEqual(seal.unseal('', use), { ok: false, problem: 'damaged' });
  });

  it('knows one spelling only: the bits that base64url leaves over count as well', () => {
    for (const length of [0, 1, 2]) {
      const sealed = seal.seal(Buffer.alloc(length), use);
      for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
        if (sealed.endsWith(last)) continue;
        assert.equal(seal.unseal(sealed.slice(0, -1) + last, use).ok, false);
      }
    }
  });

  it('opens for nothing but what it was sealed for', () => {
    const sealed = seal.seal(Buffer.from('secret'), use);
    for (const other of [{ api: 'other' }, { purpose: 'form' }, { id: 'key_2' }]) {
      assert.deepEqual(seal.unseal(sealed, { ...use, ...other }), { ok: false, problem: 'damaged' });
    }
  });

  it('tells another master key from damage', () => {
    const sealed = sealUnder(randomBytes(32)).seal(Buffer.from('secret'), use);
    assert.deepEqual(seal.unseal(sealed, use), { ok: false, problem: 'other_master' });
  });

  it('takes master keys of 32 bytes only', () => {
    assert.throws(() => sealUnder(randomBytes(16)), /32 bytes long; this one has 16/);
    assert.throws(() => sealUnder(Buffer.alloc(0)), /32 bytes/);
  });

  it('derives keys that depend on master key and label, and nothing else', () => {
    assert.deepEqual(deriveKey(masterKey, 'a', 32), deriveKey(masterKey, 'a', 32));
    assert.notDeepEqual(deriveKey(masterKey, 'a', 32), deriveKey(masterKey, 'b', 32));
    assert.notDeepEqual(deriveKey(masterKey, 'a', 32), deriveKey(randomBytes(32), 'a', 32));
  });
});
