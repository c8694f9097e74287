import type { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ok, type Result, refused } from '../lib/result.ts';
import type { Answer } from './answer.ts';
import { wantBody } from './expectation.ts';

/** A request as endpoints see it: what was sent, nothing decoded or corrected yet. */
export interface Inbound {
  method: string;
  /** Lower case, without port: one of the API's hosts. */
  host: string;
  /** The path as sent, percent-encoding and all. */
  path: string;
  /** Without the question mark; empty when there is none. */
  query: string;
  headers: IncomingHttpHeaders;
  /** Of whoever sent it, behind the proxies that are trusted. */
  ip: string;
  /** The other end of the connection: `ip`, or the proxy in front of us. */
  peer: string;
  /** It came over TLS, to us or to a trusted proxy. */
  secure: boolean;
  requestId: string;
  /** What the client proved in the TLS handshake with us to hold the key of; whoever may have issued it. */
  certificate(): X509Certificate | null;
  /** Reads the body once; refuses one over `limit` bytes without holding it in memory. */
  body(limit: number): Promise<Result<Buffer, 'too_large' | 'aborted'>>;
}

/** One line of the route table. */
export interface Route {
  /** Hosts that serve it, as served now. */
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
  try {
    // What is left of a body that is too large is thrown away with the answer, and not before it.
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) return refused('too_large');
      chunks.push(chunk);
    }
  } catch {
    return refused('aborted');
  }
  return ok(Buffer.concat(chunks));
}
