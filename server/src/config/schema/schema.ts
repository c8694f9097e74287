import { z } from 'zod';
import type { ResourceRef } from '../../model/index.ts';
import { audit } from './audit.ts';
import { authorizationDetails } from './authorization-details.ts';
import { algorithms, clientAuthentication } from './client-authentication.ts';
import { clientCertificates } from './client-certificates.ts';
import { DIALECT_NAMES } from './dialect-names.ts';
import { front } from './front.ts';
import { tokenExchange, trustedIssuers } from './further-grants.ts';
import { limits } from './limits.ts';
import { PROFILE_NAMES } from './profile-names.ts';
import { dpop, senderConstrained } from './sender-constrained.ts';
import { separateResource } from './separate-resource.ts';
import { signIn, signing } from './sign-in.ts';
import { softwareStatements } from './software-statements.ts';
import { languages, refusals, versions } from './versions.ts';

/** Seconds, as operators think of lifetimes; turned into milliseconds where they are used. */
const seconds = z.int().positive();
const host = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    'a lower-case host name without port',
  );
const EXPLORER = 'an https origin where nobody signs in, such as https://docs.example.com, or false';
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
  /** What it lets somebody do, in the customer's words; shown on the consent page. */
  title: z.string().min(1),
  /** Scopes that holding this one includes. `*` stands for any run of characters: `read:*`. */
  covers: z.array(z.string().min(1)).default([]),
  /** Calls that need this scope are counted together with others of the class, such as `write`. */
  class: z.string().default('read'),
  /** The user chooses on the consent page which of their resources it opens. */
  selectsResources: z.boolean().default(false),
  /** Only platforms may ask for it. */
  platformsOnly: z.boolean().default(false),
  /** Tells something about the user and opens nothing; no other scope covers it. */
  aboutUser: z.boolean().default(false),
});

const page = z.strictObject({ title: z.string().min(1), path: pagePath });

/** The whole of what an API owner writes. Anything not named here is refused, not ignored. */
export const schema = z.strictObject({
  /** Sets every switch that a published profile demands, and refuses what contradicts it. */
  profile: z.enum(PROFILE_NAMES).optional(),
  /** Names the data file and the localhost domain. */
  name: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'lower-case letters, digits and hyphens'),
  /** Shown to people: "Sign in to …". */
  title: z.string().min(1),
  /** RFC 8414 issuer identifier: https, no trailing slash. Its host serves the pages; its port is every host's. */
  issuer: z
    .string()
    .regex(/^https:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[^\s?#]*[^\s?#/])?$/, 'an https URL without trailing slash'),
  /** Full public URLs. An endpoint on a domain's host answers on every domain and alias, under the same path. */
  endpoints: z.strictObject({
    authorization: endpointUrl,
    token: endpointUrl,
    /** The rest default to `<issuer>/oauth/…`. */
    revocation: endpointUrl.optional(),
    introspection: endpointUrl.optional(),
    registration: endpointUrl.optional(),
    connections: endpointUrl.optional(),
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
      /** Paths that are resources of their own (RFC 9728), such as `/mcp`: a token can be asked for one alone. */
      resourcePaths: z.array(resourcePath).default([]),
      /** A program beside the API, such as its MCP server, as a resource of its own. */
      separate: separateResource.optional(),
    }),
  ),
  /** First label of a host under `<api>.localhost`, where the host's own first label will not do. */
  labels: z.record(host, z.string().regex(/^[a-z0-9-]+$/)).default({}),
  /** What this API calls its customers, and their id on the wire. */
  tenant: z.strictObject({ word: z.string().min(1), field: z.string().min(1) }),
  /** Path of the OpenAPI 3.1 document, relative to the configuration file. */
  openapi: z.string().min(1),
  /** How Latchkey stands in front of the API: `gateway`, `forwardAuth`, `sdk` or `inProcess`. */
  front,
  scopes: z.record(scopeName, z.union([z.string().min(1), scope])),
  /** Scopes given when a client asks for none. Without it, such a request is refused. */
  defaultScopes: z.array(scopeName).default([]),
  roles: z.record(
    z.string().min(1),
    z.strictObject({
      title: z.string().min(1),
      /** `*` stands for any run of characters: `contact.*`; `['*']` permits everything. */
      permissions: z.array(z.string().min(1)),
      /** May see everybody's connections in the tenant, change roles and make clients for it. */
      managesTenant: z.boolean().default(false),
    }),
  ),
  /** Where selected resources come from: called with the acting user when the consent page is shown. */
  resources: z
    .strictObject({
      list: z.custom<ResourceLister>((value) => typeof value === 'function', { error: 'a function' }),
    })
    .optional(),
  /** The header that names the connected account on calls for a customer. */
  accountHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .optional(),
  tokens: z
    .strictObject({
      /** Format of access tokens for a client's own users and tenant. Those for connected accounts and platforms are always opaque. */
      plain: z.enum(['opaque', 'jwt']).default('opaque'),
      senderConstrained: senderConstrained.default('optional'),
      /** Whether refreshing replaces the refresh token of a client that registered nothing else. */
      refresh: z.enum(['rotating', 'static']).default('rotating'),
      prefixes: z
        .strictObject({
          access: prefix.default('lka'),
          refresh: prefix.default('lkr'),
          connectedAccess: prefix.default('pca'),
          connectedRefresh: prefix.default('pcr'),
          client: prefix.default('lkc'),
          personal: prefix.default('pat'),
        })
        .prefault({}),
    })
    .prefault({}),
  lifetimes: z
    .strictObject({
      code: seconds.max(600).default(60),
      /** From pushing a request to the browser that brings it; then the user has the rest of ten minutes. */
      pushedRequest: seconds.min(60).max(599).default(90),
      access: seconds.max(86_400).default(3_600),
      /** A refresh token that is not used for this long expires. */
      refreshIdle: seconds.default(30 * 86_400),
      /** No connection lasts longer without the user. */
      refreshAbsolute: seconds.default(365 * 86_400),
      /** How long a public client may present a used refresh token once more and get the same successor; 0: never. */
      refreshRepeatPublic: z.int().min(0).max(300).default(10),
      session: seconds.default(12 * 3_600),
      idToken: seconds.max(86_400).default(3_600),
      personalMax: seconds.default(366 * 86_400),
      /** A client that registered or described itself and was not used within this time is removed. */
      unusedRegistration: seconds.min(3_600).default(30 * 86_400),
    })
    .prefault({}),
  dpop: dpop.prefault({}),
  /** Every authorization request has to be pushed first (RFC 9126 section 5). */
  requirePushedAuthorization: z.boolean().default(false),
  /** Every authorization request has to name its redirect URI, also where only one is registered. */
  requireRedirectUri: z.boolean().default(false),
  /** Every signed authorization request says since when it counts (`nbf`; FAPI 2.0 Message Signing section 5.3.1). */
  requireNotBefore: z.boolean().default(false),
  /** Every token has to be asked for by the resources it is for (RFC 8707). */
  requireResource: z.boolean().default(false),
  /** Rich authorization details (RFC 9396) that clients may ask for; each is held against its JSON Schema. */
  authorizationDetails: authorizationDetails.default({}),
  /** "Sign in with <API>": OpenID Connect, with the scopes openid, profile, email and offline_access. */
  signIn,
  algorithms,
  /** Algorithms to sign with, one key each; the first for everything that nobody chooses one for. */
  signing,
  /** Dialects for every client of this API. Each is a file in `oauth/dialects/` that states its risk. */
  dialects: z.array(z.enum(DIALECT_NAMES)).default([]),
  /** RFC 7591. `open`: anybody, as MCP clients need; otherwise with an initial access token. */
  registration: z.enum(['open', 'initial-access-token', 'off']).default('initial-access-token'),
  /** Whether the scopes that a client names when it registers limit it for good, or are only those it begins with. */
  registeredScope: z.enum(['limit', 'first']).default('limit'),
  /** Whose statements about software count when a client registers (RFC 7591 section 2.3). */
  softwareStatements: softwareStatements.optional(),
  /** Clients may be known by the https address of their own metadata, as MCP clients like to be. */
  clientMetadataDocuments: z.boolean().default(false),
  /** Devices without a browser of their own may ask for access (RFC 8628). Off, because codes can be phished. */
  deviceAuthorization: z.boolean().default(false),
  /** Which clients may act for the users of which others (RFC 8693); without it none may. */
  tokenExchange: tokenExchange.optional(),
  /** Whose assertions about users are believed (RFC 7523 section 2.1). */
  trustedIssuers: trustedIssuers.default([]),
  /** Clients that prove themselves with certificates, and tokens bound to those (RFC 8705); without it, neither. */
  clientCertificates: clientCertificates.optional(),
  clientAuthentication,
  /** Whether people can make keys for scripts of their own; these are bearer tokens. */
  personalTokens: z.boolean().default(true),
  /** Origins whose browsers may call the token endpoint and the API: `['*']` for any. Never with cookies. */
  corsOrigins: z.array(z.string()).default([]),
  /** Whether a permission that a role gains after consent counts for old grants at once. */
  promotions: z.enum(['count', 'wait']).default('count'),
  /** Which versions of the API there are, and how a call names its own; without it, versions are the API's matter. */
  versions: versions.optional(),
  languages: languages.optional(),
  refusals: refusals.default({}),
  limits: limits.prefault({}),
  /**
   * Who checks a security scheme of the document, by its name there, where Latchkey cannot know: `token`, one of its own
   * tokens is meant; `api`, the API behind checks it, and a token is needed beside it all the same.
   */
  securitySchemes: z.record(z.string(), z.enum(['token', 'api'])).default({}),
  /**
   * Where the API's own document is to read and to try: with signing in, or a token that is pasted. Its script is not
   * Latchkey's, so it runs on a host where nobody signs in or consents.
   */
  explorer: z.union([explorerOrigin, z.literal(false)], { error: EXPLORER }).default(false),
  /** Where a signed-in user finds their own things. */
  pages: z
    .strictObject({
      section: z.string().default('Settings'),
      connections: page.default({ title: 'Connections', path: '/account/connections' }),
      tokens: page.default({ title: 'Access tokens', path: '/account/tokens' }),
      /** `begins`: the kind that the form for a new client has chosen already, as most clients of this API are. */
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
});

/** Everything the user could hand over, with what contains it. */
export interface SelectableResource extends ResourceRef {
  name: string;
  /** The resource that contains this one: choosing the container chooses it as well. */
  parent?: ResourceRef;
}

export type ResourceLister = (who: {
  user: { id: string; email: string };
  tenant: { id: string };
}) => Promise<SelectableResource[]>;

export type ScopeConfig = z.output<typeof scope>;
