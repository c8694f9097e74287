import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { it } from 'node:test';
import { tokenOf } from './demo/connect.ts';
import { forget, startDemo } from './demo/start-demo.ts';
import { Visitor } from './demo/visitor.ts';

it('SIGTERM in the middle of an upload through the gateway: the call is answered, then the process ends', async () => {
  const running = await startDemo({ only: ['proconvey'] });
  try {
    const api = running.demo.apis.proconvey;
    // The API behind fetches the keys of identities with its first call, and could not while Latchkey stops.
    const authorization = `Bearer ${tokenOf(api, 'write').token}`;
    const first = await new Visitor(running.demo).send(`${api.api}/me`, {
      method: 'GET',
      headers: { authorization },
    });
    assert.equal(first.status, 200);
    const body = JSON.stringify({ kind: 'client', name: 'Noor Bakker' });
    const head = [
      'POST /v2/contacts HTTP/1.1',
      `Host: ${new URL(api.api).host}`,
      `Authorization: ${authorization}`,
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
    ].join('\r\n');
    const socket = connect(running.demo.port, '127.0.0.1');
    socket.setEncoding('latin1');
    let heard = '';
    socket.on('data', (part) => {
      heard += part;
    });
    const closed = once(socket, 'close');
    socket.write(`${head}\r\n\r\n${body.slice(0, 10)}`);
    // An answer on another connection: by then the head has been read.
    await fetch(`http://127.0.0.1:${running.demo.port}/healthz`);

    const ended = running.end('SIGTERM');
    await refused(running.demo.port);
    socket.write(body.slice(10));
    await closed;
    assert.match(heard, /^HTTP\/1\.1 201 /);
    assert.match(heard, /\r\nConnection: close\r\n/i);
    assert.equal(await ended, 0);
  } finally {
    await running.end('SIGKILL');
    await forget(running.dataDir);
  }
});

/** Resolves when no process listens on the port any more. */
async function refused(port: number): Promise<void> {
  while (true) {
    const attempt = connect(port, '127.0.0.1');
    const outcome = await Promise.race([
      once(attempt, 'connect').then(() => 'connected'),
      once(attempt, 'error').then(() => 'refused'),
    ]).catch(() => 'refused');
    attempt.destroy();
    if (outcome === 'refused') return;
  }
}
