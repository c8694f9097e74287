import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { StartError } from '../../config/environment/start-error.ts';
import { SECOND } from '../../lib/clock.ts';

const LONGEST = 60 * SECOND;

/** An answer of the management API, read whole. */
export interface ServerAnswer {
  status: number;
  mediaType: string;
  body: string;
}

export interface ServerRequest {
  method: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Asks a server that the operator named. Throws `StartError` if it cannot be reached. */
export async function askServer(
  url: string,
  { method, token, body, headers }: ServerRequest,
): Promise<ServerAnswer> {
  const target = readUrl(url);
  const request = target.protocol === 'https:' ? requestHttps : requestHttp;
  // Browsers lead every name under localhost to this machine; the resolver of Linux does not.
  const isLocal = target.protocol === 'http:' && target.hostname.endsWith('.localhost');
  const sent = request(target, {
    method,
    ...(isLocal ? { hostname: '127.0.0.1' } : {}),
    headers: {
      ...(isLocal ? { host: target.host } : {}),
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    signal: AbortSignal.timeout(LONGEST),
  });
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve).once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
    const mediaType = answer.headers['content-type']?.split(';')[0]?.trim() ?? '';
    return { status: answer.statusCode ?? 0, mediaType, body: await text(answer) };
  } catch (error) {
    const { name, code = name } = error as NodeJS.ErrnoException;
    throw new StartError(`${target.origin} does not answer (${code}).`);
  }
}

/** Without TLS only to this machine: the token would otherwise be there to read on the way. */
function readUrl(url: string): URL {
  if (!URL.canParse(url)) throw new StartError(`--url ${JSON.stringify(url)} is not a URL.`);
  const target = new URL(url);
  const { protocol, hostname } = target;
  const here =
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '127.0.0.1' ||
    hostname === '[::1]';
  if (protocol === 'https:' || (protocol === 'http:' && here)) return target;
  throw new StartError(`--url ${url}: use https, so that nobody on the way reads the token.`);
}
