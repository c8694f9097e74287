import type { Caller } from '../../wire/caller.ts';
import type { UsagePage } from '../../wire/usage.ts';

export type * from '../../wire/caller.ts';
export type * from '../../wire/refusal.ts';
export type * from '../../wire/usage.ts';

/** Request headers as in `node:http`; names in lower case. */
export type CallHeaders = Record<string, string | string[] | undefined>;

/** A call to the protected API, as it arrived. */
export interface GuardCall {
  method: string;
  /** The `Host` header as sent; a port is ignored. */
  host: string;
  /** Path and query as sent, before any rewriting, percent-encoded. */
  uri: string;
  authorization?: string | undefined;
  headers: CallHeaders;
  /** The client's address. */
  ip: string;
  /**
   * The operation of `x-latchkey-operations`, if the address takes several kinds of calls and the body tells
   * which. Without it, the operation of method and path is decided.
   */
  operation?: string | undefined;
}

/**
 * A complete answer to send instead of the API's own: a refusal, or the metadata at
 * `/.well-known/oauth-protected-resource`. Status, headers and the bytes of the body.
 */
export interface Refused {
  allowed: false;
  status: number;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
}

/**
 * `headers` belong on the API's own answer (`RateLimit` fields). `caller` is `null` for a public operation.
 */
export interface Allowed {
  allowed: true;
  caller: Caller | null;
  headers: Record<string, string>;
  /** The basis of the decision. Absent without `local`, when every call is asked about. */
  basis?: Basis;
}

/**
 * `asked`: Latchkey decided this call. `stream`: it decided the same before, and reports changes at once.
 * `recent`: it did so within seconds, and the stream of changes is down. `unavailable`: it did so before it
 * became unreachable.
 */
export type Basis = 'asked' | 'stream' | 'recent' | 'unavailable';

/** Decides calls. */
export interface Judge {
  (call: GuardCall): Promise<Allowed | Refused>;
  /** Stops background work and delivers pending calls. */
  close(): Promise<void>;
}

export interface Guard extends Judge {
  /**
   * Returns a page of the API's usage, of all clients. Rejects if the query is wrong, or if Latchkey does not
   * answer. For the next page, give `next_cursor` as `cursor`.
   */
  usage(query?: UsageQuery): Promise<UsagePage>;
}

/** Which counters of the API's usage. */
export interface UsageQuery {
  /** `day`: sums of each day over all connected accounts. Default `hour`. */
  by?: 'hour' | 'day' | undefined;
  /** Only hours that begin then or later, in seconds since 1970. */
  since?: number | undefined;
  /** Only hours that begin before, in seconds since 1970. */
  until?: number | undefined;
  client_id?: string | undefined;
  connected_account_id?: string | undefined;
  /** Of the OpenAPI document. */
  operation?: string | undefined;
  /** How many counters on a page: 1 to 1,000. Default 100. */
  limit?: number | undefined;
  /** `next_cursor` of the page before. */
  cursor?: string | undefined;
}

/** Asks Latchkey about a call. `keep` receives the verified identity of an allowed call. */
export type Ask = (call: GuardCall, keep?: (identity: string) => void) => Promise<Allowed | Refused>;

/** Makes a judge that asks only about unknown calls; `localDecisions` returns one of these. */
export type LocalDecisions = (
  ask: Ask,
  settings: { url: string; key: string; onUnavailable: OnUnavailable | undefined },
) => Judge;

/** How calls are handled while Latchkey is unreachable. */
export type OnUnavailable =
  | 'deny'
  | {
      useCache: {
        /** Seconds for which outcomes stay valid after Latchkey's last answer. At most 3,600. */
        forSeconds: number;
        /** Calls allowed for each limited party, which no one counts meanwhile. Default 100. */
        calls?: number;
      };
    };

export interface GuardOptions {
  /** Latchkey's URL for this API, such as `http://127.0.0.1:4000/.latchkey/my-api`. */
  url: string;
  /** The API's guard key; `latchkey keys` shows it. */
  key: string;
  /** Milliseconds after which a question is given up. Default 2,000. */
  timeoutMs?: number;
  /**
   * `localDecisions()`: decides by itself if Latchkey has decided the same before and nothing has changed.
   */
  local?: LocalDecisions;
  /**
   * How calls are handled while Latchkey is unreachable. They are refused unless, with `local`, cached
   * outcomes may be used.
   */
  onUnavailable?: OnUnavailable;
}

/**
 * `trustProxy` returns the client's address when a proxy stands in front; without it, the socket's peer
 * counts.
 */
export interface ClientAddress<Request> {
  trustProxy?: (request: Request) => string;
}

/** For an address that takes several kinds of calls, such as JSON-RPC or GraphQL. */
export interface NamedOperation<Request> {
  /**
   * Returns the operation of `x-latchkey-operations` that a call is, by its body, or `undefined` for the
   * operation of its method and path. If it throws, the call is refused with status 400.
   */
  operation?: (request: Request) => string | undefined | Promise<string | undefined>;
}

/** A call as it reached an API behind Latchkey. */
export interface ReceivedCall {
  method: string;
  /** Path and query as received, percent-encoded. */
  target: string;
}

export interface IdentityOptions {
  /** Latchkey's URL for this API, such as `http://127.0.0.1:4000/.latchkey/my-api`. */
  url: string;
  /**
   * The API's guard key. With it Latchkey has to prove that the keys for verifying identities are its own.
   * Needed if an attacker could answer at `url`.
   */
  key?: string;
  /**
   * The public host of this API, if one of Latchkey's APIs has resources under several hosts. Identities for
   * others are refused.
   */
  host?: string;
  /** The issuer of your configuration, as published. Identities of any other are refused. Default: not compared. */
  issuer?: string;
  /** Name of the API. Default: the last segment of the URL's path. */
  audience?: string;
}

export interface DoorOptions extends IdentityOptions {
  /**
   * Accepts calls whose identity has no caller, with `null` as their caller. Needed if your OpenAPI document
   * has public operations; handlers of all others must then check the caller themselves. Default `false`.
   */
  allowAnonymous?: boolean;
  /**
   * Set it if something between Latchkey and this API changes methods or paths, so that identities cannot be
   * compared with their call. An attacker who gets hold of an identity can then make another call with it
   * within its minute. Default `false`.
   */
  rewritten?: boolean;
}
