import { SECOND } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { EVERYTHING } from '../rules/change/outdated.ts';
import type { PushFollower, ToldPush } from '../store/push/push.ts';
import type { Redis } from './redis.ts';
import type { Subscription } from './subscription.ts';

const BEAT = SECOND;
/** Own messages that stay away for so long do not arrive at others either, nor theirs here. */
const SILENCE = 2.5 * SECOND;
/** Processes that are heard once, such as commands, leave the list of those whose messages are numbered. */
const MOST_SENDERS = 1_000;

/** A message, or a beat if it has no tags. */
interface Message {
  /** The process that sends it. */
  from: string;
  /** How many messages with tags the process has sent, this one included. */
  number: number;
  by: string;
  at: number | null;
  tags: string[] | null;
}

interface Channel {
  /** The messages that this process has sent on it. */
  told: number;
  followers: Set<PushFollower>;
  subscription: Subscription | null;
  /** The number of the last message of each other process. */
  numbers: Map<string, number>;
  heardOwnAt: number;
  up: boolean;
}

/**
 * Tells other nodes by a channel of Redis. It keeps nothing for those who are away, so each process numbers its messages and repeats
 * its last number every second: a message that did not arrive is noticed by the next number.
 */
export class RedisPush implements ToldPush {
  readonly #redis: Pick<Redis, 'keyOf' | 'publish' | 'subscribe'>;
  readonly #from = newId('process');
  readonly #channels = new Map<string, Channel>();
  readonly #underWay = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: Pick<Redis, 'keyOf' | 'publish' | 'subscribe'>) {
    this.#redis = redis;
  }

  get up(): boolean {
    return [...this.#channels.values()].every(({ up }) => up);
  }

  tell(name: string, { by, at, tags }: Parameters<ToldPush['tell']>[1]): Promise<void> {
    const channel = this.#channelOf(name);
    channel.told += 1;
    return this.#send(name, { by, at, tags: [...tags] });
  }

  follow(name: string, follower: PushFollower): () => void {
    const channel = this.#channelOf(name);
    channel.followers.add(follower);
    channel.subscription ??= this.#redis.subscribe(this.#placeOf(name), {
      message: (text) => this.#hear(channel, text),
      lost: () => lose(channel, 'the connection to Redis ended'),
      back: () => {
        channel.numbers.clear();
        channel.heardOwnAt = performance.now();
        void this.#send(name);
      },
    });
    this.#timer ??= setInterval(() => this.#beat(), BEAT).unref();
    return () => void channel.followers.delete(follower);
  }

  /** Resolves when all that was told is on its way, or given up. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const { subscription } of this.#channels.values()) subscription?.close();
    await Promise.all(this.#underWay);
  }

  #channelOf(name: string): Channel {
    const found = this.#channels.get(name) ?? {
      ...{ told: 0, followers: new Set(), subscription: null },
      ...{ numbers: new Map(), heardOwnAt: 0, up: false },
    };
    this.#channels.set(name, found);
    return found;
  }

  #placeOf(name: string): string {
    return this.#redis.keyOf(name, 'changes');
  }

  #beat(): void {
    for (const [name, channel] of this.#channels) {
      if (!channel.subscription) continue;
      if (performance.now() - channel.heardOwnAt > SILENCE)
        lose(channel, 'what is published does not arrive');
      void this.#send(name);
    }
  }

  #send(
    name: string,
    what: Pick<Message, 'by' | 'at' | 'tags'> = { by: '', at: null, tags: null },
  ): Promise<void> {
    const message: Message = { from: this.#from, number: this.#channelOf(name).told, ...what };
    // The next number shows that this one did not arrive.
    const sending = this.#redis
      .publish(this.#placeOf(name), JSON.stringify(message))
      .catch(() => {})
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
    return sending;
  }

  #hear(channel: Channel, text: string): void {
    const { from, number, by, at, tags } = readMessage(text);
    if (from === this.#from) {
      channel.heardOwnAt = performance.now();
      if (!channel.up) tellAll(channel, (follower) => follower.missed(null));
      channel.up = true;
    } else {
      const last = channel.numbers.get(from);
      if (channel.numbers.size >= MOST_SENDERS) channel.numbers.clear();
      channel.numbers.set(from, number);
      if (last !== undefined && number !== last + (tags ? 1 : 0)) {
        tellAll(channel, (follower) => follower.missed('a message did not arrive'));
        tellAll(channel, (follower) => follower.missed(null));
      }
    }
    if (tags) tellAll(channel, (follower) => follower.heard({ by, at, tags }));
  }
}

function lose(channel: Channel, why: string): void {
  if (!channel.up) return;
  channel.up = false;
  tellAll(channel, (follower) => follower.missed(why));
}

function tellAll({ followers }: Channel, tell: (follower: PushFollower) => void): void {
  for (const follower of followers) tell(follower);
}

/** A message that cannot be read, as of a newer version, may be about everything. */
function readMessage(text: string): Message {
  try {
    const { from, number, by, at, tags }: Partial<Record<keyof Message, unknown>> = JSON.parse(text);
    const isFit = tags === null || (Array.isArray(tags) && tags.every((each) => typeof each === 'string'));
    if (typeof from === 'string' && typeof number === 'number' && isFit) {
      return { from, number, by: String(by), at: typeof at === 'number' ? at : null, tags };
    }
  } catch {
    // Not JSON.
  }
  return { from: '', number: 0, by: '', at: null, tags: [EVERYTHING] };
}
