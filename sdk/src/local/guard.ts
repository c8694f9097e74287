import { decodeJwt } from 'jose';
import type { Allowed, Ask, Basis, GuardCall, Judge, Refused } from '../types.ts';
import { Delivery } from './delivery.ts';
import { EventStream } from './event-stream.ts';
import { Leases } from './leases.ts';
import type { LocalSettings } from './options.ts';
import { type Outcome, Outcomes } from './outcomes.ts';
import { type Question, readQuestion } from './question.ts';
import { RecentChanges } from './recent-changes.ts';
import { newRequestId } from './request-id.ts';
import { readReuse } from './reuse.ts';
import { Spool } from './spool.ts';

/** Milliseconds without questions after Latchkey did not answer, if an outcome is cached. */
const RESPITE = 1_000;

/**
 * Returns a guard that decides by itself if Latchkey has decided the same before and nothing has changed
 * since, and asks about everything else. Each call that it allows is recorded first.
 */
export function createLocalGuard(ask: Ask, settings: LocalSettings & { url: string; key: string }): Judge {
  const { url, key, staleAfter, without, onProblem, onStream } = settings;
  const outcomes = new Outcomes();
  const leases = new Leases();
  const changes = new RecentChanges();
  const spool = new Spool(settings.spool, settings.spoolBytes);
  const delivery = new Delivery({ url, key, spool, leases, onProblem });
  const stream = new EventStream({
    url,
    key,
    silence: staleAfter,
    follower: {
      anew(through) {
        outcomes.clear();
        changes.anew(through);
        onStream('anew');
      },
      changed(through, tags) {
        outcomes.drop(tags);
        changes.add(through, tags);
        onStream('changed');
      },
      up: () => onStream('up'),
      down: () => onStream('down'),
      problem: onProblem,
    },
  });
  let awayUntil = 0;
  /** Questions that will bring a lease for a set of windows; each resolves to whether it did. */
  const asking = new Map<string, Promise<boolean>>();

  /** The time since an outcome was last known to be current, in milliseconds. */
  const silenceAbout = ({ askedAt }: Outcome, now: number) => now - Math.max(askedAt, stream.heardAt);

  function basisFor(outcome: Outcome, now: number): Basis | null {
    const { askedAt, reuse } = outcome;
    if (now >= askedAt + reuse.for * 1_000 || silenceAbout(outcome, now) > staleAfter) return null;
    return stream.up ? 'stream' : 'recent';
  }

  /** Allows a call by an outcome. Returns `null` if no limit has room for it, or it cannot be recorded. */
  function letThrough(outcome: Outcome, call: GuardCall, basis: Basis, now: number): Allowed | null {
    const { identity, caller, headers, reuse } = outcome;
    const limits = reuse.lease === null ? {} : limitsFor(reuse.lease.set, basis, now);
    if (limits === null) return null;
    const requestId = newRequestId();
    if (!spool.add(identity, [Date.now(), call.ip, requestId, basis])) return null;
    if (spool.isDue) void delivery.deliver();
    return {
      allowed: true,
      // A copy, so that a handler's changes to its caller do not affect the next call.
      caller: { ...copyOf(caller), requestId },
      headers: { ...headers, ...limits, 'latchkey-basis': basis },
      basis,
    };
  }

  function limitsFor(set: string, basis: Basis, now: number): Record<string, string> | null {
    const limits = leases.use(set, now);
    if (limits || basis !== 'unavailable' || !without) return limits;
    return leases.useUncounted(set, without.calls) ? {} : null;
  }

  function withoutLatchkey(outcome: Outcome | null, call: GuardCall): Allowed | null {
    const now = performance.now();
    if (!outcome || !without || now >= outcome.askedAt + outcome.reuse.until * 1_000) return null;
    return silenceAbout(outcome, now) > without.for ? null : letThrough(outcome, call, 'unavailable', now);
  }

  /** Returns whether a lease came with it. */
  function keep(question: Question, answer: Allowed, identity: string, askedAt: number): boolean {
    const reuse = readReuse(decodeJwt(identity).reuse);
    if (!reuse || !answer.caller) return false;
    leases.take(reuse.lease, askedAt);
    const lent = reuse.lease !== null && reuse.lease.calls > 0;
    // A change that arrived while the question was pending will not be sent again, so it is checked here.
    if (changes.since(reuse.at, reuse.tags)) return lent;
    const headers = Object.entries(answer.headers).filter(([name]) => !name.startsWith('ratelimit'));
    const caller = structuredClone(answer.caller);
    outcomes.keep(question, { caller, headers: Object.fromEntries(headers), identity, reuse, askedAt });
    return lent;
  }

  /** Decides a call by an outcome that counts. */
  function decideHere(outcome: Outcome | null, call: GuardCall): Allowed | null {
    const now = performance.now();
    const basis = outcome && basisFor(outcome, now);
    return basis && letThrough(outcome, call, basis, now);
  }

  const guard = async (call: GuardCall): Promise<Allowed | Refused> => {
    const question = readQuestion(call);
    for (;;) {
      const outcome = question && outcomes.find(question);
      const local = decideHere(outcome, call);
      if (local) return local;
      const stopgap = performance.now() < awayUntil ? withoutLatchkey(outcome, call) : null;
      if (stopgap) return stopgap;
      const set = outcome?.reuse.lease?.set;
      const under = set === undefined ? undefined : asking.get(set);
      // Of the calls that find a lease used up one asks, and the others wait for what it brings. Without a lease each has to ask:
      // the last calls of a window are counted one by one.
      if (!under || !(await under)) return askAbout(call, question, under ? undefined : set);
    }
  };

  /** @param set the windows for which a lease is needed, if others may wait for it */
  async function askAbout(
    call: GuardCall,
    question: Question | null,
    set: string | undefined,
  ): Promise<Allowed | Refused> {
    let tell = (_lent: boolean) => {};
    if (set !== undefined) {
      const told = new Promise<boolean>((resolve) => {
        tell = resolve;
      });
      asking.set(set, told);
    }
    let lent = false;
    try {
      const now = performance.now();
      let identity: string | undefined;
      const answer = await ask(call, (given) => {
        identity = given;
      });
      if (answer.allowed) {
        awayUntil = 0;
        if (question && identity !== undefined) lent = keep(question, answer, identity, now);
        return { ...answer, basis: 'asked' };
      }
      if (answer.status !== 503) return answer;
      awayUntil = performance.now() + RESPITE;
      // Looks it up again: it may have been dropped meanwhile.
      return (question && withoutLatchkey(outcomes.find(question), call)) ?? answer;
    } finally {
      if (set !== undefined) asking.delete(set);
      tell(lent);
    }
  }

  return Object.assign(guard, {
    async close() {
      stream.close();
      await delivery.close();
    },
  });
}

/** Copies a value that came as JSON. `structuredClone` takes as long as the rest of the decision. */
function copyOf<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyOf) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const copy = { ...value };
  for (const name of Object.keys(copy) as (keyof Value)[]) copy[name] = copyOf(copy[name]);
  return copy;
}
