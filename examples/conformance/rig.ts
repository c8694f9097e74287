import type { Client } from 'latchkey';

/** One configuration of the rig, and what the suite needs to know about it. */
export interface Rig {
  /** Name of the configuration: `<name>.config.ts`. */
  name: string;
  /** Added to the port of the rig; each configuration listens on its own port. */
  portOffset: number;
  /** The variable that gets the issuer before the configuration is loaded. */
  issuerVariable: string;
  /** Where client certificates are requested, and which are accepted. */
  certificates?: {
    /** Like `portOffset`; a separate port, so that the suite's browser is not asked for a certificate. */
    portOffset: number;
    /** The variable that gets scheme, host and port of it, before the configuration is loaded. */
    originVariable: string;
    authorityVariable: string;
    /** In PEM. */
    authority: string;
  };
  /** The clients that its plans use, for a suite at `suite.origin`. */
  clients(suite: Suite): RigClient[];
  plans(served: Served): Plan[];
}

/** The suite's URL, and the aliases of its plans. */
export interface Suite {
  origin: string;
  /** Returns a URL of the suite in a plan with this alias, such as `callback`. */
  at(alias: string, path: string): string;
}

export type RigClient = Pick<Client, 'name' | 'scopes' | 'redirectUris'> &
  Partial<Omit<Client, 'id'>> & { id: string };

/** A running configuration. */
export interface Served {
  issuer: string;
  /** The origin that requests certificates; equal to the issuer if there is none. */
  certificateOrigin: string;
  suite: Suite;
  /** Returns the secret of a client of the rig, made at this start. */
  secretOf(clientId: string): string;
}

/** A plan of the suite, its variants, and its configuration in the suite's format. */
export interface Plan {
  /** Names the file: `<file>.json`. */
  file: string;
  plan: string;
  variant: Record<string, string>;
  /** Modules that the suite skips, because they test features that Latchkey refuses to have. */
  skipped?: readonly string[];
  configuration: Record<string, unknown>;
}
