import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Inbound } from '../../src/http/inbound.ts';
import type { User } from '../../src/model/index.ts';
import { openSession, readSession } from '../../src/signin/session.ts';
import { openSite } from '../pages/site.ts';

/** As much of a request as a session is read from. */
const withCookie = (cookie = '') =>
  ({ headers: { cookie }, ip: '192.0.2.1', requestId: 'req_1' }) as unknown as Inbound;

test('clients know the session of somebody who signs in again by the same id, of somebody else by another', async (t) => {
  const { api, close } = await openSite();
  t.after(close);
  const [ada, max] = await Promise.all(['ada', 'max'].map((id) => api.store.userById(id)));
  assert.ok(ada && max);
  const signIn = async (user: User, before?: string) => {
    const [cookie = ''] = (await openSession(api, withCookie(before), user, ['pwd'])).cookie.split(';');
    const found = await readSession(api, withCookie(cookie));
    assert.equal(found?.user.id, user.id);
    return { cookie, publicId: found.session.publicId };
  };
  const first = await signIn(ada);
  const again = await signIn(ada, first.cookie);
  assert.equal(again.publicId, first.publicId);
  assert.notEqual(again.cookie, first.cookie);
  const other = await signIn(max, again.cookie);
  assert.notEqual(other.publicId, first.publicId);
  for (const { cookie } of [first, again]) assert.equal(await readSession(api, withCookie(cookie)), null);
});
