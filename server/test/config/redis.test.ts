import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvironment } from '../../src/config/environment/environment.ts';

const read = (url: string, more: NodeJS.ProcessEnv = {}) =>
  readEnvironment({ LATCHKEY_REDIS_URL: url, ...more }).redis;

test('a Redis is read from its address', () => {
  assert.equal(read(''), null);
  const plain = {
    ...{ cluster: false, tls: false, caFile: null, username: null, password: null, database: 0 },
    ...{ prefix: 'latchkey', shared: false, timeout: 100 },
  };
  const host = (name: string, port = 6379) => ({ host: name, port });
  assert.deepEqual(read('redis://r1'), { ...plain, hosts: [host('r1')] });
  assert.deepEqual(read('redis://[::1]:7000/2'), { ...plain, hosts: [host('::1', 7000)], database: 2 });
  assert.deepEqual(
    read('rediss://robot:sword%2Ffish@r1.acme.example', { LATCHKEY_REDIS_CA_FILE: '/ca.pem' }),
    {
      ...plain,
      hosts: [host('r1.acme.example')],
      ...{ tls: true, caFile: '/ca.pem', username: 'robot', password: 'sword/fish' },
    },
  );
  assert.deepEqual(
    read('rediss-cluster://:swordfish@r1:7000,r2:7001/0', {
      LATCHKEY_REDIS_PREFIX: 'acme',
      LATCHKEY_REDIS_TIMEOUT: '250',
    }),
    {
      ...{ ...plain, hosts: [host('r1', 7000), host('r2', 7001)], cluster: true, tls: true },
      ...{ password: 'swordfish', prefix: 'acme', shared: true, timeout: 250 },
    },
  );
});

test('what is none is refused, and no password is repeated', () => {
  const refused: [url: string, more: NodeJS.ProcessEnv, says: RegExp][] = [
    ['localhost:6379', {}, /is no address of a Redis or Valkey: use redis:/],
    ['http://robot:swordfish@r1', {}, /is no address/],
    ['redis://robot:swordfish@r1:99999', {}, /is no address/],
    ['redis://robot:swordfish@r1?db=3', {}, /is no address/],
    ['redis://robot:swordfish@', {}, /is no address/],
    ['redis-cluster://robot:swordfish@r1,', {}, /is no address/],
    ['redis://robot:swordfish%@r1', {}, /begins no escape: write it as %25/],
    ['redis://robot:swordfish@r1,r2', {}, /several hosts: that is for a cluster/],
    ['redis-cluster://robot:swordfish@r1,r2/3', {}, /a database of a cluster, which has none but 0/],
    ['redis://robot:swordfish@r1', { LATCHKEY_REDIS_CA_FILE: '/ca.pem' }, /is for TLS/],
    [
      'redis://robot:swordfish@r1',
      { LATCHKEY_REDIS_PREFIX: '{a}' },
      /LATCHKEY_REDIS_PREFIX is "{a}": use up to/,
    ],
    ['redis://r1', { LATCHKEY_REDIS_TIMEOUT: '0' }, /LATCHKEY_REDIS_TIMEOUT is "0": use milliseconds from 1/],
    ['', { LATCHKEY_REDIS_TIMEOUT: '50' }, /without LATCHKEY_REDIS_URL/],
    ['', { LATCHKEY_REDIS_PREFIX: 'acme' }, /without LATCHKEY_REDIS_URL: set both, or neither/],
    ['', { LATCHKEY_REDIS_CA_FILE: '/ca.pem' }, /without LATCHKEY_REDIS_URL/],
  ];
  for (const [url, more, says] of refused) {
    assert.throws(
      () => read(url, more),
      ({ name, message }: Error) => {
        assert.match(message, says);
        return name === 'StartError' && !message.includes('swordfish');
      },
      url,
    );
  }
});
