import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Visitor } from '../pages/visitor.ts';
import { CALLBACK, type Everything, openEverything, SECRET } from './everything.ts';

let world: Everything;
before(async () => {
  world = await openEverything();
});
after(() => world.close());

it('a posted request becomes a link without the secrets that were posted with it', async () => {
  const stranger = new Visitor(world.port, world.accounts);
  const asked = {
    client_id: 'app',
    redirect_uri: CALLBACK,
    state: 'kept',
    post_logout_redirect_uri: CALLBACK,
  };
  for (const name of [
    'client_secret',
    'client_assertion',
    'access_token',
    'refresh_token',
    'password',
    'code',
  ]) {
    for (const path of ['/oauth/authorize', '/oauth/logout']) {
      const { status, location } = await stranger.post(path, { ...asked, [name]: SECRET });
      assert.equal(status, 303);
      assert.ok(location?.startsWith(`${path}?client_id=app&`), location);
      assert.match(String(location), /&state=kept/);
      assert.ok(!location?.includes(SECRET) && !location?.includes(`${name}=`), `${name} in ${location}`);
    }
  }
});
