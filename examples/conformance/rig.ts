import type { Client } from 'latchkey';

/** What one configuration of the rig is put up with, and what the suite is to be told about it. */
export interface Rig {
  /** Name of the configuration: `<name>.config.ts`. */
  name: string;
  /** Added to the port of the rig; each configuration listens on a port of its own. */
  portOffset: number;
  /** Set to the issuer before the configuration is loaded. */
  issuerVariable: string;
  /** Where certificates of clients are asked for, and whose count. */
  certificates?: {
    /** As `portOffset`; a port of its own, so that the suite's browser is spared the question. */
    portOffset: number;
    /** Set to scheme, host and port of it, and to the authority, before the configuration is loaded. */
    originVariable: string;
    authorityVariable: string;
    /** In PEM. */
    authority: string;
  };
  /** The clients that its plans use, for a suite at `suite.origin`. */
  clients(suite: Suite): RigClient[];
  plans(served: Served): Plan[];
}

/** Where the suite answers, and under which aliases its plans run. */
export interface Suite {
  origin: string;
  /** An address of the suite's in a plan with this alias, such as `callback`. */
  at(alias: string, path: string): string;
}

export type RigClient = Pick<Client, 'id' | 'name' | 'scopes' | 'redirectUris'> & Partial<Client>;

/** A configuration that is up. */
export interface Served {
  issuer: string;
  /** Where it asks for certificates; the same as the issuer if it does not. */
  certificateOrigin: string;
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
  /** Modules that the suite skips, since they are about something that Latchkey refuses to do. */
  skipped?: readonly string[];
  configuration: Record<string, unknown>;
}
