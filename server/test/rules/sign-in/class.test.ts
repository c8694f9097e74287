import assert from 'node:assert/strict';
import { it } from 'node:test';
import { acrOf, amrOf, authTimeOf, PASSWORD_ACR, suitsClass } from '../../../src/rules/sign-in/class.ts';

const own = { createdAt: 9_000, methods: ['pwd'] as const };
const elsewhere = {
  ...{ createdAt: 9_000, methods: [] },
  elsewhere: { authenticatedAt: 1_000, amr: ['otp'], acr: 'urn:mfa' },
};

it('tells of a sign-in at another system what that system says, and of a password what holds here', () => {
  assert.deepEqual([authTimeOf(own), amrOf(own), acrOf(own)], [9_000, ['pwd'], PASSWORD_ACR]);
  assert.deepEqual([authTimeOf(elsewhere), amrOf(elsewhere), acrOf(elsewhere)], [1_000, ['otp'], 'urn:mfa']);
  const silent = { ...elsewhere, elsewhere: { authenticatedAt: null, amr: [], acr: null } };
  assert.deepEqual([authTimeOf(silent), amrOf(silent), acrOf(silent)], [null, [], null]);
  const posing = { ...elsewhere, elsewhere: { ...elsewhere.elsewhere, acr: PASSWORD_ACR } };
  assert.equal(acrOf(posing), null, 'no other system makes a sign-in by password here');
  assert.equal(acrOf({ createdAt: 0, methods: ['hwk', 'user'] }), null);
});

it('reaches a class that a client demands, or does not', () => {
  assert.equal(suitsClass({ essential: true, values: ['urn:mfa'] }, elsewhere), true);
  assert.equal(suitsClass({ essential: true, value: PASSWORD_ACR }, elsewhere), false);
  assert.equal(suitsClass({ essential: true, value: PASSWORD_ACR }, own), true);
  assert.equal(suitsClass({ value: PASSWORD_ACR }, elsewhere), true);
  assert.equal(suitsClass({ essential: true }, elsewhere), true);
  assert.equal(suitsClass(null, elsewhere), true);
});
