import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkClient } from '../../src/manage/clients/input.ts';
import { openWorld } from '../guard/world.ts';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

test('a member makes no client for a grant that only the owner of the API may give', async (t) => {
  const world = await openWorld({ tokenExchange: { mayAct: {} } });
  t.after(() => world.close());
  const input = {
    name: 'Agent',
    kind: 'confidential',
    redirectUris: ['https://agent.example/callback'],
    scopes: ['read'],
    mode: 'live',
  };
  const both = checkClient(world.api, { ...input, grantTypes: ['authorization_code', EXCHANGE] });
  assert.match(String(!both.ok && both.problem.grantTypes?.values[0]), /^authorization_code, /);
  const allowed = checkClient(world.api, { ...input, grantTypes: ['authorization_code'] });
  assert.deepEqual(allowed.ok && allowed.value.grantTypes, ['authorization_code']);
  const alone = checkClient(world.api, { ...input, grantTypes: [EXCHANGE] });
  assert.equal(!alone.ok && alone.problem.grantTypes?.key, 'chooseFrom');
});
