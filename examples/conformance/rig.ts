import type { Client } from 'latchkey';

/** What one configuration of the rig is put up with, and what the suite is to be told about it. */
export interface Rig {
  /** Name of the configuration: `<name>.config.ts`. */
  name: string;
  /** Added to the port of the rig; each configuration listens on a port of its own. */
  portOffset: number;
  /** Set to the issuer before the configuration is loaded. */
  issuerVariable: string;
  /** The clients that its plans use, for a suite at `suite.origin`. */
  clients(suite: Suite): RigClient[];
  plans(served: Served): Plan[];
}

/** Where the suite answers, and under which aliases its plans run. */
export interface Suite {
  origin: string;
  /** The suite's redirect URI of a plan with this alias. */
  callback(alias: string): string;
}

export type RigClient = Pick<Client, 'id' | 'name' | 'scopes' | 'redirectUris'> & Partial<Client>;

/** A configuration that is up. */
export interface Served {
  issuer: string;
  suite: Suite;
  /** The secret of a client of the rig, made at this start. */
  secretOf(clientId: string): string;
}

/** A plan of the suite, the variants that it is run with, and its configuration as the suite takes it. */
export interface Plan {
  /** Names the file: `<file>.json`. */
  file: string;
  plan: string;
  variant: Record<string, string>;
  configuration: Record<string, unknown>;
}
