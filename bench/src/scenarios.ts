/** The scenarios, in the order of a client's life. */
export const SERVER_SCENARIOS = [
  'client credentials',
  'code exchange',
  'refresh',
  'introspection',
  'guarded call',
] as const;

/** Calls through a proxy to the same upstream. All but the last are open to everybody. */
export const GATEWAY_SCENARIOS = [
  'gateway',
  'gateway 10 MB up',
  'gateway 10 MB down',
  'gateway 10 MB streamed',
  'gateway guarded',
] as const;

export const SCENARIOS = [...SERVER_SCENARIOS, ...GATEWAY_SCENARIOS] as const;

export type Scenario = (typeof SCENARIOS)[number];
export type GatewayScenario = (typeof GATEWAY_SCENARIOS)[number];

/** A request that is the same in substance for every contestant, though its form may differ. */
export interface Recipe {
  method: 'GET' | 'POST';
  host: string;
  path: string;
  headers: Record<string, string>;
  /** `{}` in the body or in a header is replaced with a value of the supply. */
  body: string;
  /**
   * The source of the values for `{}`. `once`: codes, each valid for one request. `chain`: refresh tokens;
   * each connection continues with the last one it received. `cycle`: access tokens, used repeatedly.
   */
  supply: 'none' | 'once' | 'chain' | 'cycle';
  /** For `cycle`: the scenario whose answers contain the access tokens. */
  tokensFrom?: 'client credentials' | 'code exchange';
  /** A part of every correct answer, besides status 200. */
  expect: string;
  /** Sends or receives 10 MB instead of `body` and `expect`; `streamed` does both, one after the other, without a length. */
  transfer?: Transfer;
}

export type Transfer = 'up' | 'down' | 'streamed';

/** Sent by a contestant when it is ready. Scenarios that it does not support are missing. */
export interface Ready {
  port: number;
  recipes: Partial<Record<Scenario, Recipe>>;
  /** Requests that make the values of others, where they are not in `recipes`. */
  preparation?: Partial<Record<Scenario, Recipe>>;
  /** With which an SDK asks Latchkey. */
  guardKey?: string;
}

/** Asks for the CPU time that the contestant has used since it started, all threads together. */
export interface CpuWanted {
  cpu: true;
}

export interface CpuUsed {
  /** Microseconds, in user mode and in the kernel. */
  microseconds: number;
}

/** Codes are made through the contestant's own store and are not timed. */
export interface CodesWanted {
  makeCodes: number;
}

export interface CodesMade {
  codes: string[];
}

/** The common properties of the clients of all contestants. */
export const CLIENT = {
  id: 'bench-client',
  /** In the form of those that Latchkey makes. Another one, which somebody may have chosen, counts as a guess until it is found right. */
  secret: 'bench-secret-4jYdL0qkQ2sXw8Rk3VnUeB7mTzHc5a',
  redirectUri: 'https://client.example/callback',
  scope: 'read write',
  verifier: 'bench-verifier-0123456789-abcdefghijklmnopqrstuvwxyz',
} as const;

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' } as const;

/** HTTP Basic (RFC 6749 section 2.3.1). */
export const BASIC = {
  authorization: `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`,
} as const;

/** The four requests of an authorization server, which differ only in their URLs. */
export function tokenRecipes(where: {
  host: string;
  token: string;
  introspection: string;
  introspects: 'client credentials' | 'code exchange';
}): Record<Exclude<(typeof SERVER_SCENARIOS)[number], 'guarded call'>, Recipe> {
  const post = { method: 'POST', host: where.host, headers: { ...FORM, ...BASIC } } as const;
  const redirect = encodeURIComponent(CLIENT.redirectUri);
  return {
    'client credentials': {
      ...post,
      path: where.token,
      body: 'grant_type=client_credentials&scope=read',
      supply: 'none',
      expect: '"access_token"',
    },
    'code exchange': {
      ...post,
      path: where.token,
      body: `grant_type=authorization_code&code={}&redirect_uri=${redirect}&code_verifier=${CLIENT.verifier}`,
      supply: 'once',
      expect: '"refresh_token"',
    },
    refresh: {
      ...post,
      path: where.token,
      body: 'grant_type=refresh_token&refresh_token={}',
      supply: 'chain',
      expect: '"refresh_token"',
    },
    introspection: {
      ...post,
      path: where.introspection,
      body: 'token={}',
      supply: 'cycle',
      tokensFrom: where.introspects,
      expect: '"active":true',
    },
  };
}

/** The paths of the upstream behind each gateway. */
export const UPSTREAM_PATHS = {
  small: '/open',
  up: '/open/up',
  down: '/open/down',
  streamed: '/open/streamed',
} as const;

/** The calls that every gateway passes on; Latchkey passes on one more, with a token. */
export function gatewayRecipes(host: string): Record<Exclude<GatewayScenario, 'gateway guarded'>, Recipe> {
  const call = { host, headers: {}, body: '', supply: 'none', expect: '"ok":true' } as const;
  const { small, up, down, streamed } = UPSTREAM_PATHS;
  return {
    gateway: { ...call, method: 'GET', path: small },
    'gateway 10 MB up': { ...call, method: 'POST', path: up, transfer: 'up' },
    'gateway 10 MB down': { ...call, method: 'GET', path: down, transfer: 'down' },
    'gateway 10 MB streamed': { ...call, method: 'POST', path: streamed, transfer: 'streamed' },
  };
}
