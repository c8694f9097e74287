import type { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ok, type Result, refused } from '../lib/result.ts';
import type { Span } from '../lib/span.ts';
import type { Answer } from './answer.ts';
import { wantBody } from './expectation.ts';

/** A request as endpoints see it: as sent, without decoding or correction. */
export interface Inbound {
  method: string;
  /** One of the API's hosts: lower case, without port. */
  host: string;
  /** The path as sent, with its percent-encoding. */
  path: string;
  /** Without the question mark; empty when there is none. */
  query: string;
  headers: IncomingHttpHeaders;
  /** The client's address, behind trusted proxies. */
  ip: string;
  /** The address of the connection: the client, or the proxy in front of us. */
  peer: string;
  /** Whether the request arrived over TLS, at us or at a trusted proxy. */
  secure: boolean;
  requestId: string;
  noted: RequestNotes;
  /** Its span, if requests are traced. */
  span?: Span | undefined;
  /** The certificate whose key the client proved in the TLS handshake. Its issuer is not verified. */
  certificate(): X509Certificate | null;
  /** Reads the body, at most once. Rejects a body over `limit` bytes without holding it in memory. */
  body(limit: number): Promise<Result<Buffer, 'too_large' | 'aborted'>>;
}

/**
 * The log line and metrics of a request name these, filled in on its way. None comes from the caller: each is
 * an id, or a name that the configuration or the API's document has.
 */
export interface RequestNotes {
  api?: string;
  /** Path template of the endpoint or page, or `call`. */
  route?: string;
  /** Id of an authenticated client. */
  client?: string;
  /** Id of the operation that a call means. */
  operation?: string;
}

/** A row of the route table. */
export interface Route {
  /** The hosts that serve it, as addressed in this process. */
  hosts: string[];
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** An exact path, or one with `:parameters`. */
  path: string;
  handle(request: Inbound, parameters: Record<string, string>): Promise<Answer>;
}

export async function readBody(
  stream: IncomingMessage,
  limit: number,
): Promise<Result<Buffer, 'too_large' | 'aborted'>> {
  const declared = Number(stream.headers['content-length'] ?? 0);
  if (declared > limit) return refused('too_large');
  wantBody(stream);
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    // By events, because an iterator over a body costs more than reading a form. The first of them counts; they leave with the request.
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= limit) return;
      // The rest is discarded with the answer, not before it.
      stream.off('data', take).pause();
      chunks.length = 0;
      resolve(refused('too_large'));
    };
    const whole = () => resolve(ok(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const aborted = () => resolve(refused('aborted'));
    if (stream.destroyed || stream.readableEnded) return stream.readableEnded ? whole() : aborted();
    stream.on('data', take).on('end', whole).on('error', aborted).on('close', aborted);
  });
}
