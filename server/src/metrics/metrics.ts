import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { SECOND } from '../lib/clock.ts';
import { CALL, type Lookups, type Measures } from '../lib/measures.ts';

/** Reads values by API just before they are shown. One that cannot be read is left out. */
export type Reading = () => Promise<ReadonlyMap<string, number>>;

export interface Metrics {
  /** Takes note of the work of one API. */
  of(api: string): Measures;
  /** Shows a value that is read when it is asked for. */
  watch(name: string, help: string, reading: Reading): void;
  /** Returns all metrics in the text format of Prometheus, and its content type. */
  shown(): Promise<{ type: string; text: string }>;
}

/** Seconds. From a call that is answered from memory to one that waits for a slow disk or upstream. */
const TIMES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Seconds. A change counts within 0.1 on every node. */
const PUSH_TIMES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const VERBS = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Separates the labels of a tally; none of them has it. */
const SEPARATOR = '\t';

/**
 * Returns the metrics of this process. Requests and decisions are counted in plain maps and given to
 * prom-client when they are asked for, since its counters take about a microsecond each.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = tally(registry, {
    name: 'latchkey_requests_total',
    help: 'Answered requests, by the route that answered and the class of the status.',
    labels: ['api', 'route', 'status'],
  });
  const decisions = tally(registry, {
    name: 'latchkey_decisions_total',
    help: 'Decided calls, by outcome, code of the refusal and the check that failed.',
    labels: ['api', 'outcome', 'code', 'check'],
  });
  const limited = tally(registry, {
    name: 'latchkey_limit_refusals_total',
    help: 'Calls that were refused because a limit is used up, by the policy of the limit.',
    labels: ['api', 'policy'],
  });
  const alone = tally(registry, {
    name: 'latchkey_counted_alone_total',
    help: 'Calls and guesses that this node counted by its share, because Redis was away.',
    labels: ['api'],
  });
  const mails = tally(registry, {
    name: 'latchkey_mails_total',
    help: 'Attempts to send a mail, by what became of it.',
    labels: ['api', 'outcome'],
  });
  const webhooks = tally(registry, {
    name: 'latchkey_webhooks_total',
    help: 'Attempts to send a webhook, by what became of it.',
    labels: ['api', 'outcome'],
  });
  const histogram = (name: string, help: string, labelNames: string[], buckets = TIMES) =>
    new Histogram({ name, help, labelNames, buckets, registers });
  const requestTime = histogram(
    'latchkey_request_seconds',
    'Time until a request was answered, calls with their upstream.',
    ['api', 'kind'],
  );
  const commitTime = histogram('latchkey_commit_seconds', 'Time of a commit, with its disk sync.', ['api']);
  const commitVerbs = histogram('latchkey_commit_verbs', 'Changes that shared a commit.', ['api'], VERBS);
  const pushTime = histogram(
    'latchkey_push_seconds',
    'Age of a change by another node when it was heard, by the clock that all nodes ask.',
    ['api'],
    PUSH_TIMES,
  );
  const pushLosses = tally(registry, {
    name: 'latchkey_push_losses_total',
    help: 'How often changes by other nodes could no longer be heard at once.',
    labels: ['api'],
  });
  const lookups: { labels: Record<'api' | 'kind', string>; counts: Lookups }[] = [];
  new Counter({
    name: 'latchkey_memory_lookups_total',
    help: 'Look-ups of tokens, connected accounts and clients, by whether they were remembered.',
    labelNames: ['api', 'kind', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { labels, counts } of lookups) {
        this.inc({ ...labels, outcome: 'hit' }, counts.hits);
        this.inc({ ...labels, outcome: 'miss' }, counts.misses);
      }
    },
  });
  const upstreamTime = histogram(
    'latchkey_upstream_seconds',
    'Time until the API behind answered, or was known not to.',
    ['api', 'outcome'],
  );

  return {
    of(api) {
      return {
        answered(route, status, ms) {
          requests([api, route, `${Math.floor(status / 100)}xx`]);
          requestTime.observe({ api, kind: route === CALL ? 'call' : 'endpoint' }, ms / SECOND);
        },
        decided({ outcome, code, check }) {
          decisions([api, outcome, code, check]);
        },
        limited(policy) {
          limited([api, policy]);
        },
        countedAlone: () => alone([api]),
        committed(ms, verbs) {
          commitTime.observe({ api }, ms / SECOND);
          commitVerbs.observe({ api }, verbs);
        },
        pushed: (seconds) => pushTime.observe({ api }, seconds),
        pushLost: () => pushLosses([api]),
        passedOn(outcome, ms) {
          upstreamTime.observe({ api, outcome }, ms / SECOND);
        },
        mailed: (outcome) => mails([api, outcome]),
        delivered: (outcome) => webhooks([api, outcome]),
        lookups(kind) {
          const counts = { hits: 0, misses: 0 };
          lookups.push({ labels: { api, kind }, counts });
          return counts;
        },
      };
    },
    watch(name, help, reading) {
      new Gauge({
        name,
        help,
        labelNames: ['api'],
        registers,
        async collect() {
          const values = await reading().catch(() => new Map<string, number>());
          this.reset();
          for (const [api, value] of values) this.set({ api }, value);
        },
      });
    },
    shown: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}

/** Returns a function that counts one event with these label values. */
function tally(
  registry: Registry,
  { name, help, labels }: { name: string; help: string; labels: string[] },
): (values: string[]) => void {
  const counts = new Map<string, number>();
  new Counter({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      this.reset();
      for (const [key, count] of counts) {
        const values = key.split(SEPARATOR);
        this.inc(Object.fromEntries(labels.map((label, index) => [label, values[index] ?? ''])), count);
      }
    },
  });
  return (values) => {
    const key = values.join(SEPARATOR);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
}
