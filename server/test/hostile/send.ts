import { connect } from 'node:net';
import type { Draft } from './mutations.ts';
import { written } from './written.ts';

const HANGS = 10_000;

export interface Answer {
  status: number;
  headers: Map<string, string[]>;
  body: string;
}

/** From an address of its own, so that no limit on one address hides what the others would be told. */
export function send(to: number, draft: Draft): Promise<Answer> {
  const bytes = written(draft);
  const part = () => 1 + Math.floor(Math.random() * 250);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const localAddress = `127.${part()}.${part()}.${part()}`;
    const socket = connect({ port: to, host: '127.0.0.1', localAddress });
    socket.setTimeout(HANGS, () =>
      socket.destroy(new Error(`No answer to ${bytes.toString('latin1', 0, 2_000)}`)),
    );
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    // Answering before everything was read ends in a reset; what was answered has arrived.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => {
      const answer = readAnswer(Buffer.concat(chunks).toString('latin1'), draft.method);
      if (answer) resolve(answer);
      else reject(new Error(`closed without an answer to ${bytes.toString('latin1', 0, 2_000)}`));
    });
  });
}

function readAnswer(text: string, method: string): Answer | null {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(0, end)).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  if (Number.isNaN(status)) return null;
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  const body = method === 'HEAD' ? '' : Buffer.from(text.slice(end + 4), 'latin1').toString();
  return { status, headers, body };
}
