const HEAD_END = Buffer.from('\r\n\r\n');

/** One HTTP answer of a keep-alive connection. */
export interface HttpAnswer {
  status: number;
  body: string;
}

/**
 * Splits the bytes of one connection into answers. Only supports what the contestants send, answers with
 * `Content-Length` on a connection that stays open, and throws for anything else.
 */
export class AnswerReader {
  #pending: Buffer = Buffer.alloc(0);

  /**
   * Returns the next complete answer after `chunk`, or `null` if more bytes are needed. There is one request
   * at a time.
   */
  read(chunk: Buffer): HttpAnswer | null {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const headEnd = this.#pending.indexOf(HEAD_END);
    if (headEnd < 0) return null;
    const head = this.#pending.toString('latin1', 0, headEnd);
    const status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`an answer without Content-Length, status ${status}`);
    if (/\r\nconnection: *close/i.test(head)) throw new Error(`an answer that closes, status ${status}`);
    const bodyStart = headEnd + HEAD_END.length;
    const end = bodyStart + Number(length);
    if (this.#pending.length < end) return null;
    if (this.#pending.length > end) throw new Error('bytes that nobody asked for');
    const body = this.#pending.toString('utf8', bodyStart, end);
    this.#pending = Buffer.alloc(0);
    return { status, body };
  }
}
