import { decodeUtf8 } from '../../http/basic-credentials.ts';
import type { Inbound } from '../../http/inbound.ts';
import { isKept, parseJson, UnkeptText } from '../../lib/kept-text.ts';
import { ok, type Result, refused } from '../../lib/result.ts';
import type { SpeakingApi } from '../../mail/letter.ts';
import { inWords, type Sentence, sentence } from '../../words/sentence.ts';
import { readBy } from './faults.ts';
import type { Fault, ManageOperation } from './operation.ts';

/** The largest body, in bytes: a client with all its settings has a few kilobytes. */
export const LARGEST_BODY = 256 * 1024;

export interface InputProblem {
  status: 400 | 413 | 415;
  code: 'invalid_request' | 'body_too_large' | 'media_type_unsupported';
  detail: Sentence;
  /** In the language of the one who asks. */
  errors?: Fault<string>[];
}

/** Reads the query strictly: a misspelt filter must not be ignored, because the answer would be about more than was asked. */
export function readQuery(
  operation: ManageOperation,
  request: Inbound,
  api: SpeakingApi,
): Result<object, InputProblem> {
  const fault = (parameter: string, said: Sentence) =>
    faulty([{ parameter, detail: inWords(api.words, said) }]);
  const pairs: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(request.query)) {
    if (Object.hasOwn(pairs, name)) return fault(name, sentence('standsTwice'));
    if (!isKept(value)) return fault(name, sentence('unkeptText'));
    pairs[name] = value;
  }
  const { query } = operation;
  if (!query) {
    const [name] = Object.keys(pairs);
    return name === undefined ? ok({}) : fault(name, sentence('noSuchParameter'));
  }
  const read = readBy(query.strict(), pairs, api);
  return read.ok
    ? ok(read.value)
    : faulty(read.faults.map(({ at, detail }) => ({ parameter: String(at[0] ?? ''), detail })));
}

/** Reads a JSON body. Resolves to `undefined` for an operation without one. */
export async function readBody(
  operation: ManageOperation,
  request: Inbound,
  api: SpeakingApi,
): Promise<Result<unknown, InputProblem>> {
  const { body } = operation;
  if (!body) return ok(undefined);
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    return refused({
      status: 415,
      code: 'media_type_unsupported',
      detail: sentence('asJson'),
    });
  }
  const sent = await request.body(LARGEST_BODY);
  if (!sent.ok) {
    return sent.problem === 'too_large'
      ? refused({ status: 413, code: 'body_too_large', detail: sentence('bodyTooLarge', LARGEST_BODY) })
      : bad(sentence('bodyNotWhole'));
  }
  const text = decodeUtf8(sent.value);
  if (text === null) return bad(sentence('bodyNotUtf8'));
  const json = parsed(text);
  if (!json.ok) return json;
  const read = readBy(body, json.value, api);
  return read.ok
    ? ok(read.value)
    : faulty(read.faults.map(({ at, detail }) => ({ pointer: pointerOf(at), detail })));
}

function parsed(text: string): Result<unknown, InputProblem> {
  try {
    return ok(parseJson(text));
  } catch (error) {
    return bad(sentence(error instanceof UnkeptText ? 'unkeptText' : 'bodyNotJson'));
  }
}

function bad(detail: Sentence): Result<never, InputProblem> {
  return refused({ status: 400, code: 'invalid_request', detail });
}

function faulty(errors: Fault<string>[]): Result<never, InputProblem> {
  return refused({
    status: 400,
    code: 'invalid_request',
    detail: sentence('unusableRequest'),
    errors,
  });
}

/** RFC 6901 section 3: `~` and `/` in a name are escaped. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((each) => `/${String(each).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
