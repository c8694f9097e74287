import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvironment } from '../../src/config/environment/environment.ts';

const read = (text: string) => readEnvironment({ LATCHKEY_SMTP_URL: text }).smtp;

test('an SMTP server is read from its address', () => {
  assert.equal(read(''), null);
  assert.deepEqual(read('smtps://robot%40acme:sword%2Ffish@mail.acme.example'), {
    ...{ host: 'mail.acme.example', port: 465, secure: true, loopback: false },
    ...{ user: 'robot@acme', password: 'sword/fish' },
  });
  const plain = { secure: false, user: null, password: '' };
  assert.deepEqual(read('smtp://mail.acme.example/'), {
    ...{ host: 'mail.acme.example', port: 587, loopback: false, ...plain },
  });
  for (const [host, name] of [
    ['localhost', 'localhost'],
    ['127.0.0.9', '127.0.0.9'],
    ['[::1]', '::1'],
  ]) {
    assert.deepEqual(read(`smtp://${host}:25`), { host: name, port: 25, loopback: true, ...plain });
  }
});

test('what is none is refused, and no password is repeated', () => {
  for (const text of [
    'mail.acme.example',
    'https://robot:swordfish@mail.acme.example',
    'smtp://robot:swordfish@mail.acme.example?tls.rejectUnauthorized=false',
    'smtp://robot:swordfish@mail.acme.example/inbox',
    'smtp://robot:swordfish@mail.acme.example:99999',
    'smtp://robot:swordfish%@mail.acme.example',
    'smtp://:swordfish@mail.acme.example',
    'smtp://robot@mail.acme.example',
    'smtp://',
  ]) {
    assert.throws(
      () => read(text),
      ({ name, message }: Error) =>
        name === 'StartError' && /^LATCHKEY_SMTP_URL /.test(message) && !message.includes('swordfish'),
      text,
    );
  }
});
