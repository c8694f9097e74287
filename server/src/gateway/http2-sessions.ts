import { type ClientHttp2Session, connect } from 'node:http2';
import { SECOND } from '../lib/clock.ts';

const SETTINGS = {
  enablePush: false,
  /** The most bytes that are buffered for one slow caller. */
  initialWindowSize: 256 * 1024,
  maxHeaderListSize: 16 * 1024,
};
/**
 * In megabytes, for all calls of a session. Node's default of 10 would refuse calls long before the upstream
 * does.
 */
const MOST_MEMORY = 200;
const PONG = 5 * SECOND;

export interface Http2Sessions {
  /**
   * Returns the session for the next call. Connects if there is none; a failure to connect fails the calls on
   * it.
   */
  take(): ClientHttp2Session;
  /** Returns whether the upstream said by GOAWAY that it did not process this stream. */
  leftOut(session: ClientHttp2Session, stream: number): boolean;
  /** Stops using a session for new calls; calls on it continue. */
  retire(session: ClientHttp2Session): void;
  /** Closes a session that does not connect or does not answer a ping. */
  doubt(session: ClientHttp2Session): void;
  close(): void;
}

/**
 * One HTTP/2 session to the upstream, shared by all calls. After GOAWAY, an error or a stall, the next call
 * gets a new session, and calls on the old one finish there (RFC 9113 section 6.8).
 */
export function http2Sessions(origin: string): Http2Sessions {
  const lastStreams = new Map<ClientHttp2Session, number>();
  let current: ClientHttp2Session | null = null;

  function retire(session: ClientHttp2Session): void {
    if (current === session) current = null;
    if (!session.closed && !session.destroyed) session.close();
  }
  function begin(): ClientHttp2Session {
    const session = connect(origin, { settings: SETTINGS, maxSessionMemory: MOST_MEMORY });
    lastStreams.set(session, Number.POSITIVE_INFINITY);
    session.setMaxListeners(0);
    session.on('goaway', (_code, last) => {
      lastStreams.set(session, last);
      if (current === session) current = null;
    });
    // Each call is told by its own stream.
    session.on('error', () => retire(session));
    session.on('close', () => {
      if (current === session) current = null;
      // The streams emit their errors after the session.
      setImmediate(() => lastStreams.delete(session));
    });
    // The callers' sockets keep the process alive while calls are pending.
    session.unref();
    return session;
  }
  return {
    take() {
      if (current === null || current.closed || current.destroyed) current = begin();
      return current;
    },
    leftOut: (session, stream) => stream > (lastStreams.get(session) ?? Number.POSITIVE_INFINITY),
    retire,
    doubt(session) {
      if (session.destroyed) return;
      if (session.connecting) return session.destroy();
      const late = setTimeout(() => session.destroy(), PONG).unref();
      session.ping(() => clearTimeout(late));
    },
    close() {
      current = null;
      for (const session of lastStreams.keys()) session.destroy();
    },
  };
}
