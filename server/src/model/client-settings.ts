import type { ClientId, Instant } from './ids.ts';

/**
 * A public key set as a client registers it (RFC 7517 section 5). Never contains a private or symmetric key.
 */
export interface PublicKeySet {
  readonly keys: readonly Record<string, unknown>[];
}

/** Optional members of a client. Each is absent unless it was set. */
export interface ClientSettings {
  /** The keys for the client's assertions, request objects and proofs: by value or by reference, not both. */
  readonly jwks?: PublicKeySet;
  readonly jwksUri?: string;
  /** The only algorithm accepted for this client's assertions (OpenID Connect Registration section 2). */
  readonly assertionAlgorithm?: string;
  /** The name that the certificate of `tls_client_auth` must have (RFC 8705 section 2.1.2); exactly one. */
  readonly tlsSubject?: {
    readonly kind: 'dn' | 'san_dns' | 'san_uri' | 'san_ip' | 'san_email';
    readonly value: string;
  };
  /** Access tokens are bound to the client's certificate (RFC 8705 section 3.4). */
  readonly certificateBound?: boolean;
  /** Access tokens are bound to a DPoP key, and a request without a proof is refused (RFC 9449 section 5.2). */
  readonly dpopBound?: boolean;
  /** Authorization requests must be pushed first (RFC 9126 section 6). */
  readonly requiresPushedRequests?: boolean;
  /** Authorization requests must be signed (RFC 9101 section 10.5). */
  readonly requiresSignedRequests?: boolean;
  readonly requestObjectAlgorithm?: string;
  /** The only types of rich authorization details that it may request (RFC 9396 section 10). */
  readonly authorizationDetailsTypes?: readonly string[];
  /** Addresses from which request objects may be fetched, compared exactly (RFC 9101 section 5.2). */
  readonly requestUris?: readonly string[];
  /** Addresses and CIDR blocks that may use the client; absent: any. */
  readonly ipAllowlist?: readonly string[];
  /** The operator set the addresses, so the client's owner cannot change them. */
  readonly addressesHeld?: true;
  /**
   * `true`: the operator verified a client made on a page in its current form. `false`: the operator made it,
   * and its owner has since changed its name or redirect URIs (`isVouchedFor`).
   */
  readonly verified?: boolean;
  /** Set by a restore: requests are answered as if the client were unknown, until the operator confirms it. */
  readonly held?: true;
  /** Nothing of it works: an operator has not approved it yet, or suspended it. Absent: it works. */
  readonly standing?: 'pending' | 'suspended';
  /** The operator's words to its owner about that. */
  readonly standingReason?: string;
  /** The client of the same owner in the other mode that belongs to it. */
  readonly pair?: ClientId;
  /** The SHA-256 of its picture, under which this server has it. */
  readonly logo?: string;
  /** The reason for a scope, by scope, in the words of its owner. */
  readonly scopeReasons?: Readonly<Record<string, string>>;
  /** The configured plan for its limits (`limits.plans`). */
  readonly plan?: string;
  /** `static`: the refresh token is not rotated, as FAPI 2.0 recommends for sender-constrained clients. */
  readonly refresh?: 'rotating' | 'static';
  readonly applicationType?: 'web' | 'native';
  readonly postLogoutRedirectUris?: readonly string[];
  readonly backchannelLogoutUri?: string;
  readonly subjectType?: 'public' | 'pairwise';
  /** Host for pairwise subjects (OpenID Connect Core section 8.1). */
  readonly sector?: string;
  /** The registered address of the sector's redirect URIs (OpenID Connect Registration section 5). */
  readonly sectorIdentifierUri?: string;
  readonly idTokenAlgorithm?: string;
  readonly userinfoAlgorithm?: string;
  /** JARM: algorithm of signed authorization responses. */
  readonly responseAlgorithm?: string;
  readonly introspectionAlgorithm?: string;
  readonly defaultMaxAge?: number;
  /** The scopes that it named at registration, if they no longer limit it (`registeredScope: 'first'`). */
  readonly registeredScopes?: readonly string[];
  readonly softwareId?: string;
  readonly softwareVersion?: string;
  /** The software statement under which it registered, as sent (RFC 7591 section 3.2.1). */
  readonly softwareStatement?: string;
  /**
   * Set for a resource server instead of a client: the identifier under which it may introspect tokens issued
   * for it.
   */
  readonly resourceServer?: string;
  readonly contacts?: readonly string[];
  readonly tosUri?: string;
  readonly policyUri?: string;
  /** When its metadata document has to be fetched again. */
  readonly documentFreshUntil?: Instant;
}

/** Returns the settings made by the operator; they stay, whatever the client says of itself later. */
export function operatorSettings({
  plan,
  ipAllowlist,
  addressesHeld,
  held,
  standing,
  standingReason,
}: ClientSettings): ClientSettings {
  return {
    ...(standing === undefined ? {} : { standing }),
    ...(standingReason === undefined ? {} : { standingReason }),
    ...(held === undefined ? {} : { held }),
    ...(plan === undefined ? {} : { plan }),
    ...(ipAllowlist === undefined ? {} : { ipAllowlist }),
    ...(addressesHeld === undefined ? {} : { addressesHeld }),
  };
}
