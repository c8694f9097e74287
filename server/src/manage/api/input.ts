import type { z } from 'zod';
import { decodeUtf8 } from '../../http/basic-credentials.ts';
import type { Inbound } from '../../http/inbound.ts';
import { isKept, parseJson, UnkeptText } from '../../lib/kept-text.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { ManageOperation } from './operation.ts';

/** The largest body, in bytes: a client with all its settings has a few kilobytes. */
export const LARGEST_BODY = 256 * 1024;

/** A fault in one place: a JSON pointer into the body, or the name of a parameter. */
export type Fault = { pointer: string; detail: string } | { parameter: string; detail: string };

export interface InputProblem {
  status: 400 | 413 | 415;
  code: 'invalid_request' | 'body_too_large' | 'media_type_unsupported';
  detail: string;
  errors?: Fault[];
}

/** Reads the query strictly: a misspelt filter must not be ignored, because the answer would be about more than was asked. */
export function readQuery(operation: ManageOperation, request: Inbound): Result<object, InputProblem> {
  const pairs: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(request.query)) {
    if (Object.hasOwn(pairs, name)) return faulty([{ parameter: name, detail: 'It stands twice.' }]);
    if (!isKept(value)) return faulty([{ parameter: name, detail: new UnkeptText().message }]);
    pairs[name] = value;
  }
  const { query } = operation;
  if (!query) {
    const [name] = Object.keys(pairs);
    return name === undefined ? ok({}) : faulty([{ parameter: name, detail: 'There is no such parameter.' }]);
  }
  const read = query.strict().safeParse(pairs);
  return read.success
    ? ok(read.data)
    : faulty(faultsOf(read.error).map(({ at, detail }) => ({ parameter: String(at[0] ?? ''), detail })));
}

/** Reads a JSON body. Resolves to `undefined` for an operation without one. */
export async function readBody(
  operation: ManageOperation,
  request: Inbound,
): Promise<Result<unknown, InputProblem>> {
  const { body } = operation;
  if (!body) return ok(undefined);
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    return refused({
      status: 415,
      code: 'media_type_unsupported',
      detail: 'Send the body as application/json.',
    });
  }
  const sent = await request.body(LARGEST_BODY);
  if (!sent.ok) {
    return sent.problem === 'too_large'
      ? refused({ status: 413, code: 'body_too_large', detail: `The body may have ${LARGEST_BODY} bytes.` })
      : bad('The body did not arrive whole.');
  }
  const text = decodeUtf8(sent.value);
  if (text === null) return bad('The body is not UTF-8.');
  const json = parsed(text);
  if (!json.ok) return json;
  const read = body.safeParse(json.value);
  return read.success
    ? ok(read.data)
    : faulty(faultsOf(read.error).map(({ at, detail }) => ({ pointer: pointerOf(at), detail })));
}

function parsed(text: string): Result<unknown, InputProblem> {
  try {
    return ok(parseJson(text));
  } catch (error) {
    return bad(error instanceof UnkeptText ? error.message : 'The body is not JSON.');
  }
}

function bad(detail: string): Result<never, InputProblem> {
  return refused({ status: 400, code: 'invalid_request', detail });
}

function faulty(errors: Fault[]): Result<never, InputProblem> {
  return refused({
    status: 400,
    code: 'invalid_request',
    detail: 'Something in the request is not usable; see errors.',
    errors,
  });
}

function faultsOf(error: z.ZodError): { at: readonly PropertyKey[]; detail: string }[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ at: [...issue.path, key], detail: 'There is no such member.' }))
      : [{ at: issue.path, detail: issue.message }],
  );
}

/** RFC 6901 section 3: `~` and `/` in a name are escaped. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((each) => `/${String(each).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
