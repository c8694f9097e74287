import { networkOf } from '../lib/network.ts';
import { type Count, type Windows, waitFor } from './windows.ts';

type Size = Pick<Count, 'calls' | 'per'>;

/** How often one thing may happen for each key. */
export class Throttle {
  readonly #name: string;
  readonly size: Size;

  /** @param name tells its keys from those of other throttles */
  constructor(name: string, size: Size) {
    this.#name = name;
    this.size = size;
  }

  /** Counts one event. Returns `null`, or the whole seconds to wait if there were too many. */
  async take(windows: Windows, key: string): Promise<number | null> {
    return waitFor(await windows.take([this.count(key)]));
  }

  /** One of several counts that are taken together. */
  count(key: string): Count {
    return { ...this.size, key: `${this.#name}/${key}` };
  }
}

/** The number of events that one network, and all networks together, may cause in a window of `seconds`. */
export interface BudgetSize {
  network: number;
  total: number;
  seconds: number;
}

/**
 * A budget for callers who are not authenticated. Each network has its own share, so that one cannot lock out
 * another. All networks together have a total, because the owner of an IPv6 block has any number of networks.
 * The total also bounds memory: no more networks are remembered than it has points.
 */
export class Budget {
  readonly #network: Throttle;
  readonly #total: Throttle;

  /** @param name tells its keys from those of other budgets */
  constructor(name: string, { network, total, seconds }: BudgetSize) {
    this.#network = new Throttle(`${name}/network`, { calls: network, per: seconds });
    this.#total = new Throttle(`${name}/all`, { calls: total, per: seconds });
  }

  /**
   * Takes one point for the network of an address. Returns `null`, or the whole seconds to wait if none is
   * left.
   */
  async take(windows: Windows, ip: string): Promise<number | null> {
    return waitFor(await windows.take(this.counts(ip)));
  }

  /** Both counts, to be taken together with others. */
  counts(ip: string): Count[] {
    return [this.#network.count(networkOf(ip)), this.#total.count('')];
  }
}
