import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { after, before, test } from 'node:test';
import { LIVE } from '../guard/world.ts';
import { echo, openProxied, type Proxied } from './proxied.ts';
import { exchangeBytes, fetchRaw, textOf } from './sockets.ts';

let proxied: Proxied;
before(async () => {
  proxied = await openProxied();
});
after(() => proxied.close());

function claims(identity: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(identity.split('.')[1] ?? '', 'base64url').toString());
}

test('passes path and query on byte for byte', async () => {
  proxied.behind(echo);
  const path = "/files/a%20b%C3%A9;v=1,(x)'!*?q=%zz&&=a+b%2F..%2F%23&list[]=1|2?x";
  const { status, body } = await fetchRaw(proxied.front.port, path, { headers: proxied.bearer });
  assert.equal(status, 200);
  assert.equal(JSON.parse(body).url, path);
});

test('takes away what is not for the caller to say, and says who calls', async () => {
  proxied.behind(echo);
  const { body } = await fetchRaw(proxied.front.port, '/cases', {
    headers: {
      ...proxied.bearer,
      'Latchkey-Identity': 'forged',
      latchkey_identity: 'forged',
      'Latchkey-Guard-Key': 'forged',
      'X-Forwarded-For': '6.6.6.6',
      'X-Forwarded-Host': 'forged.example',
      'X-Forwarded-Proto': 'forged',
      X_Forwarded_For: '6.6.6.6',
      'X-Real-IP': '6.6.6.6',
      'X-Request-Id': 'forged',
      'X-HTTP-Method-Override': 'forged',
      X_HTTP_Method: 'forged',
      'X-Method-Override': 'forged',
      'X-Original-URL': '/forged',
      'X-Rewrite-URL': '/forged',
      'True-Client-IP': '6.6.6.6',
      'CF-Connecting-IP': '6.6.6.6',
      Forwarded: 'for=6.6.6.6',
      Cookie: 'session=forged',
      DPoP: 'a proof',
      Connection: 'close, X-Only-Here',
      'X-Only-Here': 'one hop',
      TE: 'trailers',
      'Proxy-Authorization': 'Basic forged',
      'X-Kept': ['one', 'two'],
      'Accept-Language': 'nl',
    },
  });
  const raw: string[] = JSON.parse(body).headers;
  const pairs = raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? '']] : [],
  );
  const seen = Object.fromEntries(pairs);
  assert.ok(!raw.join(' ').includes('forged') && !raw.join(' ').includes('6.6.6.6'), raw.join(' '));
  assert.deepEqual(
    ['authorization', 'dpop', 'cookie', 'te', 'x-only-here', 'proxy-authorization'].filter(
      (name) => name in seen,
    ),
    [],
  );
  assert.deepEqual(
    pairs.filter(([name]) => name === 'x-kept').map(([, value]) => value),
    ['one', 'two'],
  );
  assert.deepEqual(
    [seen['x-forwarded-for'], seen['x-forwarded-host'], seen['x-forwarded-proto'], seen['accept-language']],
    ['127.0.0.1', LIVE, 'http', 'nl'],
  );
  assert.equal(seen.host, new URL(proxied.upstream.origin).host);
  const { aud, jti, caller } = claims(seen['latchkey-identity'] ?? '');
  assert.deepEqual([aud, jti], ['cases', seen['x-request-id']]);
  assert.equal((caller as { operation: string }).operation, 'listCases');
});

test('a call to a public operation is signed as one of nobody, whatever it claims', async () => {
  proxied.behind(echo);
  const { body } = await fetchRaw(proxied.front.port, '/status', {
    headers: { host: LIVE, 'latchkey-identity': 'forged' },
  });
  assert.ok(!body.includes('forged'));
  const { caller } = claims(/"latchkey-identity","(eyJ[^"]+)"/i.exec(body)?.[1] ?? '');
  assert.equal(caller, null);
});

test('a refused call never reaches the API, and is answered as the guard says', async () => {
  proxied.behind(echo);
  const { status, headers, body } = await fetchRaw(proxied.front.port, '/cases', { headers: { host: LIVE } });
  assert.equal(status, 401);
  assert.match(String(headers['www-authenticate']), /^Bearer realm=/);
  assert.equal(headers['content-type'], 'application/problem+json');
  assert.equal(JSON.parse(body).code, 'missing_token');
  assert.equal(proxied.reached.length, 0);
});

test('two Authorization headers are refused, not chosen from', async () => {
  proxied.behind(echo);
  const reply = await exchangeBytes(
    proxied.front.port,
    `GET /cases HTTP/1.1\r\nHost: ${LIVE}\r\nConnection: close\r\nAuthorization: ${proxied.bearer.authorization}\r\nAuthorization: Bearer other\r\n\r\n`,
  );
  assert.match(reply, /^HTTP\/1\.1 401 [\s\S]*"invalid_token"/);
  assert.equal(proxied.reached.length, 0);
});

test('two account headers are refused, not chosen from', async () => {
  proxied.behind(echo);
  const { token, account } = await proxied.world.connected();
  const reply = await exchangeBytes(
    proxied.front.port,
    `GET /cases HTTP/1.1\r\nHost: ${LIVE}\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\nCases-Account: ${account}\r\nCases-Account: conn_x\r\n\r\n`,
  );
  assert.match(reply, /^HTTP\/1\.1 400 [\s\S]*"invalid_request"/);
  assert.equal(proxied.reached.length, 0);
});

test('the API behind sees no account but the one that was judged, however a second is spelt', async () => {
  proxied.behind(echo);
  const { token, account } = await proxied.world.connected();
  const call = (headers: Record<string, string>) =>
    fetchRaw(proxied.front.port, '/cases', {
      headers: { host: LIVE, authorization: `Bearer ${token}`, ...headers },
    });
  const accountsSeen = async (headers: Record<string, string>) => {
    const { status, body } = await call(headers);
    assert.equal(status, 200, body);
    const raw: string[] = JSON.parse(body).headers;
    return raw.filter((_, index) => index % 2 === 1 && /^cases[-_]account$/i.test(raw[index - 1] ?? ''));
  };
  assert.deepEqual(await accountsSeen({ 'Cases-Account': account }), [account]);
  assert.deepEqual(await accountsSeen({ 'Cases-Account': account, Cases_Account: 'conn_other' }), [account]);
  assert.deepEqual(await accountsSeen({ cases_account: 'conn_other', 'CASES-ACCOUNT': account }), [account]);
  const { token: plain } = await proxied.world.personalToken();
  assert.deepEqual(await accountsSeen({ authorization: `Bearer ${plain}`, Cases_Account: 'conn_other' }), []);
});

test('a trailer says nothing that a header said, however either is spelt', async () => {
  const trailers: string[][] = [];
  proxied.behind((incoming, response) => {
    incoming.resume().on('end', () => {
      trailers.push(incoming.rawTrailers);
      response.end();
    });
  });
  const answer = await exchangeBytes(
    proxied.front.port,
    [
      'POST /cases HTTP/1.1',
      `Host: ${LIVE}`,
      `Authorization: ${proxied.bearer.authorization}`,
      'Connection: close',
      'Transfer-Encoding: chunked',
      'X_Amount: 1',
      'X-Sum: 1',
      '',
      '2\r\n{}\r\n0\r\nX-Amount: 1000\r\nX_Sum: 1000\r\nX-Checksum: kept\r\n\r\n',
    ].join('\r\n'),
  );
  assert.match(answer, /^HTTP\/1\.1 200 /);
  assert.deepEqual(trailers, [['x-checksum', 'kept']]);
});

test('returns status, headers and body of the API with the limits beside them', async () => {
  proxied.behind((_incoming, response) => {
    response.writeHead(418, 'Short and stout', {
      'x-own': ['a', 'b'],
      'latchkey-identity': 'leaked',
      connection: 'x-hop',
      'x-hop': 'gone',
      ratelimit: '"upstream";r=0;t=1',
    });
    response.end('teapot');
  });
  const { status, headers, body } = await fetchRaw(proxied.front.port, '/cases', { headers: proxied.bearer });
  assert.deepEqual([status, body], [418, 'teapot']);
  assert.equal(headers['x-own'], 'a, b');
  assert.equal(headers['latchkey-identity'], undefined);
  assert.equal(headers['x-hop'], undefined);
  assert.match(String(headers.ratelimit), /^"client";r=\d+;t=\d+$/);
});

test('HEAD comes back with headers alone, 204 with nothing', async () => {
  proxied.behind((incoming, response) => {
    if (incoming.method === 'HEAD') response.writeHead(200, { 'content-length': '1234' }).end();
    else response.writeHead(204).end();
  });
  const head = await fetchRaw(proxied.front.port, '/cases', { method: 'HEAD', headers: proxied.bearer });
  assert.deepEqual([head.status, head.headers['content-length'], head.body], [200, '1234', '']);
  const refused = await fetchRaw(proxied.front.port, '/cases', { method: 'HEAD', headers: { host: LIVE } });
  assert.deepEqual([refused.status, refused.body], [401, '']);
  const none = await fetchRaw(proxied.front.port, '/cases', { headers: proxied.bearer });
  assert.deepEqual([none.status, none.body], [204, '']);
});

test('an upload streams: the API has its beginning before its end is sent', async () => {
  let begun: () => void;
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let framing: unknown;
  proxied.behind(async (incoming, response) => {
    framing = incoming.headers['transfer-encoding'] ?? incoming.headers['content-length'];
    incoming.once('data', () => begun());
    response.end(await textOf(incoming));
  });
  const upload = request({
    host: '127.0.0.1',
    port: proxied.front.port,
    path: '/files/a',
    method: 'PUT',
    headers: proxied.bearer,
  });
  upload.write('first ');
  await beginning;
  upload.end('second');
  const [reply] = (await once(upload, 'response')) as [IncomingMessage];
  assert.equal(await textOf(reply), 'first second');
  assert.equal(framing, 'chunked');
});

test('a body is framed as it came, whatever the method and whatever Connection names', async () => {
  proxied.behind(async (incoming, response) => {
    const text = await textOf(incoming);
    response.end(JSON.stringify([incoming.method, incoming.headers['content-length'], text]));
  });
  const put = await fetchRaw(proxied.front.port, '/files/a', {
    method: 'PUT',
    headers: proxied.bearer,
    body: 'hello',
  });
  assert.deepEqual(JSON.parse(put.body), ['PUT', '5', 'hello']);
  const get = await exchangeBytes(
    proxied.front.port,
    `GET /cases HTTP/1.1\r\nHost: ${LIVE}\r\nAuthorization: ${proxied.bearer.authorization}\r\nConnection: close, content-length\r\nContent-Length: 5\r\n\r\nhello`,
  );
  assert.match(get, /\["GET","5","hello"\]/);
  assert.equal(proxied.reached.length, 2);
});

test('a download streams: the caller has its beginning before its end is made', async () => {
  let finish = () => {};
  proxied.behind((_incoming, response) => {
    response.write('first ');
    finish = () => response.end('second');
  });
  const download = request({
    host: '127.0.0.1',
    port: proxied.front.port,
    path: '/files/a',
    headers: proxied.bearer,
  }).end();
  const [reply] = (await once(download, 'response')) as [IncomingMessage];
  const [chunk] = (await once(reply, 'data')) as [Buffer];
  assert.equal(chunk.toString(), 'first ');
  finish();
  assert.equal(await textOf(reply), 'second');
});

test('megabytes come through whole in both directions', async () => {
  proxied.behind((incoming, response) => {
    incoming.pipe(response);
  });
  const body = Buffer.alloc(8 * 1024 * 1024, 'abcdefgh');
  const { body: back } = await fetchRaw(proxied.front.port, '/files/a', {
    method: 'PUT',
    headers: proxied.bearer,
    body,
  });
  assert.ok(Buffer.from(back).equals(body));
});
