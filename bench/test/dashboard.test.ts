import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureFirstLoad } from '../src/dashboard.ts';

/** Beside these files, the first page loads the words of one language and the page itself: some kilobytes each. */
const MOST = 170_000;

test('the first load of the dashboard is small', async () => {
  const { script, style } = await measureFirstLoad();
  assert.ok(script < MOST, `${script} bytes of compressed JavaScript, at most ${MOST}`);
  assert.ok(style < 20_000, `${style} bytes of compressed styles`);
});
