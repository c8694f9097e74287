/**
 * Latchkey's public types as an API in another process meets them. They are repeated here so that this
 * package has no dependency on the server; `sdk/test/types.test.ts` compares them with the server's model.
 */

/** Live data or sandbox data. */
export type Mode = 'live' | 'sandbox';

/** `platform` is a confidential client that has connected accounts. */
export type ClientKind = 'confidential' | 'public' | 'platform';

/**
 * `plain`: for the client's own user. `connected`: for a connected account of a platform.
 * `client`: client credentials. `personal`: made by a user for a script.
 */
export type TokenKind = 'plain' | 'connected' | 'client' | 'personal';

/** A resource that a grant may be limited to, such as `project:42`. */
export interface ResourceRef {
  readonly type: string;
  readonly id: string;
}

/** One element of `authorization_details` (RFC 9396 section 2). */
export interface AuthorizationDetail {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** The caller of a permitted call and their rights. */
export interface Caller {
  /** The tenant whose data the call is about, or `null` for a client without one. */
  readonly tenant: { readonly id: string; readonly name: string } | null;
  /** The acting user, or `null` if a client acts for itself. */
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly role: string;
  } | null;
  readonly client: { readonly id: string; readonly name: string; readonly kind: ClientKind } | null;
  readonly connectedAccount: string | null;
  readonly token: TokenKind;
  readonly scopes: readonly string[];
  /**
   * The current permissions of the user's role; `['*']` for everything and for a client acting for itself.
   * One that ends in `:own` is valid for records that the user owns.
   */
  readonly permissions: readonly string[];
  /** `null`: not limited to selected resources. */
  readonly resources: readonly ResourceRef[] | null;
  readonly mode: Mode;
  /** The operation of the OpenAPI document that was decided. */
  readonly operation: string;
  readonly requestId: string;
  /**
   * The operation's permission, if the role has it only for the user's own records: the API still has to
   * check the record's owner. Absent if the decision is complete.
   */
  readonly onlyOwn?: string;
  /** The API version of the call, if the API declares versions. */
  readonly version?: string;
  /** The language to answer in, if the API declares languages. */
  readonly language?: string;
  /** The actors for the user, outermost first, after a token exchange (RFC 8693). Absent without one. */
  readonly actors?: readonly string[];
  /**
   * The token's rich authorization details (RFC 9396): what was allowed beyond its scopes. Absent without
   * any.
   */
  readonly authorizationDetails?: readonly AuthorizationDetail[];
}

export type CheckName =
  | 'operation'
  | 'token'
  | 'audience'
  | 'domain'
  | 'connection'
  | 'scope'
  | 'role'
  | 'resource'
  | 'ip'
  | 'limit';

export interface Check {
  readonly check: CheckName;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly detail?: string;
}

/** An action by which a program can react to a refusal. */
export type Remedy =
  | 'refresh'
  | 'reauthorize'
  | 'ask_admin'
  | 'reconnect'
  | 'use_domain'
  | 'wait'
  | 'fix_request'
  | 'none';

/** Every code of a refusal. Stable: clients rely on them. */
export type RefusalCode =
  | 'missing_token'
  | 'invalid_token'
  | 'token_expired'
  | 'token_revoked'
  | 'token_bound'
  | 'invalid_proof'
  | 'nonce_required'
  | 'authorization_revoked'
  | 'connected_account_required'
  | 'connected_account_invalid'
  | 'tenant_required'
  | 'domain_mismatch'
  | 'insufficient_scope'
  | 'insufficient_role'
  | 'ip_not_allowed'
  /** No security alternative of the operation is one that Latchkey checks. */
  | 'no_way_in'
  | 'not_found'
  | 'method_not_allowed'
  | 'unknown_version'
  | 'version_retired'
  | 'not_acceptable'
  | 'invalid_request'
  | 'rate_limited'
  | 'unavailable';

/** The body of a refusal (RFC 9457), whether Latchkey wrote it or this package did. */
export interface RefusalBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: RefusalCode;
  readonly checks: readonly Check[];
  readonly remedy: Remedy;
}

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

export interface Guard {
  (call: GuardCall): Promise<Allowed | Refused>;
  /** Stops background work and delivers pending calls. */
  close(): Promise<void>;
}

/** Asks Latchkey about a call. `keep` receives the verified identity of an allowed call. */
export type Ask = (call: GuardCall, keep?: (identity: string) => void) => Promise<Allowed | Refused>;

/** Makes a guard that asks only about unknown calls; `localDecisions` returns one of these. */
export type LocalDecisions = (
  ask: Ask,
  settings: { url: string; key: string; onUnavailable: OnUnavailable | undefined },
) => Guard;

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
