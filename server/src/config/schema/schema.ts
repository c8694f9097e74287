import { z } from 'zod';
import type { ResourceRef } from '../../model/index.ts';
import { isTimeZone } from '../../words/zone.ts';
import { anomalies } from './anomalies.ts';
import { audit } from './audit.ts';
import { authorizationDetails } from './authorization-details.ts';
import { branding } from './branding.ts';
import { algorithms, clientAuthentication } from './client-authentication.ts';
import { clientCertificates } from './client-certificates.ts';
import { consent } from './consent.ts';
import { DIALECT_NAMES } from './dialect-names.ts';
import { front } from './front.ts';
import { tokenExchange, trustedIssuers } from './further-grants.ts';
import { limits } from './limits.ts';
import { mail } from './mail.ts';
import { PROFILE_NAMES } from './profile-names.ts';
import { dpop, senderConstrained } from './sender-constrained.ts';
import { separateResource } from './separate-resource.ts';
import { signIn, signing } from './sign-in.ts';
import { signInBy } from './sign-in-by.ts';
import { softwareStatements } from './software-statements.ts';
import { text } from './text.ts';
import { languages, refusals, versions } from './versions.ts';
import { webhooks } from './webhooks.ts';

/** Lifetimes in seconds; converted to milliseconds where they are used. */
const seconds = z.int().positive();
const host = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    'a lower-case host name without port',
  );
const EXPLORER = 'an https origin without sign-in, such as https://docs.example.com, or false';
const explorerOrigin = z.string().regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/, EXPLORER);
const scopeName = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'a scope token (RFC 6749 section 3.3)');
const endpointUrl = z
  .string()
  .regex(
    /^https:\/\/[a-z0-9.-]+(:\d{1,5})?\/[^\s?#]*$/,
    'an https URL with a path, without query or fragment',
  );
const pagePath = z.string().regex(/^\/[a-z0-9/-]*$/, 'a path such as /settings/api');
const resourcePath = z
  .string()
  .regex(/^(\/[A-Za-z0-9._~-]+)+$/, 'a path such as /mcp, without slash at the end');
const prefix = z.string().regex(/^[a-z0-9]{2,12}$/, 'two to twelve lower-case letters or digits');

export const scope = z.strictObject({
  /** The access that the scope gives, in the customer's words; shown on the consent page. */
  title: text,
  /** Scopes that this one includes. `*` stands for any characters: `read:*`. */
  covers: z.array(z.string().min(1)).default([]),
  /** Calls that need this scope are counted together with others of the class, such as `write`. */
  class: z.string().default('read'),
  /** On the consent page, the user selects the resources that it opens. */
  selectsResources: z.boolean().default(false),
  /** Only platforms may request it. */
  platformsOnly: z.boolean().default(false),
  /** Reveals something about the user and opens no operation. No other scope covers it. */
  aboutUser: z.boolean().default(false),
  /** On the consent page, the user can leave it out; the client has to manage without it. */
  optional: z.boolean().default(false),
  /** Marked on the consent page: what a client does with it cannot be undone, or costs money. */
  dangerous: z.boolean().default(false),
});

const page = z.strictObject({ title: text, path: pagePath });

/** The complete configuration of an API. Unknown fields are refused, not ignored. */
export const schema = z.strictObject({
  /** Sets every option that a published profile demands, and refuses contradictions to it. */
  profile: z.enum(PROFILE_NAMES).optional(),
  /** Names the data file and the localhost domain. */
  name: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'lower-case letters, digits and hyphens'),
  /** Shown to users: "Sign in to …". */
  title: text,
  /**
   * RFC 8414 issuer identifier: https, no trailing slash. Its host serves the pages; its port applies to
   * every host.
   */
  issuer: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[^\s?#]*[^\s?#/])?$/, 'an https URL without trailing slash'),
  /**
   * Full public URLs. An endpoint on a domain's host answers on every domain and alias under the same path.
   */
  endpoints: z.strictObject({
    authorization: endpointUrl,
    token: endpointUrl,
    /** The others default to `<issuer>/oauth/…`. */
    revocation: endpointUrl.optional(),
    introspection: endpointUrl.optional(),
    registration: endpointUrl.optional(),
    connections: endpointUrl.optional(),
    usage: endpointUrl.optional(),
    jwks: endpointUrl.optional(),
    pushedAuthorization: endpointUrl.optional(),
    deviceAuthorization: endpointUrl.optional(),
    userinfo: endpointUrl.optional(),
    endSession: endpointUrl.optional(),
  }),
  /** Hosts under which the API itself answers. */
  domains: z.record(
    host,
    z.strictObject({
      mode: z.enum(['live', 'sandbox']).default('live'),
      aliases: z.array(host).default([]),
      /**
       * Paths that are separate resources (RFC 9728), such as `/mcp`: a client can request a token for one
       * alone.
       */
      resourcePaths: z.array(resourcePath).default([]),
      /** A separate resource: a program besides the API, such as its MCP server. */
      separate: separateResource.optional(),
    }),
  ),
  /** First label of a host under `<api>.localhost`, if the host's own first label does not fit. */
  labels: z.record(host, z.string().regex(/^[a-z0-9-]+$/)).default({}),
  /** This API's word for its tenants, and the name of their id on the wire. */
  tenant: z.strictObject({ word: text, field: z.string().min(1) }),
  /** Path of the OpenAPI 3.1 document, relative to the configuration file. */
  openapi: z.string().min(1),
  /** How calls reach Latchkey: `gateway`, `forwardAuth`, `sdk` or `inProcess`. */
  front,
  scopes: z.record(scopeName, z.union([text, scope])),
  /** Scopes granted if a client requests none. Without it, such a request is refused. */
  defaultScopes: z.array(scopeName).default([]),
  roles: z.record(
    z.string().min(1),
    z.strictObject({
      title: text,
      /** `*` stands for any characters: `contact.*`; `['*']` permits everything. */
      permissions: z.array(z.string().min(1)),
      /** May see all connections in the tenant, change roles and create clients for it. */
      managesTenant: z.boolean().default(false),
    }),
  ),
  /**
   * Lists the resources that the user can select. Called with the acting user when the consent page is shown.
   */
  resources: z
    .strictObject({
      list: z.custom<ResourceLister>((value) => typeof value === 'function', { error: 'a function' }),
      /**
       * Whether selecting a container selects everything that will ever be in it. Otherwise it selects the
       * things that are in it at consent, and not the container.
       */
      includesFuture: z.boolean().default(false),
    })
    .optional(),
  consent: consent.prefault({}),
  /** The header that names the connected account of a call. */
  accountHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .optional(),
  tokens: z
    .strictObject({
      /**
       * Format of access tokens for a client's own users and tenant. Tokens for connected accounts and
       * platforms are always opaque.
       */
      plain: z.enum(['opaque', 'jwt']).default('opaque'),
      senderConstrained: senderConstrained.default('optional'),
      /** Whether a refresh replaces the refresh token, for clients that registered no choice. */
      refresh: z.enum(['rotating', 'static']).default('rotating'),
      prefixes: z
        .strictObject({
          access: prefix.default('lka'),
          refresh: prefix.default('lkr'),
          connectedAccess: prefix.default('pca'),
          connectedRefresh: prefix.default('pcr'),
          client: prefix.default('lkc'),
          personal: prefix.default('pat'),
          management: prefix.default('lkm'),
        })
        .prefault({}),
    })
    .prefault({}),
  lifetimes: z
    .strictObject({
      code: seconds.max(600).default(60),
      /**
       * From pushing a request until the browser arrives with it. The user then has the rest of ten minutes.
       */
      pushedRequest: seconds.min(60).max(599).default(90),
      access: seconds.max(86_400).default(3_600),
      /** A refresh token that is not used for this long expires. */
      refreshIdle: seconds.default(30 * 86_400),
      /** The longest time that a connection lasts without the user. */
      refreshAbsolute: seconds.default(365 * 86_400),
      /** How long a public client may repeat a used refresh token and get the same successor; 0: never. */
      refreshRepeatPublic: z.int().min(0).max(300).default(10),
      session: seconds.default(12 * 3_600),
      idToken: seconds.max(86_400).default(3_600),
      personalMax: seconds.default(366 * 86_400),
      /** A client that registered or described itself is removed after this time without use. */
      unusedRegistration: seconds.min(3_600).default(30 * 86_400),
    })
    .prefault({}),
  dpop: dpop.prefault({}),
  /** Every authorization request must be pushed first (RFC 9126 section 5). */
  requirePushedAuthorization: z.boolean().default(false),
  /** Every authorization request must name its redirect URI, even if only one is registered. */
  requireRedirectUri: z.boolean().default(false),
  /** Every signed authorization request must have `nbf` (FAPI 2.0 Message Signing section 5.3.1). */
  requireNotBefore: z.boolean().default(false),
  /** Every token request must name its resources (RFC 8707). */
  requireResource: z.boolean().default(false),
  /** Rich authorization details (RFC 9396) that clients may request; each must satisfy its JSON Schema. */
  authorizationDetails: authorizationDetails.default({}),
  /** "Sign in with <API>": OpenID Connect, with the scopes openid, profile, email and offline_access. */
  signIn,
  /** How people sign in: by a password here, or in the API owner's own application. */
  signInBy: signInBy.prefault({}),
  algorithms,
  /** Signing algorithms, one key each. The first is the default. */
  signing,
  /** Dialects for every client of this API. Each is a file in `oauth/dialects/`, and its risk stands in `risks` of the words. */
  dialects: z.array(z.enum(DIALECT_NAMES)).default([]),
  /** The day on which a dialect is to go, as operators see it. Removing it from `dialects` ends it. */
  dialectSunsets: z.partialRecord(z.enum(DIALECT_NAMES), z.iso.date()).default({}),
  /**
   * RFC 7591. `open`: any client may register, as MCP clients need; otherwise with an initial access token.
   */
  registration: z.enum(['open', 'initial-access-token', 'off']).default('initial-access-token'),
  /** Whether the scopes that a client registers limit it permanently (`limit`) or are only its first ones. */
  registeredScope: z.enum(['limit', 'first']).default('limit'),
  /** Issuers of software statements that are trusted at registration (RFC 7591 section 2.3). */
  softwareStatements: softwareStatements.optional(),
  /** Clients may be identified by the https URL of their own metadata, as MCP clients prefer. */
  clientMetadataDocuments: z.boolean().default(false),
  /**
   * Devices without a browser may request access (RFC 8628). Off by default, because an attacker can phish
   * with codes.
   */
  deviceAuthorization: z.boolean().default(false),
  /** Which clients may act for the users of which others (RFC 8693). Without it, none may. */
  tokenExchange: tokenExchange.optional(),
  /** Issuers whose assertions about users are trusted (RFC 7523 section 2.1). */
  trustedIssuers: trustedIssuers.default([]),
  /**
   * Client authentication by certificates, and certificate-bound tokens (RFC 8705). Without it, neither is
   * available.
   */
  clientCertificates: clientCertificates.optional(),
  clientAuthentication,
  /** Whether users can create personal access tokens for scripts; these are bearer tokens. */
  personalTokens: z.boolean().default(true),
  /**
   * Origins whose browsers may call the token endpoint and the API; `['*']` for any. Cookies are never
   * allowed.
   */
  corsOrigins: z.array(z.string()).default([]),
  /** Whether a permission that a role gains after consent applies to earlier grants at once. */
  promotions: z.enum(['count', 'wait']).default('count'),
  /** The versions of the API and how a call names one. Without it, Latchkey ignores versions. */
  versions: versions.optional(),
  languages: languages.optional(),
  /** The time zone of pages for people whose own is not known: a name in the IANA's database. */
  timeZone: z.string().refine(isTimeZone, 'a time zone such as Europe/Berlin').default('UTC'),
  refusals: refusals.default({}),
  limits: limits.prefault({}),
  memory: z
    .strictObject({
      /** The most access tokens that a node remembers, and the most of each other kind; 0: none are remembered. */
      entries: z.int().min(0).max(1_000_000).default(20_000),
      /** The most pages of its SQLite database that each process keeps, in megabytes. */
      databaseMegabytes: z.int().min(2).max(4_096).default(16),
    })
    .prefault({}),
  /**
   * The party that checks a security scheme of the document, by its name there, if Latchkey cannot know:
   * `token`: it means one of Latchkey's tokens; `api`: the upstream checks it, in addition to a token.
   */
  securitySchemes: z.record(z.string(), z.enum(['token', 'api'])).default({}),
  /**
   * The origin of a page to read and try the API's document, with a sign-in or a pasted token. Its script is
   * not Latchkey's, so it needs a host without sign-in and consent.
   */
  explorer: z.union([explorerOrigin, z.literal(false)], { error: EXPLORER }).default(false),
  developers: z
    .strictObject({
      /**
       * `live`: a client that a developer makes for live data works only when an operator has approved it. `all`: one for the
       * sandbox as well. `platforms`: of those for live data only a platform waits. Except with `none`, developers may ask for platforms too.
       */
      approval: z.enum(['none', 'platforms', 'live', 'all']).default('none'),
      /**
       * `open`: anybody who confirms an e-mail address may make clients. `approval`: when an owner has approved them. `closed`: only
       * members of a tenant may.
       */
      signUp: z.enum(['closed', 'open', 'approval']).default('closed'),
      /**
       * A tenant with invented data, which the API behind knows: a developer who belongs to none gets the role there with their
       * first test connection. It opens only the sandbox, where the API has one.
       */
      testTenant: z.strictObject({ id: z.string().min(1), role: z.string().min(1) }).optional(),
    })
    .prefault({}),
  /** The management API, for programs of the API owner and for the dashboard; on the issuer's host. */
  management: z
    .strictObject({
      path: z
        .string()
        .regex(/^(?:\/[A-Za-z0-9._~-]+)+$/, 'a path such as /manage, without a slash at its end')
        .default('/manage'),
      /** The role of people whom a tenant's directory brings, if it names none; without it they have no place. */
      directoryRole: z.string().min(1).optional(),
    })
    .prefault({}),
  /** Account pages for signed-in users. */
  pages: z
    .strictObject({
      section: text.default('Settings'),
      connections: page.default({ title: 'Connections', path: '/account/connections' }),
      tokens: page.default({ title: 'Access tokens', path: '/account/tokens' }),
      /** `begins`: the preselected kind in the form for a new client. */
      clients: page
        .extend({ begins: z.enum(['confidential', 'public']).default('confidential') })
        .default({ title: 'OAuth clients', path: '/account/clients', begins: 'confidential' }),
      members: page.default({ title: 'People', path: '/account/people' }),
      activity: page.default({ title: 'Activity', path: '/account/activity' }),
      explorer: page.default({ title: 'API explorer', path: '/docs' }),
      device: page.default({ title: 'Connect a device', path: '/device' }),
    })
    .prefault({}),
  audit: audit.prefault({}),
  anomalies: anomalies.prefault({}),
  webhooks: webhooks.prefault({}),
  mail: mail.prefault({}),
  branding: branding.prefault({}),
});

/** A resource that the user can select, with its container. */
export interface SelectableResource extends ResourceRef {
  name: string;
  /** The resource that contains this one: selecting the container selects it too (`includesFuture`). */
  parent?: ResourceRef;
}

export type ResourceLister = (who: {
  user: { id: string; email: string };
  tenant: { id: string };
}) => Promise<SelectableResource[]>;

export type ScopeConfig = z.output<typeof scope>;
