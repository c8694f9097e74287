import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UserId } from '../../../src/model/index.ts';
import type { Current } from '../fixtures.ts';

const ANN = UserId('usr_ann');

export function preferenceCases(store: Current): void {
  describe('how a person wants to be spoken to', () => {
    it('is kept for each, in parts, and leaves with them', async () => {
      assert.equal(await store().preferencesOf(ANN), null);
      assert.equal(await store().setPreferences({ userId: ANN, language: 'nl' }), 'set');
      await store().setPreferences({ userId: ANN, timeZone: 'Europe/Berlin' });
      const both = { userId: ANN, language: 'nl', timeZone: 'Europe/Berlin', approvalMails: true };
      assert.deepEqual(await store().preferencesOf(ANN), both);
      await store().setPreferences({ userId: ANN, language: null });
      await store().setPreferences({ userId: ANN, approvalMails: false });
      const now = { ...both, language: null, approvalMails: false };
      assert.deepEqual(await store().preferencesOf(ANN), now);
      assert.equal(await store().setPreferences({ userId: UserId('nobody'), language: 'nl' }), 'unknown');
      await store().deletePerson({ userId: ANN, audit: [] });
      assert.equal(await store().preferencesOf(ANN), null);
    });
  });
}
