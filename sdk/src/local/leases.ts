import type { Lease } from '../../../wire/reuse.ts';

interface Held {
  lease: Lease;
  /** `RateLimit-Policy`, which stays the same for all its calls. */
  policy: string;
  left: number;
  /** Milliseconds of the monotonic clock. */
  since: number;
}

/** The calls that may be allowed without asking, for each set of windows that they count in. */
export class Leases {
  readonly #held = new Map<string, Held>();
  #unused: [id: string, calls: number][] = [];
  /** Calls allowed without a lease while Latchkey was unreachable. */
  readonly #uncounted = new Map<string, number>();

  /** Stores a new lease; the unused part of the previous one is returned to Latchkey. */
  take(lease: Lease | null, now: number): void {
    if (lease === null) return;
    this.#giveBack(lease.set);
    if (lease.calls > 0) {
      this.#held.set(lease.set, { lease, policy: policyOf(lease), left: lease.calls, since: now });
    }
    this.#uncounted.delete(lease.set);
  }

  /** Uses one call of a lease. Returns its `RateLimit` fields, or `null` if none is left. */
  use(set: string, now: number): Record<string, string> | null {
    const held = this.#held.get(set);
    if (!held) return null;
    if (held.left === 0 || now >= held.since + held.lease.for * 1_000) {
      this.#giveBack(set);
      return null;
    }
    held.left--;
    return fields(held, now);
  }

  /** Uses one uncounted call, of at most `most`. */
  useUncounted(set: string, most: number): boolean {
    const used = this.#uncounted.get(set) ?? 0;
    if (used >= most) return false;
    this.#uncounted.set(set, used + 1);
    return true;
  }

  /** Returns the unused calls of expired leases, or of all. */
  unused(now: number, all = false): [id: string, calls: number][] {
    for (const [set, { lease, since }] of this.#held) {
      if (all || now >= since + lease.for * 1_000) this.#giveBack(set);
    }
    const unused = this.#unused;
    this.#unused = [];
    return unused;
  }

  #giveBack(set: string): void {
    const held = this.#held.get(set);
    if (!held) return;
    this.#held.delete(set);
    if (held.left > 0) this.#unused.push([held.lease.id, held.left]);
  }
}

/**
 * draft-ietf-httpapi-ratelimit-headers-11. Calls of other processes since the lease was granted are not known
 * here.
 */
function fields({ lease, policy, left, since }: Held, now: number): Record<string, string> {
  const passed = Math.floor((now - since) / 1_000);
  return {
    'ratelimit-policy': policy,
    ratelimit: lease.windows
      .map((each) => `"${each.name}";r=${each.left + left};t=${Math.max(0, each.ends - passed)}`)
      .join(', '),
  };
}

function policyOf({ windows }: Lease): string {
  return windows.map(({ name, calls, per }) => `"${name}";q=${calls};w=${per}`).join(', ');
}
