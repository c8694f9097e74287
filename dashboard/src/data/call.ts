import { formToken, language, management } from './boot.ts';
import { OPERATIONS, type Operations } from './management.ts';
import { signedInAgain } from './session.ts';

export type OperationId = keyof Operations;
export type Input<Id extends OperationId> = Omit<Operations[Id], 'answer'>;
export type AnswerOf<Id extends OperationId> = Operations[Id]['answer'];

/** A fault of one field: a JSON pointer into the body, or the name of a parameter. */
export interface Fault {
  pointer?: string;
  parameter?: string;
  detail: string;
}

/** A problem that the management API told (RFC 9457), or `unreachable`. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly errors: readonly Fault[];

  constructor(status: number, { code = 'unknown', detail = '', errors = [] }: Partial<Problem>) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

interface Problem {
  code: string;
  detail: string;
  errors: readonly Fault[];
}

interface Sent {
  path?: Record<string, string>;
  query?: object;
  body?: unknown;
}

interface Options {
  /** The entity tag of what is to be changed, so that nobody else's change is lost. */
  ifMatch?: string | undefined;
  signal?: AbortSignal;
}

export interface Tagged<Data> {
  data: Data;
  etag: string | undefined;
}

/**
 * Calls an operation of the management API. Throws `Refused`. If the session has ended, or the operation needs a new proof of who it is, the
 * visitor signs in meanwhile, and the same request is sent again.
 */
export async function call<Id extends OperationId>(
  id: Id,
  input: Input<Id>,
  options: Options = {},
): Promise<AnswerOf<Id>> {
  return (await read(id, input, options)).data;
}

/** As `call`, with the entity tag of the answer. */
export async function read<Id extends OperationId>(
  id: Id,
  input: Input<Id>,
  options: Options = {},
): Promise<Tagged<AnswerOf<Id>>> {
  const [method, path]: readonly [string, string] = OPERATIONS[id];
  const sent = input as Sent;
  // A creation that is sent again after a lost answer creates nothing twice.
  const key = method === 'POST' ? crypto.randomUUID() : undefined;
  for (;;) {
    const answer = await send(method, address(path, sent), sent.body, { ...options, key });
    if (answer.status === 401) {
      await signedInAgain('session');
      continue;
    }
    const type = answer.headers.get('content-type') ?? '';
    const data = type.includes('json') ? await answer.json() : await answer.text();
    if (!answer.ok) {
      const refused = new Refused(answer.status, data as Partial<Problem>);
      if (refused.code === 'reauthentication_required' && (await signedInAgain('proof'))) continue;
      throw refused;
    }
    return { data, etag: answer.headers.get('etag') ?? undefined };
  }
}

/** The address of an operation's answer, for links that the browser follows by itself. */
export function addressOf<Id extends OperationId>(id: Id, input: Input<Id>): string {
  return address(OPERATIONS[id][1], input as Sent);
}

function address(template: string, { path = {}, query = {} }: Sent): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return `${management}${filled}${search === '' ? '' : `?${search}`}`;
}

async function send(
  method: string,
  url: string,
  body: unknown,
  { ifMatch, signal, key }: Options & { key: string | undefined },
): Promise<Response> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-language': language,
    ...(method === 'GET' ? {} : { 'x-latchkey-form-token': formToken() }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    ...(key === undefined ? {} : { 'idempotency-key': `"${key}"` }),
  };
  try {
    return await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused(0, { code: 'unreachable' });
  }
}
