/** One thing that a client or person did, in the words of the judge. */
export type Act =
  /** A person allows a client; the answer has a code. */
  | { kind: 'consent' }
  /** A client redeems a code. `again`: it was sent before, on purpose. */
  | { kind: 'redeem'; code: string; again: boolean }
  | { kind: 'refresh'; token: string }
  /** Client credentials. */
  | { kind: 'issue' }
  | { kind: 'make-personal' }
  /** RFC 7009, of a refresh token: its family ends. */
  | { kind: 'end-family' }
  | { kind: 'end-personal' }
  /** The same by a platform, which gives back the connection too, unless it has a family of a later consent. */
  | { kind: 'give-back' }
  /** On the page of connections: everything under the connection ends. */
  | { kind: 'end-connection' }
  | { kind: 'suspend'; to: boolean }
  | { kind: 'call'; token: string }
  | { kind: 'sign-in' };

export type ActKind = Act['kind'];

/** The party that acts, and the thing that it acts on. */
export interface About {
  /** One user in one tenant with one client: whatever ends the connection ends all lives under it. */
  connection: string;
  /** A family or a personal access token, from its beginning to its end. */
  life: string;
  tenant: string;
}

export interface Sent {
  line: number;
  at: number;
  about: About;
  act: Act;
}

/** Tokens and names that an answer had. */
export interface Gained {
  code?: string;
  refresh?: string;
  access?: string;
  /** The tenant that the API behind was told. */
  tenant?: string;
  /** The code of a refusal. */
  problem?: string;
}

export interface Answered {
  line: number;
  at: number;
  /** The line that was answered. */
  to: number;
  /** `unknown`: there was no answer, or one that says that the server does not know: the act may have been done. */
  outcome: 'done' | 'refused' | 'unknown';
  status: number | null;
  requestId: string | null;
  gained: Gained;
}

/** A line that was sent, with its answer. Without one the outcome is unknown. */
export interface Deed extends Sent {
  answer: Answered;
}

/** Puts the lines of a journal together, in the order of sending. */
export function deedsOf(lines: readonly (Sent | Answered)[]): Deed[] {
  const answers = new Map(lines.flatMap((line) => ('to' in line ? [[line.to, line]] : [])));
  return lines.flatMap((line) =>
    'to' in line ? [] : [{ ...line, answer: answers.get(line.line) ?? unanswered(line) }],
  );
}

function unanswered({ line }: Sent): Answered {
  const at = Number.POSITIVE_INFINITY;
  return { line, at, to: line, outcome: 'unknown', status: null, requestId: null, gained: {} };
}
