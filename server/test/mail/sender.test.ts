import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { watchActivity } from '../../src/anomalies/watch.ts';
import { addressOf } from '../../src/config/index.ts';
import { MINUTE } from '../../src/lib/clock.ts';
import { newId, newSecret } from '../../src/lib/ids.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { NO_MEASURES } from '../../src/lib/measures.ts';
import { alertMails } from '../../src/mail/alert-mail.ts';
import { senderOf } from '../../src/mail/mailing.ts';
import { sealedFor } from '../../src/mail/sealed-secret.ts';
import { startMailing } from '../../src/mail/sender.ts';
import { smtpTransport } from '../../src/mail/smtp.ts';
import { subscriptionOf, UNSUBSCRIBE } from '../../src/mail/unsubscribe.ts';
import { type Mail, TenantId } from '../../src/model/index.ts';
import { newRuntime } from '../../src/runtime.ts';
import { openKeys } from '../../src/tokens/keyring.ts';
import { judgeUntil, recordBurst } from '../anomalies/burst.ts';
import { acme } from '../oauth/acme.ts';
import { event, folder, HOUR, seed } from '../store/fixtures.ts';
import { openNewStore } from '../store/made-before.ts';
import { alertWith, htmlOf, mail, smtpServer, textOf, UNUSUAL, UNUSUAL_HOUR } from './world.ts';

/** A mail that is lost fails the test, which would wait for it. */
const WITHIN = { timeout: 30_000 };
const ROLES = { owner: { title: 'Owner', permissions: ['*'], managesTenant: true } };

/** Two tenants with their people; Ben manages `org_b`, and Ann is a member there. */
async function world(t: TestContext) {
  const files = folder();
  let now = UNUSUAL_HOUR + 2 * HOUR;
  const clock = { now: () => now };
  const store = await openNewStore(files.path('mails.db'), { clock, synchronous: 'NORMAL' });
  t.after(async () => {
    await store.close();
    files.remove();
  });
  await store.seedOnce(seed());
  const config = acme({ roles: ROLES });
  const address = addressOf(config, { kind: 'localhost', port: 4000 });
  const keys = await openKeys({
    ...{ store, clock, apiName: config.name, algorithms: config.signing },
    masterKey: randomBytes(32),
  });
  /** The outcomes of attempts, as the metrics count them. */
  const outcomes: string[] = [];
  const api = {
    config,
    keys,
    store,
    clock,
    address,
    log: createLogger({ level: 'silent' }),
    runtime: newRuntime({ measures: { ...NO_MEASURES, mailed: (outcome) => void outcomes.push(outcome) } }),
  };
  return {
    api,
    outcomes,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    start: (port: number, ca?: string) => {
      const server = { host: 'localhost', port, secure: false, loopback: true, user: null, password: '' };
      const transport = smtpTransport(
        { ...server, loopback: ca === undefined },
        ca === undefined ? {} : { ca },
      );
      return startMailing(api, senderOf(api), transport);
    },
    /** Resolves when the waiting mails are as `are` says. */
    async waiting(are: (mails: Mail[]) => boolean): Promise<Mail[]> {
      for (;;) {
        const mails = await store.mails(99);
        if (are(mails)) return mails;
        await new Promise(setImmediate);
      }
    },
  };
}

test(
  'unusual use is told by mail to those who manage the tenant, over TLS, with a link that has no token',
  WITHIN,
  async (t) => {
    const { api, start, waiting, outcomes } = await world(t);
    const there = await smtpServer(t);
    await recordBurst(api.store, UNUSUAL_HOUR, UNUSUAL);
    t.after(watchActivity(api, { mayDelete: () => true }, alertMails(api)));
    while ((await api.store.alertsPage({ before: null, limit: 9 })).length === 0)
      await new Promise(setImmediate);
    const written = await api.store.mails(9);
    assert.deepEqual(
      written.map(({ recipient }) => recipient),
      ['ben@birch.example'],
    );
    t.after(start(there.port, there.ca));
    await there.until(1);
    await waiting((mails) => mails.length === 0);
    const [arrived, ...others] = there.arrived;
    assert.ok(arrived && others.length === 0, 'Ann is a member and manages nothing there');
    assert.deepEqual(outcomes, ['sent']);
    assert.deepEqual([arrived.to, arrived.overTls], [['ben@birch.example'], true]);
    const [alert] = await api.store.alertsPage({ before: null, limit: 9 });
    assert.equal(alert?.kind, 'burst');
    const headers = arrived.raw.replaceAll(/\r\n[ \t]/g, ' ');
    const [, end = ''] = /^List-Unsubscribe: <([^>]+)>\r$/m.exec(headers) ?? assert.fail(headers);
    const whose = subscriptionOf(api, new URL(end).pathname.slice(UNSUBSCRIBE.length + 1));
    assert.deepEqual(whose, { userId: 'usr_ben', tenantId: 'org_b' });
    assert.match(headers, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
    const text = textOf(arrived);
    assert.match(text, /^Hello Ben,\n/);
    assert.match(
      htmlOf(arrived),
      /<p [^>]*>900 calls came in one hour; the busiest hours before had 21\.<\/p>/,
    );
    assert.match(text, /900 calls came in one hour; the busiest hours before had 21\./);
    const links = [...text.matchAll(/https?:\S+/g)].map(([link]) => link);
    const { origin } = api.address;
    assert.deepEqual(links, [
      `${origin}${api.config.pages.connections.path}?tenant=org_b`,
      `${origin}/account/you?tenant=org_b`,
    ]);
  },
);

test('nothing is written where the configuration leaves it out', WITHIN, async (t) => {
  const { api } = await world(t);
  const mails = alertMails({ ...api, config: acme({ roles: ROLES, mail: { alerts: false } }) });
  assert.equal(mails, null);
  await recordBurst(api.store, UNUSUAL_HOUR, UNUSUAL);
  await judgeUntil(api.store, UNUSUAL_HOUR, mails);
  assert.equal((await api.store.alertsPage({ before: null, limit: 9 })).length, 1);
  assert.deepEqual(await api.store.mails(9), []);
});

test(
  'a server that says nothing holds four mails and nothing else, and they are sent after the next start',
  WITHIN,
  async (t) => {
    const { api, later, start, waiting } = await world(t);
    const held = new Set<Socket>();
    const silent = createServer((socket) => held.add(socket.on('error', () => undefined)));
    t.after(() => {
      for (const socket of held) socket.destroy();
      silent.close();
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    await alertWith(
      api.store,
      Array.from({ length: 9 }, () => mail({ createdAt: api.clock.now() })),
    );
    const stop = start((silent.address() as AddressInfo).port);
    const taken = await waiting((mails) => mails.filter(({ attempts }) => attempts > 0).length === 4);
    assert.equal(taken.length, 9);
    await api.store.record([event('session.ended')]);
    await stop();
    later(4 * MINUTE);
    const there = await smtpServer(t);
    t.after(start(there.port));
    await there.until(9);
    const ids = there.arrived.map(({ raw }) => /Message-ID: <(mail_\w+)@/.exec(raw)?.[1]);
    assert.deepEqual(ids.toSorted(), taken.map(({ id }) => id).toSorted());
    await waiting((mails) => mails.length === 0);
  },
);

test(
  'a mail that is refused for now waits, and one that is refused for good is given up with a row',
  WITHIN,
  async (t) => {
    const { api, later, start, waiting } = await world(t);
    let responseCode = 451;
    const there = await smtpServer(t, {
      onRcptTo: (_address, _session, answer) => answer(Object.assign(new Error('Sorry'), { responseCode })),
    });
    const now = api.clock.now();
    await alertWith(api.store, [mail({ createdAt: now, tenantId: TenantId('org_b') })]);
    t.after(start(there.port));
    const [waits] = await waiting(([first]) => first?.answer !== null);
    assert.deepEqual([waits?.attempts, waits?.answer], [1, '451 Sorry']);
    assert.ok(waits && waits.dueAt > now + 40_000 && waits.dueAt < now + 90_000, 'about a minute');
    responseCode = 550;
    later(2 * MINUTE);
    // Any change makes the sender look.
    await api.store.record([event('session.ended')]);
    await waiting((mails) => mails.length === 0);
    const [row] = await api.store.auditTrail({ kind: 'mail.given_up', limit: 9 });
    assert.deepEqual(row?.detail, { mail: waits.id, attempts: 2, answer: '550 Sorry' });
    assert.deepEqual([row.tenantId, row.outcome], ['org_b', 'denied']);
  },
);

test(
  'a secret is sealed while its mail waits, arrives in its place alone, and one that cannot be opened is given up',
  WITHIN,
  async (t) => {
    const { api, start, waiting, outcomes } = await world(t);
    const [secret, id] = [newSecret(), newId('mail')];
    const now = api.clock.now();
    const parts = { text: `Go to /reset/${id}\n`, html: `<a href="/reset/${id}">&amp;</a>`, createdAt: now };
    await alertWith(api.store, [
      mail({ ...parts, id, secret: sealedFor(api, id, secret) }),
      mail({ ...parts, secret: sealedFor(api, id, secret), subject: 'of another mail' }),
    ]);
    assert.ok(!JSON.stringify(await api.store.mails(9)).includes(secret));
    const there = await smtpServer(t);
    t.after(start(there.port));
    await waiting((mails) => mails.length === 0);
    const [arrived, ...others] = there.arrived;
    assert.ok(arrived && others.length === 0);
    assert.equal(textOf(arrived), `Go to /reset/${secret}\n\n`);
    assert.match(htmlOf(arrived), new RegExp(`<a href="/reset/${secret}">&amp;</a>`));
    assert.deepEqual(outcomes.toSorted(), ['given_up', 'sent']);
    const [row] = await api.store.auditTrail({ kind: 'mail.given_up', limit: 9 });
    assert.equal(row?.detail.answer, 'its secret cannot be opened any more');
  },
);
