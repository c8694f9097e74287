import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { TenantId, UserId } from '../../../server/src/model/index.ts';
import { createGuard } from '../../src/index.ts';
import { createSigner } from '../../src/signed-exchange.ts';
import { close, listen } from '../latchkey-double.ts';
import { unfollowed } from './guarded.ts';
import { connect, row, type World, worldFor } from './world.ts';

/* An attacker answers at Latchkey's address, and can ask Latchkey itself, but sees only the traffic. */

/** Does with a question what it likes: answers it, or has Latchkey's answer passed on piece by piece. */
type Does = (
  request: IncomingMessage,
  response: ServerResponse,
  passOn: (piece?: (text: string) => string) => void,
) => void;

/** The address of an impostor that passes on whatever `endpoint` does not concern. */
async function impostor(t: TestContext, world: World, endpoint: string, does: Does): Promise<string> {
  const server = createServer((request, response) => {
    const passOn = (piece = (each: string) => each) => {
      const { method, headers, url: path } = request;
      const to = { host: '127.0.0.1', port: world.port, method, path, headers, agent: false };
      const onward = ask(to, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.setEncoding('utf8');
        answer.on('data', (each: string) => void response.write(piece(each)));
        answer.on('end', () => response.end());
      });
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      request.pipe(onward);
    };
    if (request.url?.endsWith(`/${endpoint}`)) does(request, response, passOn);
    else passOn();
  });
  const origin = await listen(server);
  t.after(() => close(server));
  return world.url.replace(/^http:\/\/[^/]*/, origin);
}

const eventIn = (frame: string): string =>
  JSON.parse(Buffer.from(frame.split('.')[1] ?? '', 'base64url').toString()).event;

/** A guard that believes to be followed, and a clock to move on. */
async function followed(t: TestContext, world: World, url: string) {
  let now = performance.now();
  t.mock.method(performance, 'now', () => now);
  const heard = new EventEmitter();
  const onProblem = (problem: string) => heard.emit('problem', problem);
  const told = once(heard, 'problem');
  const guard = unfollowed({ ...world, url }, { onProblem, staleAfter: 2 });
  t.after(() => guard.close());
  return {
    guard,
    told: async () => String(await told),
    later: () => {
      now += 2_001;
    },
  };
}

test('cannot keep back that a token was revoked', async (t) => {
  const world = await worldFor(t);
  const { token, grant } = await connect(world.api);
  let withheld = 0;
  const url = await impostor(t, world, 'events', (_request, _response, passOn) => {
    passOn((text) =>
      text
        .split('\n\n')
        .filter((frame) => {
          const isNews = frame !== '' && eventIn(frame).startsWith('event: changed');
          if (isNews) withheld++;
          return !isNews;
        })
        .join('\n\n'),
    );
  });
  const { guard, told, later } = await followed(t, world, url);
  await guard.next('up');
  assert.equal(await guard.basis(token), 'asked');
  assert.equal(await guard.basis(token), 'stream');
  const { id: grantId, tenantId } = grant;
  const audit = [row('authorization.revoked', { grantId, tenantId })];
  await world.api.store.revokeGrant({ grantId, tenantId, now: Date.now(), audit });
  assert.match(await told(), /has not proved to be Latchkey/);
  assert.ok(withheld > 0);
  later();
  assert.equal(await guard.basis(token), 'authorization_revoked');
});

test('cannot say that all is well with what Latchkey told somebody else', async (t) => {
  const world = await worldFor(t);
  const { token, grant } = await connect(world.api);
  const { headers, body, read } = await createSigner(world.key)('events', {});
  const recorded = await new Promise<string>((resolve) => {
    const asking = ask(`${world.url}/events`, { method: 'POST', headers }, (response) => {
      response.once('data', (chunk) => {
        response.destroy();
        resolve(String(chunk));
      });
    });
    asking.end(body);
  });
  const first = await read(recorded.replace(/^data: /, '').split('\n')[0] ?? '');
  assert.match(String(first.event), /^event: hello\n/);
  const streams = [recorded, 'data: event: hello\n\n', `event: beat\nid: x-1\ndata: {"through":1}\n\n`];
  for (const stream of streams) {
    const url = await impostor(t, world, 'events', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(stream);
    });
    const { guard, told } = await followed(t, world, url);
    assert.match(await told(), /has not proved to be Latchkey/);
    assert.equal(await guard.basis(token), 'asked');
    assert.equal(await guard.basis(token), 'recent');
    t.mock.restoreAll();
  }
  const url = await impostor(t, world, 'events', (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(recorded);
  });
  const { guard, later } = await followed(t, world, url);
  assert.equal(await guard.basis(token), 'asked');
  const { id: grantId, tenantId } = grant;
  const audit = [row('authorization.revoked', { tenantId, grantId })];
  await world.api.store.revokeGrant({ grantId, tenantId, now: Date.now(), audit });
  later();
  assert.equal(await guard.basis(token), 'authorization_revoked');
});

test('passes the stream on as any proxy may: with lines ended otherwise, comments between them, and piece by piece', async (t) => {
  const world = await worldFor(t);
  const { token } = await connect(world.api);
  const url = await impostor(t, world, 'events', (_request, response, passOn) => {
    passOn((text) => {
      const rewritten = `: still here\r\n\r\n${text.replaceAll('\n', '\r\n')}`;
      for (const each of rewritten) response.write(each);
      return '';
    });
  });
  const guard = unfollowed({ ...world, url }, {});
  t.after(() => guard.close());
  await guard.next('up');
  assert.equal(await guard.basis(token), 'asked');
  assert.equal(await guard.basis(token), 'stream');
});

test('cannot fill the memory with an event that does not end', async (t) => {
  const world = await worldFor(t);
  const most = 16 * 1024 * 1024;
  const { promise: given, resolve } = Promise.withResolvers<number>();
  const url = await impostor(t, world, 'events', (_request, response) => {
    let sent = 0;
    const more = () => {
      for (let goOn = true; goOn && sent < most; sent += 65_536) goOn = response.write('x'.repeat(65_536));
      if (sent >= most) resolve(sent);
    };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.on('drain', more).on('close', () => resolve(sent));
    more();
  });
  const guard = unfollowed({ ...world, url }, {});
  t.after(() => guard.close());
  assert.ok((await given) < most);
});

test('cannot have calls forgotten that Latchkey has not recorded', async (t) => {
  const world = await worldFor(t);
  const { token } = await connect(world.api);
  const receipt = JSON.stringify({ recorded: 1, refused: 0, seen: false });
  let receipts = 0;
  let genuine = '';
  const asked = new EventEmitter();
  const url = await impostor(t, world, 'calls', (_request, response, passOn) => {
    asked.emit(`receipt ${++receipts}`);
    // A false one, then a true one, then the true one again, for the second batch.
    if (receipts === 1) response.writeHead(200, { 'content-type': 'application/json' }).end(receipt);
    else if (receipts === 3) response.end(genuine);
    else
      passOn((piece) => {
        genuine += receipts === 2 ? piece : '';
        return piece;
      });
  });
  const problems: string[] = [];
  const guard = unfollowed({ ...world, url }, { onProblem: (problem) => problems.push(problem) });
  await guard.next('up');
  const bySdk = async () =>
    (await world.api.store.auditTrail({ kind: 'api.called', limit: 100 })).filter(
      ({ detail }) => detail.decided === 'sdk',
    ).length;
  const second = once(asked, 'receipt 2');
  const third = once(asked, 'receipt 3');
  assert.equal(await guard.basis(token), 'asked');
  assert.equal(await guard.basis(token), 'stream');
  await second;
  assert.equal(await guard.basis(token), 'stream');
  await third;
  await guard.close();
  assert.ok(receipts >= 4);
  assert.equal(await bySdk(), 2, 'both calls are in the log');
  assert.ok(problems.includes('Latchkey accepts no calls at the moment; they are kept.'));
});

test('cannot send clients to sign in elsewhere', async (t) => {
  const world = await worldFor(t);
  const document = {
    resource: 'https://api.things.example',
    authorization_servers: ['https://evil.example'],
  };
  const url = await impostor(t, world, 'resource-metadata', async (request, response) => {
    await text(request);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  const about = (address: string) => {
    const guard = createGuard({ url: address, key: world.key });
    const uri = '/.well-known/oauth-protected-resource';
    return guard({ method: 'GET', host: world.host, uri, headers: {}, ip: '192.0.2.7' });
  };
  const honest = await about(world.url);
  assert.ok(!honest.allowed && honest.status === 200);
  const forged = await about(url);
  assert.ok(!forged.allowed);
  assert.notEqual(forged.status, 200);
  assert.doesNotMatch(Buffer.from(forged.body).toString(), /evil/);
});

test('has no other call judged with the question that it was given', async (t) => {
  const world = await worldFor(t);
  const { token } = await connect(world.api);
  const { token: other } = await connect(world.api, { tenantId: TenantId('biz_2'), userId: UserId('usr_2') });
  const url = await impostor(t, world, 'check', async (request, response) => {
    const { 'latchkey-question': proof = '' } = request.headers;
    const body = (await text(request)).replace(token, other);
    const headers = { 'latchkey-question': String(proof) };
    const answer = await fetch(`${world.url}/check`, { method: 'POST', headers, body });
    response.writeHead(answer.status, { 'content-type': 'application/jose' }).end(await answer.text());
  });
  const guard = createGuard({ url, key: world.key });
  const headers = { authorization: `Bearer ${token}` };
  const answer = await guard({ method: 'GET', host: world.host, uri: '/things', headers, ip: '192.0.2.7' });
  assert.ok(!answer.allowed && answer.status === 503);
});
