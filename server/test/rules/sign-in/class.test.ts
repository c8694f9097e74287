import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Session } from '../../../src/model/index.ts';
import {
  acrOf,
  amrOf,
  authTimeOf,
  OWN_CLASSES,
  PASSWORD_ACR,
  suitsClass,
} from '../../../src/rules/sign-in/class.ts';

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
});

it('reaches a class that a client demands, or does not', () => {
  assert.equal(suitsClass({ essential: true, values: ['urn:mfa'] }, elsewhere), true);
  assert.equal(suitsClass({ essential: true, value: PASSWORD_ACR }, elsewhere), false);
  assert.equal(suitsClass({ essential: true, value: PASSWORD_ACR }, own), true);
  assert.equal(suitsClass({ value: PASSWORD_ACR }, elsewhere), true);
  assert.equal(suitsClass({ essential: true }, elsewhere), true);
  assert.equal(suitsClass(null, elsewhere), true);
});

it('tells a password, two steps and a passkey apart, each of which satisfies the weaker ones', () => {
  const signed = (...methods: Session['methods']) => ({ createdAt: 0, methods, elsewhere: null });
  const [password, twoStep, passkey] = OWN_CLASSES;
  const ways = [
    signed('pwd'),
    signed('pwd', 'otp', 'mfa'),
    signed('pwd', 'hwk', 'user', 'mfa'),
    signed('swk', 'user', 'mfa'),
    signed(),
  ];
  assert.deepEqual(
    ways.map((way) => acrOf(way)),
    [password, twoStep, passkey, passkey, null],
  );
  const two = { essential: true, values: ['urn:other', String(twoStep)] };
  assert.deepEqual(
    ways.map((way) => suitsClass(two, way)),
    [false, true, true, true, false],
  );
  // A client that demands certain values is told one of them.
  assert.equal(acrOf(signed('hwk', 'user', 'mfa'), two), twoStep);
  assert.equal(acrOf(signed('pwd'), { value: passkey }), password);
});
