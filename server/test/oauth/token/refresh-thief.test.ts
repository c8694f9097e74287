import assert from 'node:assert/strict';
import { it } from 'node:test';
import { HOUR } from '../../../src/lib/clock.ts';
import { ClientId } from '../../../src/model/index.ts';
import { SECOND } from '../acme.ts';
import { redeeming, serveOAuth } from '../serve.ts';

/*
 * A thief copied the refresh token of a public client, which refreshes once an hour. Each gets the successors
 * of the other's presentations, so the thief stays as long as the family lives and it presents each token in
 * time.
 */

type Party = 'client' | 'thief';

/** When the thief comes in each hour, in seconds after the client; `null`: not in that hour. */
type Habit = (hour: number) => number | null;

const HABITS: [string, Habit][] = [
  ['half a minute before', () => -30],
  ['ten seconds before', () => -10],
  ['a second before', () => -1],
  ['at the same moment', () => 0],
  ['a second after', () => 1],
  ['ten seconds after', () => 10],
  ['half a minute after', () => 30],
  ['by turns before and after', (hour) => (hour % 2 === 0 ? -5 : 5)],
  ['two hours of three', (hour) => (hour % 3 === 2 ? null : 5)],
  ['every other hour', (hour) => (hour % 2 === 0 ? -5 : null)],
];

for (const [words, habit] of HABITS) {
  it(`a thief who comes ${words} is found or shut out within three hours`, async (t) => {
    const served = await serveOAuth();
    t.after(() => served.close());
    const code = await served.consent({ clientId: ClientId('spa') });
    const { json } = await served.post(redeeming(code, { client_id: 'spa' }));
    const held: Record<Party, string> = {
      client: String(json.refresh_token),
      thief: String(json.refresh_token),
    };
    const got: Record<Party, number[]> = { client: [], thief: [] };
    const present = async (party: Party, hour: number) => {
      const reply = await served.post({
        grant_type: 'refresh_token',
        refresh_token: held[party],
        client_id: 'spa',
      });
      if (reply.status !== 200) return;
      held[party] = String(reply.json.refresh_token);
      got[party].push(hour);
    };

    for (let hour = 1; hour <= 48; hour++) {
      const after = habit(hour);
      const order: [Party, number][] = [['client', 0]];
      if (after !== null) order.push(['thief', after]);
      order.sort(([, one], [, other]) => one - other);
      const start = order[0]?.[1] ?? 0;
      served.later(HOUR);
      for (const [party, seconds] of order) {
        served.later((seconds - start) * SECOND);
        await present(party, hour);
        served.later((start - seconds) * SECOND);
      }
    }

    assert.ok(
      got.thief.every((hour) => hour <= 3),
      `the thief had new tokens in hours ${got.thief}`,
    );
    assert.equal((await served.rows('token.reused')).length, 1, 'and it was noticed');
  });
}

it('a thief who takes the repeat as well, so that the client is refused, loses everything by that', async (t) => {
  const served = await serveOAuth();
  t.after(() => served.close());
  const code = await served.consent({ clientId: ClientId('spa') });
  const { json } = await served.post(redeeming(code, { client_id: 'spa' }));
  const refresh = (token: unknown) =>
    served.post({ grant_type: 'refresh_token', refresh_token: String(token), client_id: 'spa' });
  served.later(HOUR - 30 * SECOND);
  const stolen = [await refresh(json.refresh_token), await refresh(json.refresh_token)];
  assert.deepEqual([stolen[0]?.status, stolen[1]?.status], [200, 200]);
  served.later(30 * SECOND);
  assert.equal((await refresh(json.refresh_token)).status, 400);
  assert.equal((await refresh(stolen[0]?.json.refresh_token)).status, 400);
  assert.equal((await served.rows('token.reused')).length, 1, 'and it was noticed');
});

it('a client alone refreshes for 48 hours, and loses an answer now and then', async (t) => {
  const served = await serveOAuth();
  t.after(() => served.close());
  const code = await served.consent({ clientId: ClientId('spa') });
  let token = String((await served.post(redeeming(code, { client_id: 'spa' }))).json.refresh_token);
  for (let hour = 1; hour <= 48; hour++) {
    served.later(HOUR);
    const form = { grant_type: 'refresh_token', refresh_token: token, client_id: 'spa' };
    if (hour % 3 !== 0) await served.post(form);
    const reply = await served.post(form);
    assert.equal(reply.status, 200, `hour ${hour}: ${reply.text}`);
    token = String(reply.json.refresh_token);
  }
});
