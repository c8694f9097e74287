import { request as askPlain, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as askTls } from 'node:https';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { createSigner, type SignedQuestion } from '../signed-exchange.ts';

/**
 * Receives the stream of changes. `through`: the position in Latchkey's log up to which changes have arrived.
 */
export interface Follower {
  /** From here on all changes arrive; earlier ones may have been missed. */
  anew(through: number): void;
  changed(through: number, tags: string[]): void;
  up(): void;
  down(): void;
  problem(sentence: string): void;
}

export interface StreamOptions {
  url: string;
  key: string;
  /** Milliseconds without a heartbeat after which a connection is closed. */
  silence: number;
  follower: Follower;
}

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;
const LONGEST_EVENT = 1024 * 1024;

/** Follows the server-sent events at `<url>/events` and reconnects. Does not keep the process alive. */
export class EventStream {
  readonly #options: StreamOptions;
  readonly #sign;
  #response: IncomingMessage | null = null;
  #request: ClientRequest | null = null;
  #timer: NodeJS.Timeout | undefined;
  #pause = FIRST_PAUSE;
  #lastId: string | undefined;
  #up = false;
  #heardAt = Number.NEGATIVE_INFINITY;
  #closed = false;
  #told: string | null = null;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#sign = createSigner(options.key);
    void this.#connect();
  }

  /** Whether changes are arriving. */
  get up(): boolean {
    return this.#up;
  }

  /** The time of the last verified event, in monotonic milliseconds. */
  get heardAt(): number {
    return this.#heardAt;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#request?.destroy();
  }

  async #connect(): Promise<void> {
    const { url, silence } = this.#options;
    const last = this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId };
    const question = await this.#sign('events', { headers: last });
    if (this.#closed) return;
    const ask = url.startsWith('https:') ? askTls : askPlain;
    const { headers } = question;
    const request = ask(`${url}/events`, { method: 'POST', agent: false, headers });
    this.#request = request;
    request.setTimeout(silence, () => request.destroy());
    request.on('socket', (socket) => socket.unref());
    request.on('error', () => this.#retry());
    request.on('response', (response) => {
      this.#response = response;
      this.#listen(response, question)
        .catch(() => {})
        .finally(() => {
          request.destroy();
          this.#retry();
        });
    });
    request.end(question.body);
  }

  #retry(): void {
    if (this.#up) {
      this.#up = false;
      this.#options.follower.down();
      this.#problem('The stream of changes broke off; outcomes count briefly.');
    }
    this.#response = null;
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), this.#pause * (0.5 + Math.random())).unref();
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  async #listen(response: IncomingMessage, question: SignedQuestion): Promise<void> {
    if (response.statusCode !== 200 || !response.headers['content-type']?.startsWith('text/event-stream')) {
      const status = response.statusCode ?? 0;
      return this.#problem(`Latchkey gives no stream of changes (status ${status}).`);
    }
    response.setEncoding('utf8');
    let number = 0;
    const signed: string[] = [];
    // The parser throws at the chunk after an event that is too long.
    const parser = createParser({ onEvent: ({ data }) => signed.push(data), maxBufferSize: LONGEST_EVENT });
    for await (const chunk of response) {
      if (this.#response !== response) return;
      parser.feed(chunk);
      for (const data of signed.splice(0)) {
        const event = await this.#read(data, question, number++);
        if (event === null || !this.#hear(event)) return;
      }
    }
  }

  /** Returns an event if Latchkey signed it as the next one of this connection, otherwise `null`. */
  async #read(signed: string, question: SignedQuestion, expected: number): Promise<string | null> {
    const claims = await question.read(signed).catch(() => null);
    if (claims?.number === expected && typeof claims.event === 'string') return claims.event;
    this.#problem("An event on the stream of changes has not proved to be Latchkey's.");
    return null;
  }

  /** Returns `false` if the text is not a valid event. */
  #hear(text: string): boolean {
    const { event: kind, id, data: json } = messageIn(text);
    const data = object(json);
    const { follower } = this.#options;
    const { through } = data;
    if (typeof through !== 'number' || id === undefined) return false;
    if (kind === 'hello') {
      if (data.resumed !== true) follower.anew(through);
    } else if (kind === 'changed') {
      if (!Array.isArray(data.tags)) return false;
      follower.changed(through, data.tags.map(String));
    } else if (kind === 'missed') {
      follower.anew(through);
    } else if (kind === 'beat') {
      this.#beat();
    } else {
      return false;
    }
    this.#lastId = id;
    return true;
  }

  /** Only a heartbeat shows that everything missed has arrived; events before it may be incomplete. */
  #beat(): void {
    this.#heardAt = performance.now();
    if (this.#up) return;
    this.#up = true;
    this.#told = null;
    this.#pause = FIRST_PAUSE;
    this.#options.follower.up();
  }

  /** Reports a problem once, not at each attempt. */
  #problem(sentence: string): void {
    if (this.#told !== sentence && !this.#closed) this.#options.follower.problem(sentence);
    this.#told = sentence;
  }
}

/** Returns the event in the signed text, or an empty object if there is none. */
function messageIn(text: string): Partial<EventSourceMessage> {
  const found: EventSourceMessage[] = [];
  createParser({ onEvent: (message) => found.push(message) }).feed(text);
  return found[0] ?? {};
}

function object(text = ''): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
