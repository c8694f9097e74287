import type { DialectName } from './config/index.ts';
import { Budget } from './lib/budget.ts';
import { type Measures, NO_MEASURES } from './lib/measures.ts';
import type { Result } from './lib/result.ts';
import { SteadyLimiter } from './lib/steady-limiter.ts';
import { Counters } from './limits/counters.ts';
import type { AuditEvent, Client, ClientSecret, Instant } from './model/index.ts';
import { ALONE, type Chores } from './nodes/chores.ts';

/**
 * The state that one API keeps in memory between requests and loses when its process ends. All mutable state
 * belongs here; the rest of `Api` does not change after the start.
 */
export interface Runtime {
  readonly measures: Measures;
  /** When a restore put the database in place, or 0. It lacks the proofs and assertions that were used until then. */
  readonly restoredAt: Instant;
  /** The calls that count against limits. */
  readonly counters: Counters;
  /** The tokens, connected accounts and clients that are remembered. */
  readonly memory: { readonly size: number };
  /** Whether this node does what one node of the API does for all. */
  readonly chores: Chores;
  /** Requests that needed a dialect, since the start. */
  readonly dialectUsage: Map<DialectName, number>;
  /** Failed client authentications: for one client from one network, and across all clients. */
  readonly guessing: { readonly client: SteadyLimiter; readonly across: Budget };
  /** Client metadata documents: pending fetches by address, fetches from each host, new addresses. */
  readonly documents: {
    readonly underWay: Map<string, Promise<Result<{ client: Client; secrets: ClientSecret[] }, string>>>;
    readonly hosts: SteadyLimiter;
    readonly strangers: Budget;
  };
  /** Key sets of clients by their address, the last fetched at the end. */
  readonly fetchedKeys: Map<string, FetchedKeys>;
  /** Ids of clients whose use is being written down. */
  readonly beingTouched: Set<string>;
  readonly anonymous: AnonymousRows;
  /** Addresses that one person had called from the pages of webhooks, and spans that they had sent again. */
  readonly webhookTries: SteadyLimiter;
}

export interface FetchedKeys {
  keys: readonly Record<string, unknown>[] | null;
  /** By the steady clock, as is `askedAt`. */
  freshUntil: number;
  askedAt: number;
  asking: Promise<FetchedKeys> | null;
}

/** Audit rows that callers cause who have not authenticated. */
export interface AnonymousRows {
  readonly minutes: Map<string, AnonymousMinute>;
  /** When the minute began in which `rows` rows were written. */
  begins: Instant;
  rows: number;
}

/** Events of one kind from one network in one minute. */
export interface AnonymousMinute {
  begins: Instant;
  /** The start of this count: earlier than the minute if the count before could not be written. */
  since: Instant;
  seen: number;
  written: number;
  /** The first event; the others are counted as its repetitions. */
  like: AuditEvent;
}

/** A deployment with a wrong secret retries. */
const GUESSES_PER_CLIENT = { points: 10, duration: 60 };
/** An attacker could try one secret on many clients. */
const GUESSES_ACROSS_CLIENTS = { network: 100, total: 20_000, seconds: 60 };
/** Anyone can cause a fetch, so fetches are limited per site and in total. */
const DOCUMENTS_PER_HOST = { points: 30, duration: 60 };
/** Each new address may become a client, and the owner of a domain has any number of subdomains. */
const NEW_DOCUMENTS = { network: 100, total: 600, seconds: 600 };

/** A person who tries out an endpoint presses a button a few times. */
const WEBHOOK_TRIES = { points: 20, duration: 60 };

/** Returns what an API remembers when it starts: nothing yet. */
export function newRuntime(
  measures: Measures = NO_MEASURES,
  counters: Counters = new Counters(),
  restoredAt: Instant = 0,
): Runtime {
  return {
    measures,
    restoredAt,
    counters,
    memory: { size: 0 },
    chores: ALONE,
    dialectUsage: new Map(),
    guessing: {
      client: new SteadyLimiter(GUESSES_PER_CLIENT),
      across: new Budget(GUESSES_ACROSS_CLIENTS),
    },
    documents: {
      underWay: new Map(),
      hosts: new SteadyLimiter(DOCUMENTS_PER_HOST),
      strangers: new Budget(NEW_DOCUMENTS),
    },
    fetchedKeys: new Map(),
    beingTouched: new Set(),
    anonymous: { minutes: new Map(), begins: 0, rows: 0 },
    webhookTries: new SteadyLimiter(WEBHOOK_TRIES),
  };
}
