/**
 * The public words of Latchkey as an API in another process meets them. They are written out here so that this
 * package stands on its own; `sdk/test/types.test.ts` holds them to the server's model.
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

/** One thing of the customer's that a grant may be limited to, such as `project:42`. */
export interface ResourceRef {
  type: string;
  id: string;
}

/** One element of `authorization_details` (RFC 9396 section 2). */
export interface AuthorizationDetail {
  type: string;
  [member: string]: unknown;
}

/** Who a permitted call comes from and what they may do. */
export interface Caller {
  /** The customer whose data this call is about; `null` for a client that acts for nobody. */
  tenant: { id: string; name: string } | null;
  /** The acting user; `null` when a client acts for itself. */
  user: { id: string; email: string; name: string; role: string } | null;
  client: { id: string; name: string; kind: ClientKind } | null;
  connectedAccount: string | null;
  token: TokenKind;
  scopes: string[];
  /**
   * What the user's role permits now; `['*']` for everything and for a client acting for itself. One that ends in
   * `:own` counts for records that the user owns.
   */
  permissions: string[];
  /** `null`: not limited to selected resources. */
  resources: ResourceRef[] | null;
  mode: Mode;
  /** The operation of the OpenAPI document that the decision was about. */
  operation: string;
  requestId: string;
  /**
   * The operation's permission, when the role has it on the user's own records only: the API has still to look whose
   * the record is. Absent when the decision is complete.
   */
  onlyOwn?: string;
  /** The version of the API that the call was written for, where the API declares versions. */
  version?: string;
  /** The language to answer in, where the API declares languages. */
  language?: string;
  /** Who acts for the user, outermost first, after a token exchange (RFC 8693); absent where nobody else does. */
  actors?: string[];
  /** Rich authorization details that the token carries (RFC 9396): what was allowed beyond its scopes; absent without. */
  authorizationDetails?: AuthorizationDetail[];
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
  check: CheckName;
  outcome: 'passed' | 'failed' | 'skipped';
  detail?: string;
}

/** What a program can do about a refusal. */
export type Remedy =
  | 'refresh'
  | 'reauthorize'
  | 'ask_admin'
  | 'reconnect'
  | 'use_domain'
  | 'wait'
  | 'fix_request'
  | 'none';

/** Every code that a refusal can carry. Stable: clients act on them. */
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
  /** The document of the API names no token for the operation that Latchkey checks. */
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
  type: string;
  title: string;
  status: number;
  detail: string;
  code: RefusalCode;
  checks: Check[];
  remedy: Remedy;
}

/** Request headers as `node:http` gives them; names in lower case. */
export type CallHeaders = Record<string, string | string[] | undefined>;

/** A call to the protected API, as it came in. */
export interface GuardCall {
  method: string;
  /** `Host` as the client sent it; a port is ignored. */
  host: string;
  /** Path and query as the client sent them, before any rewriting, percent-encoding and all. */
  uri: string;
  authorization?: string | undefined;
  headers: CallHeaders;
  /** Address of the client. */
  ip: string;
  /**
   * Which operation of `x-latchkey-operations` the call is, where its address takes many kinds of calls and the body
   * says which. Without it the operation of method and path is decided about.
   */
  operation?: string | undefined;
}

/**
 * An answer that is ready to be sent instead of the API's own: a refusal, or what Latchkey says about the API at its
 * `/.well-known/oauth-protected-resource`. Status, headers and the bytes of the body.
 */
export interface Refused {
  allowed: false;
  status: number;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
}

/** `headers` belong on the API's own answer (`RateLimit` fields). `caller` is `null` for an open operation. */
export interface Allowed {
  allowed: true;
  caller: Caller | null;
  headers: Record<string, string>;
  /** What it rests on; absent without `local`, when every call is asked about. */
  basis?: Basis;
}

/**
 * `asked`: Latchkey decided this call. `stream`: it decided the same before, and tells at once what changes. `recent`:
 * it did so within seconds, and the stream of changes is down. `unavailable`: it did so before it went away.
 */
export type Basis = 'asked' | 'stream' | 'recent' | 'unavailable';

export interface Guard {
  (call: GuardCall): Promise<Allowed | Refused>;
  /** Ends what goes on in the background, and delivers what is to be delivered. */
  close(): Promise<void>;
}

/** Asks Latchkey about a call. `keep` is given the verified identity of one that is allowed. */
export type Ask = (call: GuardCall, keep?: (identity: string) => void) => Promise<Allowed | Refused>;

/** Makes a guard that asks only about what it does not know; `localDecisions` makes one of these. */
export type LocalDecisions = (
  ask: Ask,
  settings: { url: string; key: string; onUnavailable: OnUnavailable | undefined },
) => Guard;

/** What happens to calls while Latchkey is away. */
export type OnUnavailable =
  | 'deny'
  | {
      useCache: {
        /** For how long outcomes go on counting after the last word from Latchkey. At most 3,600. */
        forSeconds: number;
        /** Calls that are let through for each party with a limit, since nobody counts them. Default 100. */
        calls?: number;
      };
    };

export interface GuardOptions {
  /** Where Latchkey answers for this API, such as `http://127.0.0.1:4000/.latchkey/my-api`. */
  url: string;
  /** The API's guard key; `latchkey keys` shows it. */
  key: string;
  /** Milliseconds until a decision is given up. Default 2,000. */
  timeoutMs?: number;
  /** `localDecisions()`: decides by itself where Latchkey has decided the same before and nothing has changed. */
  local?: LocalDecisions;
  /** What happens to calls while Latchkey is away. They are refused unless, with `local`, they may go by the cache. */
  onUnavailable?: OnUnavailable;
}

/** `trustProxy` says who the client is when a proxy stands in front; without it, the peer of the socket counts. */
export interface ClientAddress<Request> {
  trustProxy?: (request: Request) => string;
}

/** For an address that takes many kinds of calls, as JSON-RPC and GraphQL have it. */
export interface NamedOperation<Request> {
  /**
   * Names the operation of `x-latchkey-operations` that a call is, by its body; `undefined` for the operation of its
   * method and path. A call whose name cannot be told (this throws) is refused with status 400.
   */
  operation?: (request: Request) => string | undefined | Promise<string | undefined>;
}

/** A call as it reached an API behind Latchkey. */
export interface ReceivedCall {
  method: string;
  /** Path and query as they were received, percent-encoding and all. */
  target: string;
}

export interface IdentityOptions {
  /** Where Latchkey answers for this API, such as `http://127.0.0.1:4000/.latchkey/my-api`. */
  url: string;
  /**
   * The API's guard key. With it Latchkey has to prove that the keys which verify identities are its own: needed
   * wherever somebody else could answer at `url`.
   */
  key?: string;
  /** The public host of this API, where one API of Latchkey's has resources under several: identities for others are refused. */
  host?: string;
  /** Name of the API. Default: the last segment of the URL's path. */
  audience?: string;
}

export interface DoorOptions extends IdentityOptions {
  /**
   * Lets calls pass whose identity names nobody, with `null` as their caller. Needed where your OpenAPI document opens
   * operations to everybody; handlers of all others must then look for a caller themselves. Default `false`.
   */
  allowAnonymous?: boolean;
  /**
   * Something between Latchkey and this API changes methods or paths, so identities cannot be held to the call that they
   * were issued for: whoever gets hold of one can make another call with it within its minute. Default `false`.
   */
  rewritten?: boolean;
}
