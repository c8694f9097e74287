import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NO_CONTEXT, type TokenFamily } from '../../../src/model/index.ts';
import { accessExpiry, expiresIn, familyExpiry, refreshExpiry } from '../../../src/rules/token/lifetimes.ts';
import { repeatWithin } from '../../../src/rules/token/refresh.ts';
import { client } from '../../oauth/acme.ts';

describe('lifetimes', () => {
  const lifetimes = {
    code: 60,
    access: 3600,
    refreshIdle: 100,
    refreshAbsolute: 250,
    refreshRepeatPublic: 10,
  };

  it('end with the family', () => {
    assert.equal(familyExpiry(0, lifetimes, true), 250_000);
    assert.equal(familyExpiry(0, lifetimes, false), 3_600_000);
    assert.equal(accessExpiry(0, lifetimes, 250_000), 250_000);
    assert.equal(accessExpiry(0, lifetimes), 3_600_000);
    assert.equal(refreshExpiry(200_000, lifetimes, 250_000), 250_000);
    assert.equal(refreshExpiry(0, lifetimes, 250_000), 100_000);
    assert.equal(expiresIn(0, 1_999), 1);
    assert.equal(expiresIn(5_000, 1_000), 0);
  });

  it('let only a client that authenticates repeat without limit', () => {
    const bearer = { context: NO_CONTEXT } as TokenFamily;
    const bound = { context: { ...NO_CONTEXT, confirmation: { jkt: 'key' } } } as TokenFamily;
    const spa = client('spa', { kind: 'public' });
    assert.equal(repeatWithin(client('web'), bearer, lifetimes), null);
    assert.equal(repeatWithin(spa, bearer, lifetimes), 10_000);
    assert.equal(repeatWithin(spa, bound, lifetimes), null, 'a proof of possession is a proof');
  });
});
