import type { ClientKind, CustomRole, GrantType, Mode } from 'latchkey';

/** What a demo API starts with. Secrets and tokens are not written here: `start.ts` derives them. */
export interface DemoSeed {
  tenants: { id: string; name: string }[];
  users: { id: string; email: string; name: string; password: string }[];
  memberships: { tenantId: string; userId: string; role: string }[];
  customRoles?: (Omit<CustomRole, 'tenantId'> & { tenantId: string })[];
  clients: DemoClient[];
  personalTokens: DemoToken[];
  /** Clients that a person who follows the tour can connect in a browser, most telling first. */
  connect: DemoConnect[];
  /** Two or three commands for the terminal, most telling first. */
  tour(tour: Tour): { say: string; command: string }[];
}

export interface DemoConnect {
  /** Id of a client that has the tour's callback among its redirect URIs. */
  client: string;
  say: string;
  /** What it asks for, separated by spaces. */
  scope: string;
  /** A first call with the token, below the API's base URL. */
  path: string;
  /** What that call needs beside the token and the account header. */
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
  /** Whose client it is, and for a client-credentials token that acts as somebody: as whom. */
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

/** What a tour's commands are written with: everything as it is served now. */
export interface Tour {
  /** Base URL of the API. */
  api: string;
  /** Start of each command: `curl`, or curl with the options that public mode needs. */
  curl: string;
  tokenEndpoint: string;
  /** Token by its name in `personalTokens`. */
  token(name: string): string;
  /** Secret of a client by its id. */
  secret(clientId: string): string;
}
