import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cameOverTls, clientAddress } from '../../src/http/client-address.ts';

const PROXIES = ['10.0.0.0/8', '2001:db8:1::/48'];

const ROWS: [string, string, string | undefined, string[], string][] = [
  ['nobody in front', '192.0.2.1', undefined, PROXIES, '192.0.2.1'],
  ['a client that wrote the header itself', '192.0.2.1', '198.51.100.9', PROXIES, '192.0.2.1'],
  ['one proxy', '10.0.0.1', '198.51.100.9', PROXIES, '198.51.100.9'],
  ['no proxy is trusted', '10.0.0.1', '198.51.100.9', [], '10.0.0.1'],
  ['a chain of two', '10.0.0.1', '198.51.100.9, 10.2.0.1', PROXIES, '198.51.100.9'],
  [
    'forged entries before the proxy’s own',
    '10.0.0.1',
    '127.0.0.1, 10.9.9.9, 198.51.100.9',
    PROXIES,
    '198.51.100.9',
  ],
  [
    'a stranger’s proxy in the middle',
    '10.0.0.1',
    '127.0.0.1, 203.0.113.5, 10.2.0.1',
    PROXIES,
    '203.0.113.5',
  ],
  ['all of them proxies', '10.0.0.1', '10.3.0.1, 10.2.0.1', PROXIES, '10.3.0.1'],
  ['an IPv4 peer on an IPv6 socket', '::ffff:10.0.0.1', '198.51.100.9', PROXIES, '198.51.100.9'],
  ['IPv6', '2001:db8:1::5', '2001:db8:ffff::1', PROXIES, '2001:db8:ffff::1'],
  ['IPv6 with a port', '10.0.0.1', '[2001:db8:ffff::1]:4711', PROXIES, '2001:db8:ffff::1'],
  ['IPv4 with a port', '10.0.0.1', '198.51.100.9:4711', PROXIES, '198.51.100.9'],
  ['nonsense from a proxy', '10.0.0.1', 'unknown', PROXIES, '10.0.0.1'],
  ['nonsense before a proxy', '10.0.0.1', '127.0.0.1, _hidden, 10.2.0.1', PROXIES, '10.2.0.1'],
  ['an octal address', '10.0.0.1', '010.0.0.1', PROXIES, '10.0.0.1'],
  ['an empty header', '10.0.0.1', '', PROXIES, '10.0.0.1'],
];

for (const [what, peer, forwarded, trusted, expected] of ROWS) {
  test(`the client’s address: ${what}`, () => {
    assert.equal(clientAddress(peer, forwarded, trusted), expected);
  });
}

test('nothing that a client writes changes the address that its proxy saw', () => {
  const anything = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.constantFrom('10.0.0.1', 'unknown', '', ','),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 40 }), (forged) => {
      const forwarded = [...forged, '203.0.113.77'].join(', ');
      assert.equal(clientAddress('10.1.1.1', forwarded, PROXIES), '203.0.113.77');
      assert.equal(clientAddress('203.0.113.77', forged.join(','), PROXIES), '203.0.113.77');
    }),
  );
});

test('TLS that ended at a proxy counts on the word of a trusted one alone', () => {
  const headers = (value: string) => ({ 'x-forwarded-proto': value });
  assert.equal(cameOverTls('10.0.0.1', headers('https'), PROXIES), true);
  assert.equal(cameOverTls('10.0.0.1', headers('https, http'), PROXIES), false);
  assert.equal(cameOverTls('10.0.0.1', headers('http'), PROXIES), false);
  assert.equal(cameOverTls('192.0.2.1', headers('https'), PROXIES), false);
  assert.equal(cameOverTls('10.0.0.1', {}, PROXIES), false);
  assert.equal(cameOverTls('10.0.0.1', headers('https'), []), false);
});
