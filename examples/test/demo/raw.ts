import { connect } from 'node:net';

/** An answer as it came over the wire, of which nothing is believed but the status line. */
export interface RawAnswer {
  status: number;
  /** Names in lower case, in order; a name may stand several times. */
  headers: [name: string, value: string][];
  /** Of the first answer, where there are several; still chunked, where it was sent so. */
  body: string;
}

/** How the client ends: it waits, closes its side, or is gone without waiting for an answer. */
export type Ending = 'wait' | 'half-close' | 'gone';

const HANGS = 10_000;

/**
 * Writes bytes to a port of this machine and reads until the other side closes. `null`: it closed without an
 * answer. Rejects when the other side neither answers nor closes.
 */
export function sendRaw(port: number, bytes: Buffer, ending: Ending = 'wait'): Promise<RawAnswer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No end after ${HANGS} ms: ${bytes.toString('latin1').slice(0, 2_000)}`));
    }, HANGS);
    socket.on('connect', () => {
      if (ending === 'gone') socket.write(bytes, () => socket.destroy());
      else if (ending === 'half-close') socket.end(bytes);
      else socket.write(bytes);
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => socket.destroy());
    // Answering before everything was read ends in a reset; what was answered has arrived.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(timer);
      const answer = readAnswer(Buffer.concat(chunks).toString('latin1'));
      // RFC 9110 section 9.3.2: whatever its headers say, an answer to HEAD has no body.
      resolve(answer && bytes.toString('latin1', 0, 5) === 'HEAD ' ? { ...answer, body: '' } : answer);
    });
  });
}

function readAnswer(text: string): RawAnswer | null {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end < 0 ? text.length : end).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(statusLine)?.[1]);
  if (Number.isNaN(status)) return null;
  // An interim answer (RFC 9110 section 15.2) comes before the one that counts.
  if (status < 200) return readAnswer(text.slice(end + 4));
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const length = Number(headers.find(([name]) => name === 'content-length')?.[1] ?? Number.POSITIVE_INFINITY);
  return {
    status,
    headers,
    body: Buffer.from(text.slice(end + 4), 'latin1')
      .subarray(0, length)
      .toString(),
  };
}
