import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { test } from 'node:test';
import type { SmtpServer } from '../../src/config/environment/smtp.ts';
import { smtpTransport } from '../../src/mail/smtp.ts';
import { outgoing, smtpServer } from './world.ts';

const FROM = { name: 'Acme, "the" API', address: 'alerts@acme.example' };
const never = new AbortController().signal;

function at(port: number, over: Partial<SmtpServer> = {}): SmtpServer {
  return { host: 'localhost', port, secure: false, loopback: false, user: null, password: '', ...over };
}

for (const secure of [false, true]) {
  test(`a mail arrives as it is over ${secure ? 'TLS' : 'STARTTLS'}, with a password, once`, async (t) => {
    const there = await smtpServer(t, {
      ...{ secure, authOptional: false },
      onAuth: ({ username, password }, _session, answer) =>
        password === 'swordfish' ? answer(null, { user: username ?? '' }) : answer(new Error('no')),
    });
    const server = at(there.port, { secure, user: 'robot', password: 'swordfish' });
    const sent = outgoing({ subject: 'Ungewöhnlich', text: 'Zeile eins\n.\nZeile drei\n' });
    const { outcome } = await smtpTransport(server, there).send(FROM, sent, never);
    assert.equal(outcome, 'sent');
    const [{ raw = '', from, to, overTls } = {}, ...more] = there.arrived;
    assert.deepEqual([from, to, overTls, more], [FROM.address, [sent.recipient], true, []]);
    assert.match(raw, /^From: "Acme, \\"the\\" API" <alerts@acme\.example>\r$/m);
    assert.match(raw, /^Subject: =\?UTF-8\?Q\?Ungew=C3=B6hnlich\?=\r$/m);
    assert.ok(raw.includes(`\r\nMessage-ID: <${sent.id}@acme.example>\r\n`));
    assert.ok(raw.endsWith('\r\n\r\nZeile eins\r\n.\r\nZeile drei\r\n'), raw);
    const wrong = await smtpTransport({ ...server, password: 'kingfisher' }, there).send(FROM, sent, never);
    assert.equal(wrong.outcome, 'again', 'an operator can mend a password');
    assert.ok(!JSON.stringify(wrong).includes('kingfisher'));
  });
}

test('without TLS, or with a certificate of somebody else, nothing is sent beyond this machine', async (t) => {
  const plain = await smtpServer(t, { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
  const send = (server: SmtpServer, ca?: string) =>
    smtpTransport(server, ca === undefined ? {} : { ca }).send(FROM, outgoing(), never);
  assert.equal((await send(at(plain.port), plain.ca)).outcome, 'again');
  assert.equal(plain.arrived.length, 0);
  const own = await smtpServer(t);
  const untrusted = await send(at(own.port));
  assert.equal(untrusted.outcome, 'again');
  assert.equal(own.arrived.length, 0);
  assert.equal((await send(at(plain.port, { loopback: true }))).outcome, 'sent');
  assert.equal(plain.arrived.length, 1);
});

test('no text of a mail becomes a header or another recipient', async (t) => {
  const there = await smtpServer(t);
  const { send } = smtpTransport(at(there.port), there);
  const evil = 'x\r\nBcc: eve@evil.example\r\n\r\nother text\u2028Bcc: eve@evil.example';
  const outcome = await send({ ...FROM, name: evil }, outgoing({ subject: evil, text: evil }), never);
  assert.equal(outcome.outcome, 'sent');
  const [{ raw = '', to } = {}] = there.arrived;
  assert.deepEqual(to, ['ann@acme.example']);
  const [head = ''] = raw.split('\r\n\r\n');
  assert.doesNotMatch(head, /^Bcc:/im);
  for (const recipient of [
    'ann@acme.example\r\nRCPT TO:<eve@evil.example>',
    'ann@acme.example, eve@evil.example',
    'Ann <ann@acme.example>',
    'ann@acme.example>',
    '"a b"@acme.example',
    'nobody',
    `${'a'.repeat(250)}@acme.example`,
  ]) {
    const refused = await send(FROM, outgoing({ recipient }), never);
    assert.equal(refused.outcome, 'refused', recipient);
  }
  assert.equal(there.arrived.length, 1);
});

test('what the server says for good is not repeated, and what it says for now is', async (t) => {
  const token = `lka_${'a'.repeat(49)}`;
  let code = 550;
  const there = await smtpServer(t, {
    onRcptTo: (_address, _session, answer) =>
      answer(Object.assign(new Error(`No such mailbox ${token}`), { responseCode: code })),
  });
  const { send } = smtpTransport(at(there.port), there);
  const refused = await send(FROM, outgoing(), never);
  assert.equal(refused.outcome, 'refused');
  assert.match(refused.answer, /^550 No such mailbox lka_…$/);
  code = 451;
  assert.equal((await send(FROM, outgoing(), never)).outcome, 'again');
});

test('a server that says nothing is left when that is asked for, and one that is not there is tried again', async (t) => {
  const silent = createServer();
  t.after(() => silent.close());
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const stop = new AbortController();
  const [[socket], sent] = await Promise.all([
    once(silent, 'connection').then(([each]) => {
      stop.abort();
      return [each];
    }),
    smtpTransport(at(port)).send(FROM, outgoing(), stop.signal),
  ]);
  assert.equal(sent.outcome, 'again');
  socket.destroy();
  silent.close();
  await once(silent, 'close');
  const gone = await smtpTransport(at(port)).send(FROM, outgoing(), never);
  assert.equal(gone.outcome, 'again');
});
