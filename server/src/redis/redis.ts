import type { Logger } from 'pino';
import type { RedisAddress } from '../config/environment/redis.ts';
import { SECOND } from '../lib/clock.ts';
import { Circuit } from './circuit.ts';
import { RedisGone } from './gone.ts';
import type { Script } from './script.ts';
import { checkRedis, refusalOf, type Served } from './start-checks.ts';
import { type Heard, type Subscription, subscribe } from './subscription.ts';
import { credentialsOf, openCluster, openServer, type Reply, type Wire } from './wire.ts';

/** How long a start waits for the first connection and its checks. */
const START_TIMEOUT = 5 * SECOND;
/**
 * A connection over which nothing came for as long as so many commands are waited for is made again: its server may be another machine by
 * now.
 */
const RENEW_AFTER = 100;
/** Milliseconds until a server that was found unfit is looked at again. */
const LOOK_AGAIN = 5 * SECOND;

export interface RedisMeans {
  apis: readonly Served[];
  log: Pick<Logger, 'warn' | 'info'>;
  /** Whether the server is marked as these APIs' own (the default), or only looked at. */
  marks?: boolean;
}

/** A Redis or Valkey that all nodes of an installation share. */
export class Redis {
  /** Host and port, for messages: never the password. */
  readonly place: string;
  /** Keys and channels begin with it and a colon. */
  readonly prefix: string;
  readonly #address: RedisAddress;
  readonly #credentials: Awaited<ReturnType<typeof credentialsOf>>;
  readonly #apis: readonly Served[];
  readonly #marks: boolean;
  readonly #renewAfter: number;
  readonly #log: Pick<Logger, 'warn' | 'info'>;
  /** In a cluster one for each API, whose keys are on one node; else one. */
  readonly #circuits = new Map<string, Circuit>();
  readonly #subscriptions = new Set<Subscription>();
  /** In use, once it was found fit. */
  #wire: Wire | null = null;
  /** Takes the place of the one in use when it is found fit. */
  #next: Wire | null = null;
  #fit = false;
  #opened = false;
  #told = false;
  #closed = false;
  #again: NodeJS.Timeout | undefined;
  readonly #patience: NodeJS.Timeout;
  /** The outcome of the first connection. */
  #checked = Promise.withResolvers<Error | null>();

  private constructor(
    address: RedisAddress,
    credentials: Awaited<ReturnType<typeof credentialsOf>>,
    { apis, log, marks = true }: RedisMeans,
  ) {
    this.place = address.hosts.map(({ host, port }) => `${host}:${port}`).join(',');
    this.prefix = address.prefix;
    this.#address = address;
    this.#credentials = credentials;
    this.#apis = apis;
    this.#log = log;
    this.#marks = marks;
    this.#renewAfter = RENEW_AFTER * address.timeout;
    this.#connect();
    this.#patience = setInterval(() => this.#lookAfter(), this.#renewAfter).unref();
  }

  /**
   * Connects, and looks whether the server is fit for these APIs. Throws `StartError`, a sentence for the operator, if it is not. If
   * it does not answer, that is said in the log, and it is used once it does: a node has to start without it as well.
   */
  static async open(address: RedisAddress, means: RedisMeans): Promise<Redis> {
    const redis = new Redis(address, await credentialsOf(address), means);
    const late = Promise.withResolvers<Error>();
    const timer = setTimeout(() => late.resolve(new Error('not within 5 s')), START_TIMEOUT);
    const problem = await Promise.race([redis.#checked.promise, late.promise]);
    clearTimeout(timer);
    const refusal = problem && refusalOf(problem, redis.place);
    if (refusal) {
      await redis.close();
      throw refusal;
    }
    redis.#opened = true;
    if (problem) redis.#tellGone(problem);
    return redis;
  }

  /** Whether it is asked at the moment. */
  isUp(): boolean {
    return this.#fit && [...this.#circuits.values()].every((circuit) => !circuit.isOpen());
  }

  /** Names a key or channel of an API. All of them are in one slot of a cluster, so that one script can change several. */
  keyOf(api: string, name: string): string {
    return `${this.prefix}:{${api}}:${name}`;
  }

  /** Sends a command; `key` says to which node of a cluster. Rejects with `RedisGone` if no answer comes in time, or with the server's error. */
  async send(key: string, args: string[]): Promise<Reply> {
    const circuit = this.#circuitOf(key);
    if (!this.#fit || circuit.isOpen()) {
      throw new RedisGone('Redis is not asked for the moment.', { asked: false });
    }
    try {
      const reply = await this.#ask(key, args);
      circuit.answered();
      return reply;
    } catch (error) {
      if (isScriptUnknown(error)) circuit.answered();
      else this.#failed(circuit, error);
      throw error;
    }
  }

  /** Runs a script, whose keys are all in one slot, in one round trip; the first time on a server it takes another. */
  async run({ text, sha1 }: Script, keys: readonly string[], args: readonly string[]): Promise<Reply> {
    const [first = ''] = keys;
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await this.send(first, ['EVALSHA', sha1, ...rest]);
    } catch (error) {
      if (!isScriptUnknown(error)) throw error;
      return this.send(first, ['EVAL', text, ...rest]);
    }
  }

  async publish(channel: string, message: string): Promise<void> {
    await this.send(channel, ['PUBLISH', channel, message]);
  }

  /** Listens to a channel on a connection of its own, until it is closed. */
  subscribe(channel: string, heard: Heard): Subscription {
    const targets = this.#address.hosts.map((host) => ({ ...host, ...this.#credentials }));
    const subscription = subscribe(targets, channel, heard);
    this.#subscriptions.add(subscription);
    return subscription;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#fit = false;
    clearTimeout(this.#again);
    clearInterval(this.#patience);
    for (const each of this.#subscriptions) each.close();
    for (const each of this.#circuits.values()) each.stop();
    this.#wire?.close();
    this.#next?.close();
  }

  /** The connection in use stays until the new one is fit: in a cluster only some of its nodes may be away. */
  #connect(): void {
    this.#next?.close();
    const { hosts, cluster } = this.#address;
    const credentials = this.#credentials;
    const events = {
      ready: () => void this.#check(wire),
      failed: (error: Error) => {
        this.#checked.resolve(error);
        if (!cluster && wire === this.#wire) this.#failed(this.#circuitOf(''), error);
      },
    };
    const [only] = hosts;
    const wire: Wire =
      cluster || !only
        ? openCluster(hosts, credentials, events)
        : openServer({ ...only, ...credentials }, events);
    this.#next = wire;
  }

  /** After each connection: the server behind the address may be another one, or empty. */
  async #check(wire: Wire): Promise<void> {
    const isCurrent = () => !this.#closed && (wire === this.#wire || wire === this.#next);
    if (!isCurrent()) return;
    const checked = this.#checked;
    if (wire === this.#wire) this.#fit = false;
    try {
      await checkRedis({ wire, address: this.#address, place: this.place }, this.#apis, this.#marks);
      if (!isCurrent()) return;
      this.#use(wire);
      for (const each of this.#circuits.values()) each.answered();
      this.#tellBack();
      checked.resolve(null);
    } catch (error) {
      checked.resolve(error as Error);
      if (!isCurrent()) return;
      this.#tellGone(error);
      clearTimeout(this.#again);
      this.#again = setTimeout(() => void this.#check(wire), LOOK_AGAIN).unref();
    }
  }

  #use(wire: Wire): void {
    if (wire === this.#next) {
      this.#wire?.close();
      this.#next = null;
    }
    this.#wire = wire;
    this.#fit = true;
  }

  async #ask(key: string, args: string[]): Promise<Reply> {
    const late = Promise.withResolvers<never>();
    const giveUp = () => late.reject(new RedisGone('No answer in time.', { asked: true }));
    // After a turn that took long, an answer may be there already, and is read before this.
    const timer = setTimeout(() => setImmediate(giveUp), this.#address.timeout);
    try {
      if (!this.#wire) throw new RedisGone('There is no connection.', { asked: false });
      return await Promise.race([this.#wire.send(key, args), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #circuitOf(key: string): Circuit {
    const slot = this.#address.cluster ? (/^[^{]*\{([^}]*)\}/.exec(key)?.[1] ?? '') : '';
    const known = this.#circuits.get(slot);
    if (known) return known;
    // It writes, because a server may be read and not written.
    const probe = async () => {
      if (!this.#fit) throw new RedisGone('There is no connection.', { asked: false });
      const probed = this.keyOf(slot, 'probe');
      await this.#ask(probed, ['SET', probed, '', 'PX', '1']);
    };
    const made = new Circuit({ probe, closed: () => this.#tellBack() });
    this.#circuits.set(slot, made);
    return made;
  }

  #failed(circuit: Circuit, error: unknown): void {
    if (this.#closed) return;
    circuit.failed();
    if (circuit.isOpen()) this.#tellGone(error);
  }

  /** A server that stands still, or a partition, accepts a connection and then says nothing; and a failover moves keys to other nodes. */
  #lookAfter(): void {
    const longest = Math.max(0, ...[...this.#circuits.values()].map((circuit) => circuit.openFor()));
    if (!this.#fit || longest > this.#renewAfter) this.#connect();
  }

  #tellBack(): void {
    if (!this.#told || !this.isUp()) return;
    this.#told = false;
    this.#log.info({ redis: this.place }, 'Redis answers again');
  }

  /** Once, until it answers again. A start that is refused says so by its error. */
  #tellGone(error: unknown): void {
    if (this.#told || this.#closed || !this.#opened) return;
    this.#told = true;
    const why = refusalOf(error, this.place)?.message ?? (error instanceof Error ? error.message : '');
    this.#log.warn({ redis: this.place, error: why }, 'Redis cannot be used: each node counts its share');
  }
}

function isScriptUnknown(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
