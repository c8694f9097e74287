import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Factors } from '../../../src/model/index.ts';
import { afterPassword, isSecondStepDemanded, mayGiveUp } from '../../../src/rules/factor/second-step.ts';
import { provenWithin } from '../../../src/rules/session/proof.ts';
import { passkey } from '../../store/cases/factors.ts';
import { NOW } from '../../store/fixtures.ts';

const app = { userId: passkey().userId, sealed: '', createdAt: NOW, lastUsedAt: null };
const has = (over: Partial<Factors>): Factors => ({
  ...{ authenticator: null, passkeys: [], codesLeft: null },
  ...over,
});
const NOTHING = has({});
const APP = has({ authenticator: app, codesLeft: 10 });
const PASSKEY = has({ passkeys: [passkey()] });
const PASSKEY_ASKED = has({ passkeys: [passkey()], codesLeft: 0 });

it('asks for a second step where it is on or demanded, and sets it up where there is nothing to ask for', () => {
  const after = (demanded: boolean) =>
    [NOTHING, APP, PASSKEY, PASSKEY_ASKED].map((factors) => afterPassword(factors, demanded));
  assert.deepEqual(after(false), ['nothing', 'ask', 'nothing', 'ask']);
  assert.deepEqual(after(true), ['set_up', 'ask', 'ask', 'ask']);
});

it('demands it of nobody, of managers or of everybody', () => {
  const of = (manages: boolean) =>
    (['offered', 'managers', 'required'] as const).map((policy) => isSecondStepDemanded(policy, manages));
  assert.deepEqual(
    [of(false), of(true)],
    [
      [false, false, true],
      [false, true, true],
    ],
  );
});

it('lets nobody give up the last factor where one is demanded', () => {
  const two = has({ passkeys: [passkey(), passkey()] });
  assert.ok(mayGiveUp(APP, false, 'second step') && mayGiveUp(PASSKEY, false, 'passkey'));
  assert.ok(!mayGiveUp(APP, true, 'second step') && !mayGiveUp(PASSKEY, true, 'passkey'));
  assert.ok(
    mayGiveUp(two, true, 'passkey') && mayGiveUp({ ...APP, ...PASSKEY, authenticator: app }, true, 'passkey'),
  );
});

it('counts a sign-in as proof for so many seconds, and never one of the future', () => {
  const proven = (ago: number) => provenWithin({ createdAt: NOW - ago }, 600, NOW);
  assert.deepEqual([0, 600_000, 600_001, -1].map(proven), [true, true, false, false]);
  // Another system says when it was proved there; one that says nothing has just signed the person in.
  const elsewhere = (authenticatedAt: number | null) =>
    provenWithin({ createdAt: NOW, elsewhere: { authenticatedAt, amr: [], acr: null } }, 600, NOW);
  assert.deepEqual([NOW - 600_000, NOW - 600_001, null].map(elsewhere), [true, false, true]);
});
