import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NarrowClient, restoredVerification } from '../../../src/rules/restore/narrow-client.ts';
import { client } from '../../store/fixtures.ts';

type Case = [
  origin: 'seed' | 'page',
  backup: boolean | undefined,
  change: Partial<NarrowClient>,
  after: object,
];

const CASES: Case[] = [
  ['seed', undefined, {}, {}],
  ['seed', undefined, { verified: false }, { verified: false }],
  ['seed', undefined, { name: 'Other' }, { verified: false }],
  ['seed', false, { verified: true }, { verified: false }],
  ['page', true, {}, { verified: true }],
  ['page', true, { verified: false }, {}],
  ['page', true, { redirectUris: ['https://other.example/'] }, {}],
  ['page', true, { verified: true, name: 'Other' }, { verified: true }],
  ['page', undefined, { verified: true }, {}],
];

test('a restore gives no client a verification that was taken back, or that it had not in the backup', () => {
  for (const [origin, backup, change, after] of CASES) {
    const restored = client({ origin, settings: backup === undefined ? {} : { verified: backup } });
    const to: NarrowClient = { held: false, described: false, ...change };
    assert.deepEqual(restoredVerification(restored, to), after, JSON.stringify([origin, backup, change]));
  }
});
