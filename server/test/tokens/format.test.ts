import assert from 'node:assert/strict';
import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../../src/lib/compare.ts';
import { datedHash, momentIn, withoutMoment } from '../../src/lib/dated-hash.ts';
import { momentDigits } from '../../src/lib/ids.ts';
import type { Mode } from '../../src/model/index.ts';
import { formatToken, newToken, readToken, storedHash, successorOf } from '../../src/tokens/format.ts';

const prefixes = fc.stringMatching(/^[a-z0-9]{2,12}$/);
const modes = fc.constantFrom<Mode>('live', 'sandbox');
const entropy = fc.uint8Array({ minLength: 32, maxLength: 32 });
const tokens = fc.tuple(prefixes, modes, entropy).map((parts) => formatToken(...parts));

describe('the format of tokens', () => {
  it('reads back the prefix and mode of every token that it writes', () => {
    fc.assert(
      fc.property(prefixes, modes, entropy, (prefix, mode, bytes) => {
        assert.deepEqual(readToken(formatToken(prefix, mode, bytes)), { prefix, mode });
      }),
    );
  });

  it('writes different tokens for different entropy', () => {
    fc.assert(
      fc.property(prefixes, modes, entropy, entropy, (prefix, mode, a, b) => {
        const same = Buffer.compare(a, b) === 0;
        assert.equal(formatToken(prefix, mode, a) === formatToken(prefix, mode, b), same);
      }),
    );
  });

  it('notices any single character that is changed', () => {
    fc.assert(
      fc.property(tokens, fc.nat(), fc.stringMatching(/^[0-9A-Za-z_]$/), (token, at, character) => {
        const index = at % token.length;
        fc.pre(token[index] !== character);
        assert.equal(readToken(token.slice(0, index) + character + token.slice(index + 1)), null);
      }),
      { numRuns: 2_000 },
    );
  });

  it('notices every change at every position of one token', () => {
    const token = formatToken('pca', 'sandbox', Buffer.alloc(32, 7));
    for (let index = 0; index < token.length; index++) {
      for (const character of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-.') {
        if (token[index] === character) continue;
        assert.equal(readToken(token.slice(0, index) + character + token.slice(index + 1)), null);
      }
    }
  });

  it('notices two neighbours that changed moments, a character lost and one too many', () => {
    fc.assert(
      fc.property(tokens, fc.nat(), (token, at) => {
        const index = at % (token.length - 1);
        const [left, right] = [token.charAt(index), token.charAt(index + 1)];
        if (left !== right) {
          assert.equal(readToken(token.slice(0, index) + right + left + token.slice(index + 2)), null);
        }
        assert.equal(readToken(token.slice(0, index) + token.slice(index + 1)), null);
        assert.equal(readToken(`${token.slice(0, index)}A${token.slice(index)}`), null);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes nothing else for a token, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(readToken(text), null)));
    for (const text of ['', 'pca_', 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln', `${newToken('pca', 'live')}\n`]) {
      assert.equal(readToken(text), null);
    }
  });

  it('cannot be moved from the sandbox to live, nor to another kind', () => {
    const token = newToken('pcr', 'sandbox');
    assert.equal(readToken(token.replace('_test_', '_')), null);
    assert.equal(readToken(token.replace('pcr_', 'pca_')), null);
  });

  it('derives the same successor for the same token and key, and another for any other', () => {
    fc.assert(
      fc.property(tokens, tokens, entropy, entropy, (a, b, keyA, keyB) => {
        fc.pre(a !== b && Buffer.compare(keyA, keyB) !== 0);
        const derive = (token: string, key: Uint8Array) =>
          successorOf(token, createSecretKey(key), 'pcr', 'live', '');
        assert.equal(derive(a, keyA), derive(a, keyA));
        assert.notEqual(derive(a, keyA), derive(b, keyA));
        assert.notEqual(derive(a, keyA), derive(a, keyB));
        assert.deepEqual(readToken(derive(a, keyA)), { prefix: 'pcr', mode: 'live' });
      }),
    );
  });

  it('makes no two new tokens alike', () => {
    const made = new Set(Array.from({ length: 1_000 }, () => newToken('pat', 'live')));
    assert.equal(made.size, 1_000);
    assert.notEqual(formatToken('pat', 'live', randomBytes(32)), formatToken('pat', 'live', randomBytes(32)));
  });

  it('has a moment in the form of any other token, and is stored under it', () => {
    const [earlier, later] = [1_764_000_000_000, 1_764_000_000_001].map(momentDigits) as [string, string];
    const token = newToken('pca', 'sandbox', later);
    assert.equal(token.length, newToken('pca', 'sandbox').length);
    assert.deepEqual(readToken(token), { prefix: 'pca', mode: 'sandbox' });
    assert.equal(storedHash(token), datedHash(later, token));
    assert.deepEqual([momentIn(storedHash(token)), withoutMoment(storedHash(token))], [later, sha256(token)]);
    assert.ok(storedHash(newToken('pca', 'live', earlier)) < storedHash(token));
    assert.equal(momentIn(sha256(token)), '');
    for (const other of ['eyJhbGciOiJFUzI1NiJ9.e30.c2ln', '']) assert.equal(storedHash(other), sha256(other));
  });

  it('gives a successor the moment that it is to have, or none', () => {
    const moment = momentDigits(1_764_000_000_000);
    const key = createSecretKey(randomBytes(32));
    const token = newToken('pcr', 'live', moment);
    const successor = successorOf(token, key, 'pcr', 'live', moment);
    assert.equal(momentIn(storedHash(successor)), moment);
    assert.equal(successor.length, token.length);
    // As the version did that had no moments: its clients get the same successor again.
    const earlier = formatToken('pcr', 'live', createHmac('sha256', key).update(token).digest());
    assert.equal(successorOf(token, key, 'pcr', 'live', ''), earlier);
  });
});
