import type { ClientKind, CustomRole, GrantType, Mode } from 'latchkey';

/** The initial data of a demo API. `start.ts` derives secrets and tokens. */
export interface DemoSeed {
  tenants: { id: string; name: string }[];
  users: { id: string; email: string; name: string; password: string }[];
  memberships: { tenantId: string; userId: string; role: string }[];
  customRoles?: (Omit<CustomRole, 'tenantId'> & { tenantId: string })[];
  clients: DemoClient[];
  personalTokens: DemoToken[];
  /** Clients that the browser tour can connect, the most instructive first. */
  connect: DemoConnect[];
  /** Ids of clients whose receiver of webhooks runs beside the demo. */
  receivers?: string[];
  /** Returns two or three commands for the terminal, the most instructive first. */
  tour(tour: Tour): { say: string; command: string }[];
}

export interface DemoConnect {
  /** Id of a client that has the tour's callback among its redirect URIs. */
  client: string;
  say: string;
  /** The scopes that it requests, separated by spaces. */
  scope: string;
  /** A first call with the token, below the API's base URL. */
  path: string;
  /** Headers that the call needs besides the token and the account header. */
  headers?: string[];
}

export interface DemoClient {
  id: string;
  name: string;
  kind: ClientKind;
  mode?: Mode;
  redirectUris: string[];
  grantTypes: GrantType[];
  scopes: string[];
  /** The client's owner, and the user whom a client-credentials token acts as. */
  ownerUserId?: string;
  tenantId?: string;
  actsAsUserId?: string;
}

export interface DemoToken {
  name: string;
  userId: string;
  tenantId: string;
  scopes: string[];
  mode?: Mode;
}

/** The values for a tour's commands, as currently served. */
export interface Tour {
  /** Base URL of the API. */
  api: string;
  /** The beginning of each command: `curl`, or curl with the options for public mode. */
  curl: string;
  tokenEndpoint: string;
  /** Returns a token by its name in `personalTokens`. */
  token(name: string): string;
  /** Returns the secret of a client by its id. */
  secret(clientId: string): string;
}
