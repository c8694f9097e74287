import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { pairsOf } from './forwarded-headers.ts';
import { type Http2Sessions, http2Sessions } from './http2-sessions.ts';
import {
  type Exchange,
  type Failure,
  type Hearing,
  MOST_INTERIM_ANSWERS,
  type OutgoingCall,
  type Upstream,
} from './upstream.ts';

const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;

/** An upstream reached by HTTP/2 (RFC 9113): over TLS by ALPN, in clear text by prior knowledge. */
export function http2Upstream(origin: string): Upstream {
  const sessions = http2Sessions(origin);
  return {
    start(call, hearing) {
      const session = sessions.take();
      const kept = !session.connecting;
      const options = { endStream: !call.hasBody, waitForTrailers: call.hasBody };
      const stream = session.request(headersOf(call), options);
      if (kept) queueMicrotask(hearing.connected);
      else session.once('connect', hearing.connected);
      return hear(stream, hearing, sessions, session, kept);
    },
    close: () => sessions.close(),
  };
}

function hear(
  stream: ClientHttp2Stream,
  hearing: Hearing,
  sessions: Http2Sessions,
  session: ClientHttp2Session,
  kept: boolean,
): Exchange {
  let interim = 0;
  let over = false;
  let trailers: string[] = [];
  let ownTrailers: OutgoingHttpHeaders = {};
  const fail = (failure: Failure) => {
    if (over) return;
    over = true;
    hearing.failed(failure);
  };

  stream.on('continue', () => hearing.wanted());
  stream.on('headers', ({ ':status': status, link }) => {
    if (++interim > MOST_INTERIM_ANSWERS) {
      fail({ reason: 'it sent interim answers only', again: 'never' });
      stream.close(NGHTTP2_CANCEL);
    } else if (status === 103 && link !== undefined) {
      hearing.hinted(link);
    }
  });
  stream.on('response', ({ ':status': status }, _flags, rawHeaders) => {
    if (over) return;
    over = true;
    hearing.answered({
      status: status ?? 502,
      message: undefined,
      rawHeaders: withoutPseudo(rawHeaders),
      body: stream,
      isComplete: () => false,
      rawTrailers: () => trailers,
    });
  });
  stream.on('trailers', (_headers, _flags, rawHeaders) => {
    trailers = withoutPseudo(rawHeaders);
  });
  stream.on('wantTrailers', () => stream.sendTrailers(ownTrailers));
  stream.on('error', (error: NodeJS.ErrnoException) => {
    const refused = stream.rstCode === NGHTTP2_REFUSED_STREAM;
    const untouched = refused || sessions.leftOut(session, stream.id ?? 0);
    if (refused || error.code === 'ERR_HTTP2_OUT_OF_STREAMS') sessions.retire(session);
    // A kept session may have ended just as it was reused.
    fail({ reason: reasonOf(error), again: untouched ? 'always' : kept ? 'safe' : 'never' });
  });
  stream.on('close', () => fail({ reason: 'it closed the stream', again: 'never' }));
  return {
    body: stream,
    addTrailers(own) {
      ownTrailers = byName(own);
    },
    destroy(stalled = false) {
      if (stalled) sessions.doubt(session);
      stream.close(stream.writableEnded && stream.readableEnded ? NGHTTP2_NO_ERROR : NGHTTP2_CANCEL);
    },
  };
}

/**
 * Returns the HTTP/2 pseudo-headers for the request line and the headers, without those about one connection
 * (RFC 9113 section 8.2.2).
 */
function headersOf({ method, path, headers }: OutgoingCall): OutgoingHttpHeaders {
  const { 'transfer-encoding': _coding, connection: _connection, ...rest } = byName(headers);
  return { ...rest, ':method': method, ':path': path };
}

function byName(list: string[]): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of pairsOf(list)) {
    const earlier = headers[name];
    headers[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return headers;
}

function withoutPseudo(raw: string[]): string[] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 && !name.startsWith(':') ? [name, raw[index + 1] ?? ''] : [],
  );
}

function reasonOf({ code, cause, message }: NodeJS.ErrnoException): string {
  const deeper = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return deeper ?? code ?? message;
}
