/** One of the calls that take turns. */
export interface Measured {
  /** Makes one call, and rejects if it is not allowed. */
  call(): Promise<unknown>;
  /** Resolves when all that the calls left to be done is done. */
  settled?(): Promise<unknown>;
  /** Measures itself: returns microseconds of CPU time a call. */
  run?(calls: number): Promise<number>;
}
