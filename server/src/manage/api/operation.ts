import type { z } from 'zod';
import type { Answer } from '../../http/answer.ts';
import type { Inbound } from '../../http/inbound.ts';
import type { SpeakingApi } from '../../mail/letter.ts';
import type { Managed } from '../../model/index.ts';
import type { OperationTable } from '../../openapi/operation-table.ts';
import type { Thing } from '../../words/en/refusals.ts';
import { type Sentence, type Sentences, sentence } from '../../words/sentence.ts';
import type { Actor } from './actor.ts';
import type { Parts } from './parts.ts';

/**
 * The callers of an operation, beside operators and tokens for the whole API.
 * `operator`: nobody. `manager`: managers of the tenant in the path, and tokens of it. `member`: all members of it too.
 * `developer`: the person to whom the client in the path belongs; without a client in the path, each person for their own.
 * `person`: only a person who is signed in, for what is their own. `anybody`: each caller, whatever their scopes.
 */
export type Whom = 'operator' | 'manager' | 'member' | 'developer' | 'person' | 'anybody';

/** One request to an operation, read and allowed. */
export interface ManageCall<Query = unknown, Body = unknown> {
  /** With the texts of our own and of the configuration in the language that the request asks for. */
  api: SpeakingApi;
  parts: Parts;
  /** The operations of the guarded API. */
  operations: OperationTable;
  request: Inbound;
  actor: Actor;
  /** The parameters of the path, decoded. */
  path: Readonly<Record<string, string>>;
  query: Query;
  body: Body;
}

/** A success, or a problem that the operation names in `problems`. */
export type ManageAnswer =
  | { status: 200 | 201 | 202; body: unknown; headers?: Record<string, string> }
  | { status: 204 }
  | { raw: Answer }
  | ManageProblem;

/** A fault in one place: a JSON pointer into the body, or the name of a parameter. */
export type Fault<Detail = Sentence> = { detail: Detail } & ({ pointer: string } | { parameter: string });

type Members = Record<string, unknown> & { errors?: readonly Fault[] };

export interface ManageProblem {
  problem: {
    status: 400 | 403 | 404 | 409 | 412 | 422 | 429;
    code: string;
    detail: Sentence;
    members?: Members;
  };
}

/** One operation of the management API: its row in the document, in the route table and on the command line. */
export interface ManageOperation {
  /** `listTenants`. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's base address, with parameters in braces: `/tenants/{tenant}`. */
  path: string;
  /** The noun under which the document lists it, and whose scope it needs. */
  noun: Managed;
  /** Needs the scope to change the noun; by default, an operation other than GET does. */
  changes?: boolean;
  whom: Whom;
  summary: string;
  description?: string;
  /** A sentence about each parameter of the path. */
  parameters?: Readonly<Record<string, string>>;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The schema of a success; without one, the answer is 204. */
  answer?: { status: 200 | 201 | 202; schema: z.ZodType; mediaType?: string };
  /** The codes of problems beside those that every operation has, with their status and a sentence. */
  problems?: Readonly<Record<string, readonly [status: number, says: string]>>;
  /** A creation that may carry an `Idempotency-Key`. */
  creates?: boolean;
  /**
   * Needs a person who signed in a short time ago, as the form of the same act does (`pages/account/dangerous.ts`). `manager`: not if
   * they are a member who manages nothing. A function says whether the change that is asked for needs it.
   */
  stepUp?: true | 'manager' | ((call: ManageCall) => Promise<boolean>);
  /** Returns the representation whose ETag `If-Match` is compared with; `null` if there is none. */
  current?(call: ManageCall): Promise<unknown>;
  handle(call: ManageCall): Promise<ManageAnswer>;
}

/** Types the handler by the schemas of its operation. */
export function operation<
  Query extends z.ZodObject = z.ZodObject<Record<never, z.ZodType>>,
  Body extends z.ZodType = z.ZodType<undefined>,
>(
  given: Omit<ManageOperation, 'query' | 'body' | 'handle' | 'current' | 'stepUp'> & {
    query?: Query;
    body?: Body;
    stepUp?: true | 'manager' | ((call: ManageCall<z.output<Query>, z.output<Body>>) => Promise<boolean>);
    current?(call: ManageCall<z.output<Query>, undefined>): Promise<unknown>;
    handle(call: ManageCall<z.output<Query>, z.output<Body>>): Promise<ManageAnswer>;
  },
): ManageOperation {
  return given as unknown as ManageOperation;
}

/** The scope that an operation needs. */
export function scopeOf({ noun, method, changes = method !== 'GET' }: ManageOperation) {
  return `manage:${noun}:${changes ? 'write' : 'read'}` as const;
}

export function refuse(
  status: ManageProblem['problem']['status'],
  code: string,
  detail: Sentence,
  members?: Members,
): ManageProblem {
  return { problem: { status, code, detail, ...(members ? { members } : {}) } };
}

export const CHANGED_MEANWHILE: ManageProblem = refuse(
  412,
  'changed_meanwhile',
  sentence('changedMeanwhile'),
);

/** Returns the faults of members of the body. */
export function faultsOf<Field extends string>(problems: Sentences<Field>): Fault[] {
  return Object.entries<Sentence | undefined>(problems).flatMap(([field, detail]) =>
    detail ? [{ pointer: `/${field}`, detail }] : [],
  );
}

/** The same answer for something that does not exist and for something that the caller may not know of. */
export function unknown(what: Thing): ManageProblem {
  return refuse(404, 'not_found', sentence('noSuch', what));
}
