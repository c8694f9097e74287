/** Why a guard allowed a call without asking; `Basis` in the guard's types explains each. */
export const REUSED = ['stream', 'recent', 'unavailable'] as const;

/** An allowed call: index of its decision, time (Unix milliseconds), address, request, basis. */
export type ReportedCall = [decision: number, at: number, ip: string, requestId: string, basis: string];

/** The body of a report to Latchkey: calls that a guard allowed by itself, and what is left of leases. */
export interface Report {
  /** A UUID: a report is recorded once, even if it is sent several times. */
  batch: string;
  /** The identities that allowed the calls, as Latchkey signed them. */
  decisions: string[];
  calls: ReportedCall[];
  /** Ids of leases, each with the calls that it still had. */
  unused: [lease: string, calls: number][];
}
