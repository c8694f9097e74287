import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  checkRepeated,
  chooseRedirectUri,
  redirectUriProblem,
  sameRedirectUri,
} from '../../../src/rules/request/redirect-uri.ts';

const NEVER_PRIVATE =
  'javascript data file blob intent vbscript about ws wss mailto http ftp view-source filesystem tel'.split(
    ' ',
  );

describe('redirect URIs', () => {
  const pairs: [string, string, boolean][] = [
    ['https://a.example/cb', 'https://a.example/cb', true],
    ['https://a.example/cb', 'https://a.example/cb/', false],
    ['https://a.example/cb', 'https://a.example/CB', false],
    ['https://a.example/cb', 'https://A.example/cb', false],
    ['https://a.example/cb', 'https://a.example:443/cb', false],
    ['https://a.example/cb', 'https://a.example/cb?x=1', false],
    ['https://a.example/cb', 'https://a.example/./cb', false],
    ['https://a.example', 'https://a.example/', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb', true],
    ['http://127.0.0.1:8000/cb', 'http://127.0.0.1/cb', true],
    ['http://127.0.0.1:8000/cb', 'http://127.0.0.1:9000/cb', true],
    ['http://[::1]/cb', 'http://[::1]:51004/cb', true],
    ['http://127.0.0.1', 'http://127.0.0.1:80', true],
    ['http://127.0.0.1?x=1', 'http://127.0.0.1:1?x=1', true],
    ['http://127.0.0.1/cb', 'http://[::1]:51004/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:51004/cb2', false],
    ['http://127.0.0.1/cb', 'https://127.0.0.1:51004/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:0/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:65536/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:80@evil.example/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.1.evil.example/cb', false],
    ['http://127.0.0.1/cb', 'http://127.0.0.2:80/cb', false],
    ['http://127.0.0.1/cb', 'http://127.1:80/cb', false],
    ['http://localhost/cb', 'http://localhost:51004/cb', false],
    ['https://127.0.0.1/cb', 'https://127.0.0.1:51004/cb', false],
    // A registered port says nothing, and so does one that is none.
    ['http://127.0.0.1:0/cb', 'http://127.0.0.1:51004/cb', true],
    ['http://127.0.0.1:99999/cb', 'http://127.0.0.1:51004/cb', true],
    ['http://127.0.0.1:*/cb', 'http://127.0.0.1:51004/cb', true],
    ['http://127.0.0.1:99999/cb', 'http://127.0.0.1:99999/cb', false],
    ['http://127.0.0.1:*/cb', 'http://127.0.0.1:*/cb', false],
  ];
  for (const [registered, sent, same] of pairs) {
    it(`${sent} is ${same ? '' : 'not '}${registered}`, () => {
      assert.equal(sameRedirectUri(registered, sent, false), same);
    });
  }

  const onDevice: [string, string, boolean][] = [
    ['http://localhost/cb', 'http://localhost:51004/cb', true],
    ['http://localhost:8787/cb?x=1', 'http://localhost/cb?x=1', true],
    ['http://localhost:*/cb', 'http://localhost:51004/cb', true],
    ['http://localhost/cb', 'http://localhost:0/cb', false],
    ['http://localhost/cb', 'http://localhost:65536/cb', false],
    ['http://localhost/cb', 'http://localhost:51004/cb/', false],
    ['http://localhost/cb', 'http://localhost:51004/cb?x=1', false],
    ['http://localhost/cb', 'https://localhost:51004/cb', false],
    ['http://localhost/cb', 'http://LOCALHOST:51004/cb', false],
    ['http://localhost/cb', 'http://localhost.:51004/cb', false],
    ['http://localhost/cb', 'http://a.localhost:51004/cb', false],
    ['http://localhost/cb', 'http://localhost.evil.example/cb', false],
    ['http://localhost/cb', 'http://localhost:80@evil.example/cb', false],
    ['http://localhost/cb', 'http://127.0.0.1:51004/cb', false],
    ['http://127.0.0.1/cb', 'http://localhost:51004/cb', false],
    ['https://localhost/cb', 'https://localhost:51004/cb', false],
    ['cursor://anysphere.cursor-mcp/cb', 'cursor://anysphere.cursor-mcp:1/cb', false],
  ];
  for (const [registered, sent, same] of onDevice) {
    it(`${sent} is ${same ? '' : 'not '}${registered} on a device`, () => {
      assert.equal(sameRedirectUri(registered, sent, true), same);
    });
  }

  it('no browser is sent to an invalid port, even if no other address is registered', () => {
    for (const uri of ['http://127.0.0.1:*/cb', 'http://localhost:0/cb', 'http://127.0.0.1:99999/cb']) {
      assert.deepEqual(chooseRedirectUri([uri], undefined, true), {
        ok: false,
        problem: 'redirect_uri_ambiguous',
      });
    }
  });

  it('one registered is the default; several are a question', () => {
    const [one, two] = ['https://a.example/', 'https://b.example/'];
    assert.deepEqual(chooseRedirectUri([one], undefined, false), { ok: true, value: one });
    assert.deepEqual(chooseRedirectUri([one, two], two, false), { ok: true, value: two });
    assert.deepEqual(chooseRedirectUri([one, two], undefined, false), {
      ok: false,
      problem: 'redirect_uri_ambiguous',
    });
    assert.deepEqual(chooseRedirectUri([], one, false), { ok: false, problem: 'no_redirect_uri_registered' });
    for (const relative of ['a.example/cb', 'a.example:8443/cb', '/cb', '//a.example']) {
      assert.equal(chooseRedirectUri([relative], relative, false).ok, false);
      assert.equal(chooseRedirectUri([relative], undefined, false).ok, false);
    }
    assert.deepEqual(chooseRedirectUri([one], two, false), {
      ok: false,
      problem: 'redirect_uri_unregistered',
    });
  });

  const uri = 'http://127.0.0.1:5000/cb';
  const repeats: [string | undefined, string | null, boolean, string | null][] = [
    [uri, uri, false, null],
    [uri, uri, true, null],
    [undefined, uri, true, null],
    [undefined, null, false, null],
    [undefined, uri, false, 'redirect_uri_missing'],
    ['http://127.0.0.1:5001/cb', uri, true, 'redirect_uri_differs'],
    ['https://other.example/', null, true, 'redirect_uri_differs'],
    ['https://only.example/', null, false, null],
  ];
  for (const [sent, authorized, mayBeLeftOut, problem] of repeats) {
    it(`${sent} after ${authorized}${mayBeLeftOut ? ', optional' : ''}: ${problem ?? 'fits'}`, () => {
      const registered = ['https://only.example/'];
      assert.equal(checkRepeated({ sent, authorized, mayBeLeftOut, registered }), problem);
    });
  }

  const server = { privateUse: false, schemeless: false };
  const device = { privateUse: true, schemeless: false };
  const lenient = { privateUse: false, schemeless: true };
  const registrable: [string, typeof server, boolean][] = [
    ['https://a.example', server, true],
    ['https://a.example:8443/cb?x=1&y=%20', server, true],
    ['http://127.0.0.1/cb', server, true],
    ['http://[::1]:80/cb', server, true],
    ['http://localhost:3000/cb', server, true],
    ['com.example.app:/cb', device, true],
    ['com.example.app:/cb', server, false],
    ['com.example.app://cb', device, true],
    ['com.example.app://cb', server, false],
    ['cursor://anysphere.cursor-mcp/oauth/callback', device, true],
    ['cursor://anysphere.cursor-mcp/oauth/callback', server, false],
    ['myapp:/cb', device, true],
    ['myapp:cb', device, false],
    ['myapp://', device, false],
    ['MYAPP://cb', device, false],
    ...NEVER_PRIVATE.map((scheme): [string, typeof server, boolean] => [`${scheme}://cb`, device, false]),
    ['javascript:/*x*/alert(1)', device, false],
    ['javascript://%0aalert(1)', device, false],
    ['JavaScript://%0aalert(1)', device, false],
    ['ms-msdt://x', device, false],
    ['search-ms://x', device, false],
    ['chrome-extension://x/cb', device, false],
    ['javascript:alert(1)', device, false],
    ['data:text/html,x', device, false],
    ['http://a.example/cb', server, false],
    ['http://localhost.evil.example/cb', server, false],
    ['http://127.0.0.1@evil.example/', server, false],
    ['https://user:pw@a.example/', server, false],
    ['https://user@a.example/', server, false],
    ['https://*.example/cb', server, false],
    ['https://a.example/cb#x', server, false],
    ['https://a.example/a/../cb', server, false],
    ['https://a.example/c b', server, false],
    ['https://a.example/\u00fc', server, false],
    ['https://a.example\\@evil.example/', server, false],
    ['https://a.example/%zz', server, false],
    ['https://a.example:99999/', server, false],
    ['https://', server, false],
    ['https://a.example:/cb', server, false],
    ['https://https://', server, false],
    ['https://[::1]:8443/cb', server, true],
    ['/cb', server, false],
    ['', server, false],
    [`https://a.example/${'x'.repeat(2048)}`, server, false],
    ['a.example/cb', server, false],
    ['a.example/cb', lenient, true],
    ['a.example:8443', lenient, true],
    ['localhost', lenient, false],
  ];
  for (const [candidate, allow, good] of registrable) {
    it(`${candidate.slice(0, 60)} may ${good ? '' : 'not '}be registered`, () => {
      assert.equal(redirectUriProblem(candidate, allow) === null, good);
    });
  }
});
