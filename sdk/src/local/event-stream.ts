import { randomBytes } from 'node:crypto';
import { get as getPlain, type IncomingMessage } from 'node:http';
import { get as getTls } from 'node:https';
import { createRemoteJWKSet, jwtVerify } from 'jose';

/** What the stream of changes tells. `through`: the place in Latchkey's log up to which it has told everything. */
export interface Follower {
  /** From here on everything is told; what was before is not known. */
  anew(through: number): void;
  changed(through: number, tags: string[]): void;
  up(): void;
  down(): void;
  problem(sentence: string): void;
}

export interface StreamOptions {
  url: string;
  key: string;
  /** Milliseconds without a sign of life after which a connection is given up. */
  silence: number;
  follower: Follower;
}

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;
const LONGEST_EVENT = 1024 * 1024;

/** Follows the server-sent events at `<url>/events`, again and again. Does not keep the process alive. */
export class EventStream {
  readonly #options: StreamOptions;
  readonly #keys;
  readonly #audience: string;
  #response: IncomingMessage | null = null;
  #request: ReturnType<typeof getPlain> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #pause = FIRST_PAUSE;
  #lastId: string | undefined;
  /** On this connection Latchkey has proved to be itself, and has told all. */
  #proven = false;
  #up = false;
  #heardAt = Number.NEGATIVE_INFINITY;
  #closed = false;
  #told: string | null = null;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#keys = createRemoteJWKSet(new URL(`${options.url}/jwks`), { timeoutDuration: 2_000 });
    this.#audience = new URL(options.url).pathname.split('/').findLast((segment) => segment !== '') ?? '';
    this.#connect();
  }

  /** Whether changes arrive now. */
  get up(): boolean {
    return this.#up;
  }

  /** When Latchkey was last heard from on a stream that it proved to be its own; monotonic milliseconds. */
  get heardAt(): number {
    return this.#heardAt;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#request?.destroy();
  }

  #connect(): void {
    const { url, key, silence } = this.#options;
    const challenge = randomBytes(24).toString('base64url');
    const get = url.startsWith('https:') ? getTls : getPlain;
    const request = get(`${url}/events`, {
      agent: false,
      headers: {
        accept: 'text/event-stream',
        'latchkey-guard-key': key,
        'latchkey-challenge': challenge,
        ...(this.#lastId === undefined ? {} : { 'last-event-id': this.#lastId }),
      },
    });
    this.#request = request;
    request.setTimeout(silence, () => request.destroy());
    request.on('socket', (socket) => socket.unref());
    request.on('error', () => this.#retry());
    request.on('response', (response) => {
      this.#response = response;
      this.#listen(response, challenge)
        .catch(() => {})
        .finally(() => {
          request.destroy();
          this.#retry();
        });
    });
  }

  #retry(): void {
    this.#proven = false;
    if (this.#up) {
      this.#up = false;
      this.#options.follower.down();
      this.#problem('The stream of changes broke off; outcomes count briefly.');
    }
    this.#response = null;
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), this.#pause * (0.5 + Math.random())).unref();
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  async #listen(response: IncomingMessage, challenge: string): Promise<void> {
    if (response.statusCode !== 200 || !response.headers['content-type']?.startsWith('text/event-stream')) {
      const status = response.statusCode ?? 0;
      return this.#problem(`Latchkey gives no stream of changes (status ${status}).`);
    }
    response.setEncoding('utf8');
    let text = '';
    for await (const chunk of response) {
      if (this.#response !== response) return;
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        if (!(await this.#hear(text.slice(0, end), challenge))) return;
        text = text.slice(end + 2);
      }
      if (text.length > LONGEST_EVENT) return;
    }
  }

  /** `false` when nothing more may be believed. */
  async #hear(event: string, challenge: string): Promise<boolean> {
    const { kind, id, data } = parse(event);
    const { follower } = this.#options;
    const { through } = data;
    if (typeof through !== 'number' || id === undefined) return false;
    if (!this.#proven) {
      if (kind !== 'hello' || !(await this.#isProof(data.proof, challenge))) {
        this.#problem('Whoever answers for the stream of changes has not proved to be Latchkey.');
        return false;
      }
      if (data.resumed !== true) follower.anew(through);
      this.#proven = true;
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

  /** Only now is everything told that was missed: what came before a beat may not have been all. */
  #beat(): void {
    this.#heardAt = performance.now();
    if (this.#up) return;
    this.#up = true;
    this.#told = null;
    this.#pause = FIRST_PAUSE;
    this.#options.follower.up();
  }

  /** Not again with each attempt. */
  #problem(sentence: string): void {
    if (this.#told !== sentence && !this.#closed) this.#options.follower.problem(sentence);
    this.#told = sentence;
  }

  /** A JWS by a published key over the challenge of this very connection: nothing recorded before will do. */
  async #isProof(proof: unknown, challenge: string): Promise<boolean> {
    if (typeof proof !== 'string') return false;
    try {
      const { payload } = await jwtVerify(proof, this.#keys, {
        typ: 'latchkey-events+jwt',
        audience: this.#audience,
        algorithms: ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256'],
        clockTolerance: 10,
        requiredClaims: ['exp', 'nonce'],
      });
      return payload.nonce === challenge;
    } catch {
      return false;
    }
  }
}

function parse(event: string): { kind: string; id: string | undefined; data: Record<string, unknown> } {
  const fields = new Map(
    event.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
  return { kind: fields.get('event') ?? '', id: fields.get('id'), data: object(fields.get('data')) };
}

function object(text = ''): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
