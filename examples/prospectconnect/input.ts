import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type Fault, invalidBody, invalidQuery, Problem } from './problem.ts';
import type { JsonSchema } from './schemas.ts';

const MOST_BYTES = 64 * 1024;
const MOST_BYTES_READ = 128 * MOST_BYTES;

const ajv = new Ajv2020({ allErrors: true, strictTypes: false, useDefaults: true });
formats.default(ajv, ['date', 'email', 'hostname']);
ajv.addFormat('date-time', { type: 'string', validate: isInstant });

/** Validates values against one JSON Schema and fills in its defaults. */
export type Check = (value: unknown) => Fault[];

export function checkAgainst(schema: JsonSchema): Check {
  const validate: ValidateFunction = ajv.compile(schema);
  return (value) => {
    if (validate(value)) return [];
    // `if` only reports that a branch failed; the branch itself has reported why.
    return (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(faultOf);
  };
}

function faultOf({ instancePath, keyword, params, message }: ErrorObject): Fault {
  const place = `#${instancePath}`;
  switch (keyword) {
    case 'additionalProperties': {
      const name = String(params.additionalProperty);
      const pointer = `${place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (name === 'business_id') return { pointer, detail: 'is taken from the token and never sent' };
      return { pointer, detail: 'is not accepted here' };
    }
    case 'required':
      return { pointer: `${place}/${params.missingProperty}`, detail: 'is required' };
    case 'enum':
      return { pointer: place, detail: `must be one of ${params.allowedValues.join(', ')}` };
    default:
      return { pointer: place, detail: message ?? 'is not valid' };
  }
}

/**
 * Returns the JSON object of a request. With `optional`, a missing body counts as `{}`. Throws a `Problem`:
 * 413 if it is too large, 415 for another media type, 400 if it is not a JSON object.
 */
export async function readJson(request: Request, optional = false): Promise<Record<string, unknown>> {
  const bytes = await bytesOf(request);
  if (bytes.length === 0 && optional) return {};
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json' && type !== 'application/merge-patch+json') {
    throw new Problem(
      415,
      'unsupported_media_type',
      'Unsupported Media Type',
      'Send the body as JSON, with the header Content-Type: application/json.',
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), plainText);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw malformed('The body is not JSON in UTF-8.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('The body must be a JSON object.');
  }
  return value as Record<string, unknown>;
}

/**
 * Reads the whole body. One that is too long is discarded but read for a while: a client that is still
 * sending when the connection closes may never see the refusal.
 */
async function bytesOf(request: Request): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.length;
      if (size <= MOST_BYTES) chunks.push(chunk);
      if (size > MOST_BYTES_READ) break;
    }
  } catch {
    // The client has left, so this is not a server error.
    throw malformed('The body ended before it was complete.');
  }
  if (size > MOST_BYTES) {
    throw new Problem(413, 'too_large', 'Content Too Large', `A body may have at most ${MOST_BYTES} bytes.`);
  }
  return Buffer.concat(chunks);
}

/** The database cuts a text at a NUL and replaces half surrogate pairs, so both are refused. */
function plainText(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
    throw malformed('The body holds a NUL character or half of a surrogate pair.');
  }
  return value;
}

function malformed(detail: string): Problem {
  return new Problem(400, 'invalid_request', 'Bad Request', detail);
}

/** Returns the body if it passes `check`. Throws a `Problem` with every fault. */
export function checkedBody<Body>(body: Record<string, unknown>, check: Check): Body {
  const faults = check(body);
  if (faults.length > 0) throw invalidBody(faults);
  return body as Body;
}

/**
 * Returns the query parameters as an object, whole numbers as numbers. Throws a `Problem` for repeated and
 * wrong ones.
 */
export function checkedQuery<Query>(query: URLSearchParams, check: Check): Query {
  const values: Record<string, unknown> = {};
  for (const name of new Set(query.keys())) {
    const [value = '', ...more] = query.getAll(name);
    if (more.length > 0) throw invalidQuery([{ parameter: name, detail: 'may stand only once' }]);
    values[name] = /^-?\d{1,15}$/.test(value) && name === 'limit' ? Number(value) : value;
  }
  const faults = check(values).map(({ pointer = '', detail }) => ({ parameter: pointer.slice(2), detail }));
  if (faults.length > 0) throw invalidQuery(faults);
  return values as Query;
}

/** An RFC 3339 date and time on an existing day. */
function isInstant(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (!match || Number.isNaN(Date.parse(text))) return false;
  const day = new Date(`${match[1]}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(`${match[1]}T`);
}
