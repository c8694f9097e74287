/** The version and language of a call, if the API declares any. */
export interface Agreement {
  readonly version?: string;
  readonly language?: string;
}
