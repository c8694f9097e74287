import type { Configuration } from 'openid-client';
import type { DialectName } from './config/index.ts';
import { type Measures, NO_MEASURES } from './lib/measures.ts';
import type { Result } from './lib/result.ts';
import { Counters } from './limits/counters.ts';
import { MemoryWindows } from './limits/memory-windows.ts';
import type { Windows } from './limits/windows.ts';
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
  /** Guesses, registrations and other work that strangers cause, for all nodes together where they share a Redis. */
  readonly throttles: Windows;
  /** The tokens, connected accounts and clients that are remembered. */
  readonly memory: { readonly size: number };
  /** Whether this node does what one node of the API does for all. */
  readonly chores: Chores;
  /** Whether mails are sent, or a page of development shows them. Without either none is written: it would wait for nothing. */
  readonly mails: boolean;
  /** Requests that needed a dialect, since the start. */
  readonly dialectUsage: Map<DialectName, number>;
  /** Pending fetches of client metadata documents, by address. */
  readonly documentsUnderWay: Map<
    string,
    Promise<Result<{ client: Client; secrets: ClientSecret[] }, string>>
  >;
  /** Key sets of clients by their address, the last fetched at the end. */
  readonly fetchedKeys: Map<string, FetchedKeys>;
  /** OpenID providers by issuer and client id, with what they say of themselves. */
  readonly providers: Map<string, KnownProvider>;
  /** Ids of clients whose use is being written down. */
  readonly beingTouched: Set<string>;
  /** How many logs of calls each caller of the management API follows now. */
  readonly following: Map<string, number>;
  readonly anonymous: AnonymousRows;
  readonly buffered: BufferedRows;
}

export interface KnownProvider {
  /** The settings and keys, as the library has them; `null`: they could not be read. */
  configuration: Promise<Configuration | null>;
  /** By the steady clock. */
  until: number;
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

/** Rows of calls that were answered before their rows are on disk. */
export interface BufferedRows {
  rows: AuditEvent[];
  /** The number of rows that are being written. */
  underWay: number;
  /** Resolves when they are on disk or lost. */
  writing: Promise<void>;
  timer: NodeJS.Timeout | undefined;
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

/** Returns what an API remembers when it starts: nothing yet, apart from what is given. */
export function newRuntime(
  given: Partial<
    Pick<Runtime, 'measures' | 'counters' | 'throttles' | 'restoredAt' | 'memory' | 'chores' | 'mails'>
  > = {},
): Runtime {
  return {
    measures: NO_MEASURES,
    restoredAt: 0,
    counters: new Counters(),
    throttles: new MemoryWindows(),
    memory: { size: 0 },
    chores: ALONE,
    mails: true,
    ...given,
    dialectUsage: new Map(),
    documentsUnderWay: new Map(),
    fetchedKeys: new Map(),
    providers: new Map(),
    beingTouched: new Set(),
    following: new Map(),
    anonymous: { minutes: new Map(), begins: 0, rows: 0 },
    buffered: { rows: [], underWay: 0, writing: Promise.resolve(), timer: undefined },
  };
}
