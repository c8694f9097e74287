import SCIMMY from 'scimmy';
import { decodeUtf8 } from '../../http/basic-credentials.ts';
import type { Inbound } from '../../http/inbound.ts';
import { parseJson } from '../../lib/kept-text.ts';
import { LARGEST_BODY } from '../api/input.ts';

/** A filter of a directory is short; a long one is an attempt to keep the parser busy. */
const LONGEST_FILTER = 500;
const ID = /^[A-Za-z0-9_-]{1,100}$/;
const QUERY = ['filter', 'sortBy', 'sortOrder', 'startIndex', 'count', 'attributes', 'excludedAttributes'];

/** Returns the id of a path. Throws a refusal for a text that no id is, since the library puts it into a filter. */
export function known(id: string): string {
  if (!ID.test(id))
    throw new SCIMMY.Types.Error(404, null as never, `Resource ${id.slice(0, 100)} not found`);
  return id;
}

/** The parameters of a list, with numbers as such. */
export function queryOf(request: Inbound): Record<string, unknown> {
  const given = [...new URLSearchParams(request.query)].filter(([name]) => QUERY.includes(name));
  if (given.some(([, value]) => value.length > LONGEST_FILTER)) {
    throw new SCIMMY.Types.Error(
      400,
      'invalidFilter',
      `A parameter has ${LONGEST_FILTER} characters at most.`,
    );
  }
  return Object.fromEntries(
    given.map(([name, value]) => [
      name,
      name === 'startIndex' || name === 'count' ? Number.parseInt(value, 10) : value,
    ]),
  );
}

export function attributesOf(request: Inbound): Record<string, unknown> {
  const { attributes, excludedAttributes } = queryOf(request);
  return { ...(attributes ? { attributes } : {}), ...(excludedAttributes ? { excludedAttributes } : {}) };
}

export async function bodyOf(request: Inbound): Promise<Record<string, unknown>> {
  const body = await request.body(LARGEST_BODY);
  if (!body.ok) {
    if (body.problem === 'too_large')
      throw new SCIMMY.Types.Error(413, 'tooMany', `A body has ${LARGEST_BODY} bytes at most.`);
    throw new SCIMMY.Types.Error(400, 'invalidSyntax', 'The body did not arrive whole.');
  }
  const text = decodeUtf8(body.value);
  try {
    const value = text === null ? null : parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return asTheLibraryTakesIt({ ...value });
  } catch {
    // Said below.
  }
  throw new SCIMMY.Types.Error(400, 'invalidSyntax', 'The body is not a JSON object.');
}

const { id: ENTERPRISE } = SCIMMY.Schemas.EnterpriseUser.definition;
/** RFC 7643 section 4.3. */
const OF_ENTERPRISE = ['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager'];

interface Operation {
  op?: unknown;
  path?: unknown;
  value?: unknown;
}

/** Some directories repeat `schemas` inside the extension that they set by a PATCH, where it is no attribute. */
function asTheLibraryTakesIt(body: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(body.Operations)) return body;
  const Operations = (body.Operations as Operation[]).flatMap((operation): Operation | Operation[] => {
    const { op, path, value } = operation ?? {};
    // The library cannot remove a whole extension.
    if (String(op).toLowerCase() === 'remove' && path === ENTERPRISE)
      return OF_ENTERPRISE.map((part) => ({ op, path: `${path}:${part}` }));
    if (typeof value !== 'object' || value === null || !('schemas' in value)) return operation;
    const { schemas: _, ...rest } = value;
    return { ...operation, value: rest };
  });
  return { ...body, Operations };
}
