import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Request } from 'express';
import type { Values } from './object-store.ts';
import { badRequest, Problem, unprocessable } from './problem.ts';

/** Names with single values or lists of them; deeper structures are refused. Must equal `openapi.yaml`. */
export const OBJECT_SCHEMA = {
  type: 'object',
  minProperties: 1,
  maxProperties: 50,
  propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$' },
  additionalProperties: {
    type: ['string', 'number', 'boolean', 'null', 'array'],
    maxLength: 2000,
    maxItems: 50,
    items: { type: ['string', 'number', 'boolean', 'null'], maxLength: 2000 },
  },
};

const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictTypes: false }).compile(
  OBJECT_SCHEMA,
);

/** Read as JSON: the guide's own request has no type, and curl then sends the form type. */
const READ_AS_JSON = ['', 'application/json', 'application/x-www-form-urlencoded'];

/**
 * Returns the object in a body. Throws a `Problem`: 415 for another media type, 400 if it is not a JSON
 * object, 422 with every fault if it cannot be stored.
 */
export function readObject(request: Request): Values {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!READ_AS_JSON.includes(type) && !/^application\/[a-z0-9.-]+\+json$/.test(type)) {
    throw new Problem(
      415,
      'unsupported_media_type',
      'Unsupported Media Type',
      'Send the object as JSON, with the header Content-Type: application/json.',
    );
  }
  const value = parse(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
  if (!validate(value)) {
    const faults = new Map<string, string>();
    for (const { instancePath, keyword, propertyName, message } of validate.errors ?? []) {
      // Follows from the failed pattern, which already describes the fault.
      if (keyword === 'propertyNames') continue;
      if (propertyName !== undefined) {
        const pointer = `#/${propertyName.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        faults.set(pointer, 'a name is a letter and up to 63 letters, digits, _ and -');
      } else if (keyword === 'type') {
        faults.set(`#${instancePath}`, 'must be a text, a number, true, false, null or a list of these');
      } else {
        faults.set(`#${instancePath}`, message ?? 'is not valid');
      }
    }
    throw unprocessable([...faults].map(([pointer, detail]) => ({ pointer, detail })));
  }
  return value as Values;
}

function parse(bytes: Buffer): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), wellFormed);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw badRequest('The body is not JSON in UTF-8.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('The body must be a JSON object.');
  }
  return value;
}

/** Half a surrogate pair could not be returned unchanged. */
function wellFormed(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && !value.isWellFormed()) {
    throw badRequest('The body holds half of a surrogate pair.');
  }
  return value;
}

const DEFAULT_LIMIT = 20;
const MOST = 100;

/** `limit` and `cursor` of a list. Throws a `Problem` that names the parameter at fault. */
export function readPaging(request: Request): { limit: number; after: number | null } {
  const query = new URLSearchParams(request.originalUrl.split('?').slice(1).join('?'));
  const refuse = (parameter: string, detail: string) =>
    badRequest(`Query parameter ${parameter}: ${detail}.`, [{ parameter, detail }]);
  for (const name of new Set(query.keys())) {
    if (name !== 'limit' && name !== 'cursor') throw refuse(name, 'is not known here; use limit and cursor');
    if (query.getAll(name).length > 1) throw refuse(name, 'may stand only once');
  }
  const limitText = query.get('limit');
  const limit = limitText === null ? DEFAULT_LIMIT : /^\d{1,4}$/.test(limitText) ? Number(limitText) : 0;
  if (limit < 1 || limit > MOST) throw refuse('limit', `must be a whole number from 1 to ${MOST}`);
  const cursor = query.get('cursor');
  const after = cursor === null ? null : readCursor(cursor);
  if (after !== null && Number.isNaN(after)) {
    throw refuse('cursor', 'is not a next_cursor of an earlier answer; begin again without it');
  }
  return { limit, after };
}

/** A cursor is a position in the association's own list: a forged one reveals nothing else. */
export function writeCursor(place: number): string {
  return Buffer.from(`after:${place}`).toString('base64url');
}

function readCursor(cursor: string): number {
  const match = /^after:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  return match ? Number(match[1]) : Number.NaN;
}
