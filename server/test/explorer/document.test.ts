import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Api } from '../../src/api.ts';
import { exploredDocument } from '../../src/explorer/document.ts';
import { openWorld } from '../guard/world.ts';

const DOCUMENT = {
  openapi: '3.1.0',
  paths: { '/cases': { get: { security: [{ oauth: ['read'] }], responses: {} } } },
};

test('where every token is bound to a key, nothing refers to signing in', async (t) => {
  const world = await openWorld();
  t.after(() => world.close());
  const tokens = { ...world.api.config.tokens, senderConstrained: 'required' as const };
  const bound: Api = { ...world.api, config: { ...world.api.config, tokens } };
  const [open, closed] = [world.api, bound].map((api) =>
    JSON.stringify(exploredDocument(api, DOCUMENT, 'live')),
  );
  assert.match(open ?? '', /"security":\[\{"signIn":\["read"\]\},\{"token":\[\]\}\]/);
  assert.doesNotMatch(closed ?? '', /signIn/);
  assert.match(closed ?? '', /"security":\[\{"token":\[\]\}\]/);
});
