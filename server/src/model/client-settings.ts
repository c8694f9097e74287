import type { Instant } from './ids.ts';

/** A public key set as a client registers it (RFC 7517 section 5); never holds a private or symmetric key. */
export interface PublicKeySet {
  readonly keys: readonly Record<string, unknown>[];
}

/** Members of a client beyond what every client has; each is absent unless it was set. */
export interface ClientSettings {
  /** Keys the client signs assertions, request objects and proofs with: by value or by reference, not both. */
  readonly jwks?: PublicKeySet;
  readonly jwksUri?: string;
  /** The only algorithm accepted for this client's assertions (OpenID Connect Registration section 2). */
  readonly assertionAlgorithm?: string;
  /** What the certificate of `tls_client_auth` must name (RFC 8705 section 2.1.2); exactly one. */
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
  /** The only types of rich authorization details that it may ask for (RFC 9396 section 10). */
  readonly authorizationDetailsTypes?: readonly string[];
  /** Where request objects may be fetched from, exact strings (RFC 9101 section 5.2). */
  readonly requestUris?: readonly string[];
  /** Addresses and CIDR blocks that the client may be used from; absent: anywhere. */
  readonly ipAllowlist?: readonly string[];
  /** The addresses are the operator's: whoever owns the client does not change them. */
  readonly addressesHeld?: true;
  /**
   * `true`: the API's operator has looked at a client that somebody made on a page, as it is now. `false`: the operator
   * made it, and its owner has given it another name or redirect URI since (`isVouchedFor`).
   */
  readonly verified?: boolean;
  /** Which of the configured plans its limits come from (`limits.plans`). */
  readonly plan?: string;
  /** `static`: the refresh token is kept, as FAPI 2.0 wants it for sender-constrained clients. */
  readonly refresh?: 'rotating' | 'static';
  readonly applicationType?: 'web' | 'native';
  readonly postLogoutRedirectUris?: readonly string[];
  readonly backchannelLogoutUri?: string;
  readonly subjectType?: 'public' | 'pairwise';
  /** Host that pairwise subjects are computed for (OpenID Connect Core section 8.1). */
  readonly sector?: string;
  /** Where the redirect URIs of its sector stand, as registered (OpenID Connect Registration section 5). */
  readonly sectorIdentifierUri?: string;
  readonly idTokenAlgorithm?: string;
  readonly userinfoAlgorithm?: string;
  /** JARM: algorithm of signed authorization responses. */
  readonly responseAlgorithm?: string;
  readonly introspectionAlgorithm?: string;
  readonly defaultMaxAge?: number;
  /** The scopes it named when it registered, where they limit it no longer (`registeredScope: 'first'`). */
  readonly registeredScopes?: readonly string[];
  readonly softwareId?: string;
  readonly softwareVersion?: string;
  /** The statement under which it registered, as it was sent (RFC 7591 section 3.2.1). */
  readonly softwareStatement?: string;
  /** It is no client but a resource: the identifier under which it may ask about tokens that were issued for it. */
  readonly resourceServer?: string;
  readonly contacts?: readonly string[];
  readonly tosUri?: string;
  readonly policyUri?: string;
  /** Until when a client metadata document counts as it was fetched. */
  readonly documentFreshUntil?: Instant;
}

/** Settings that the API's operator made for a client; they stay, whatever the client says of itself later. */
export function operatorSettings({ plan, ipAllowlist, addressesHeld }: ClientSettings): ClientSettings {
  return {
    ...(plan === undefined ? {} : { plan }),
    ...(ipAllowlist === undefined ? {} : { ipAllowlist }),
    ...(addressesHeld === undefined ? {} : { addressesHeld }),
  };
}
