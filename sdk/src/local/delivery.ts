import { randomUUID } from 'node:crypto';
import type { Report } from '../../../wire/report.ts';
import { createSignedAsk, type SignedAsk } from '../signed-exchange.ts';
import type { Leases } from './leases.ts';
import type { Batch, Spool } from './spool.ts';

const EVERY = 1_000;
const TIMEOUT = 10_000;

export interface DeliveryOptions {
  url: string;
  key: string;
  spool: Spool;
  leases: Leases;
  onProblem: (problem: string) => void;
}

/** Sends calls and unused leases to Latchkey, once a second and when a batch is full. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #ask: SignedAsk;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | null = null;
  #waiting: [string, number][] = [];
  #failing = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#ask = createSignedAsk(options.url, options.key);
    this.#timer = setInterval(() => void this.deliver(), EVERY).unref();
  }

  /** Sends what is pending. Resolves when it is delivered or delivery has failed. */
  async deliver(all = false): Promise<void> {
    if (this.#running) await this.#running;
    this.#running ??= this.#round(all).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.deliver(true);
  }

  async #round(all: boolean): Promise<void> {
    const { spool, leases } = this.#options;
    this.#waiting.push(...leases.unused(performance.now(), all));
    try {
      await spool.seal();
      for (const id of spool.sealed) {
        const batch = spool.read(id);
        if (batch === null || (await this.#send(batch, []))) spool.delivered(id);
      }
      if (this.#waiting.length > 0) await this.#sendUnused();
      this.#failing = false;
    } catch {
      this.#fail('Latchkey accepts no calls at the moment; they are kept.');
    }
  }

  /** Leases not returned in time expire anyway. */
  async #sendUnused(): Promise<void> {
    const unused = this.#waiting.splice(0, 1_000);
    await this.#send({ id: randomUUID(), decisions: [], calls: [] }, unused);
  }

  /** Sends a batch. Resolves to whether it is settled. Rejects if Latchkey cannot be reached. */
  async #send({ id, decisions, calls }: Batch, unused: [string, number][]): Promise<boolean> {
    const content: Report = { batch: id, decisions, calls, unused };
    // The exchange is signed both ways: an attacker could otherwise confirm a batch that was never recorded.
    const answer = await this.#ask('calls', { content }, AbortSignal.timeout(TIMEOUT));
    const body: unknown = await answer.json().catch(() => null);
    if (answer.status !== 200 || typeof body !== 'object' || body === null || !('recorded' in body)) {
      this.#fail(`Latchkey did not take calls (status ${answer.status}); they are kept.`);
      return false;
    }
    if ('refused' in body && Number(body.refused) > 0) {
      this.#options.onProblem(
        `Latchkey refused ${Number(body.refused)} calls of a batch, such as ones that are too old.`,
      );
    }
    return true;
  }

  /** Reports a problem once, until delivery has worked again. */
  #fail(problem: string): void {
    if (!this.#failing) this.#options.onProblem(problem);
    this.#failing = true;
  }
}
