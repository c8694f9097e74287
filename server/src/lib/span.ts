/** One step of a request, as a trace shows it. */
export interface Span {
  readonly traceId: string;
  /** Begins a step within this one. */
  child(name: string, kind?: 'internal' | 'client'): Span;
  /** Value of `traceparent` for the next server (W3C Trace Context, section 3.2). */
  traceparent(): string;
  /** Ends it; later calls do nothing. No attribute is a secret, or text that a caller chooses. */
  end(attributes?: Record<string, string | number>, failed?: boolean): void;
}
