import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { json } from '../../src/http/answer.ts';
import { send, toInbound } from '../../src/http/exchange.ts';
import { exchangeBytes, type Listening, listen } from '../gateway/sockets.ts';

const LIMIT = 1_000;

describe('a body', () => {
  let listening: Listening;
  let outcomes: string[] = [];
  const heard = () => new Promise<void>((resolve) => listening.server.once('heard', resolve));
  before(async () => {
    listening = await listen(async (incoming, response) => {
      const body = await toInbound(incoming).body(LIMIT);
      outcomes.push(body.ok ? body.value.toString() : body.problem);
      listening.server.emit('heard');
      send(response, json(body.ok ? 200 : 413, {}));
    });
  });
  after(() => listening.close());

  const post = (headers: string, body: string) => {
    outcomes = [];
    const head = `POST / HTTP/1.1\r\nHost: a\r\n${headers}\r\nConnection: close\r\n\r\n`;
    return exchangeBytes(listening.port, head + body);
  };
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

  it('is read up to the limit', async () => {
    const text = 'x'.repeat(LIMIT);
    assert.match(await post(`Content-Length: ${LIMIT}`, text), /^HTTP\/1\.1 200/);
    assert.match(await post('Transfer-Encoding: chunked', `${chunk(text)}0\r\n\r\n`), /^HTTP\/1\.1 200/);
    assert.deepEqual(outcomes, [text]);
  });

  it('past the limit is refused with an answer, whether its length was told or not', async () => {
    assert.match(await post(`Content-Length: ${LIMIT + 1}`, 'x'), /^HTTP\/1\.1 413/);
    const much = chunk('x'.repeat(LIMIT)) + chunk('y'.repeat(LIMIT));
    // It ends nowhere: the answer does not wait for that.
    assert.match(await post('Transfer-Encoding: chunked', much), /^HTTP\/1\.1 413/);
    assert.deepEqual(outcomes, ['too_large']);
  });

  it('that breaks off is told from one that is complete', async () => {
    outcomes = [];
    const settled = heard();
    const socket = connect(listening.port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf');
    await once(socket, 'connect');
    socket.end();
    socket.destroySoon();
    await settled;
    assert.deepEqual(outcomes, ['aborted']);
  });

  it('comes with every Authorization header there is', async () => {
    let seen: string | undefined;
    const looking = await listen((incoming, response) => {
      seen = toInbound(incoming).headers.authorization;
      response.end();
    });
    const two = 'Authorization: Basic one\r\nAUTHORIZATION: Bearer two';
    await exchangeBytes(looking.port, `GET / HTTP/1.1\r\nHost: a\r\n${two}\r\nConnection: close\r\n\r\n`);
    await looking.close();
    assert.equal(seen, 'Basic one, Bearer two');
  });
});
