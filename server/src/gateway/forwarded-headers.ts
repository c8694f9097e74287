import type { IncomingMessage } from 'node:http';
import { IDENTITY_HEADER } from '../../../wire/names.ts';
import type { Call } from '../guard/call.ts';
import { awaitsContinue } from '../http/expectation.ts';
import { rawValues } from '../http/raw-headers.ts';

/** Headers about one connection, which a proxy does not forward (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'http2-settings',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/**
 * Headers that a caller may not set: who they are, where they come from, or that a method or path other than
 * the judged one is meant. The token and its proof are not forwarded, so that the upstream cannot leak them.
 * A cookie could identify the caller in a second way that the guard did not judge.
 */
const CLAIMS = namesNot(
  new RegExp(
    `^(${[
      'latchkey-.*|authorization|dpop|client-cert|client-cert-chain|cookie|host|expect|content-length|x-request-id',
      'forwarded|x-forwarded-.*|x-real-ip|x-client-ip|true-client-ip|.*-connecting-ip|x-cluster-client-ip',
      // Frameworks that honour these would turn an allowed POST into a DELETE that was not judged.
      'x-http-method|x-http-method-override|x-method-override|x-original-.*|x-rewrite-url',
    ].join('|')})$`,
  ),
);

/** The headers that the guard has read or that are told instead: the account header, and those such as the agreed version. */
interface Judged {
  accountHeader?: string | undefined;
  agreed?: Record<string, string>;
}

/**
 * Returns the headers of the request to the upstream: the caller's own, except those that a caller may not
 * set. Names and values alternate, as Node sends them: it takes an object apart more slowly.
 */
export function forwardedHeaders(
  request: IncomingMessage,
  call: Call,
  identity: string,
  { accountHeader, agreed = {} }: Judged = {},
): string[] {
  const account = accountHeader?.toLowerCase() ?? '';
  const headers = endToEnd(request.rawHeaders, CLAIMS, [account, ...Object.keys(agreed)]);
  if (call.account !== undefined) headers.push(account, call.account);
  for (const name in agreed) headers.push(name, agreed[name] as string);
  // The body is framed as it arrived, even if `Connection` names one of these headers.
  const { 'transfer-encoding': coding, 'content-length': length } = request.headers;
  if (coding !== undefined) headers.push('transfer-encoding', 'chunked');
  else if (length !== undefined) headers.push('content-length', length);
  // The upstream decides whether it wants the body (RFC 9110 section 10.1.1).
  if (awaitsContinue(request)) headers.push('expect', '100-continue');
  headers.push('x-forwarded-for', call.ip, 'x-forwarded-host', request.headers.host ?? call.host);
  headers.push('x-forwarded-proto', call.secure ? 'https' : 'http', 'x-request-id', call.requestId);
  headers.push(IDENTITY_HEADER, identity);
  return headers;
}

/**
 * Returns the trailers of a request to the upstream. Some servers merge them into the headers, so they must
 * not contain a header that a caller may not set, or that was judged with another value.
 */
export function forwardedTrailers(
  { rawTrailers, headers }: IncomingMessage,
  { accountHeader, agreed = {} }: Judged,
): string[] {
  const judged = [...Object.keys(headers), ...Object.keys(agreed), accountHeader?.toLowerCase() ?? ''];
  return endToEnd(rawTrailers, CLAIMS, judged);
}

const OURS = namesNot(/^latchkey-/);

/** Returns the headers or trailers of the upstream's answer that go on to the caller. Names and values alternate. */
export function returnedHeaders(raw: string[]): string[] {
  return endToEnd(raw, OURS);
}

/** The name of a header: in lower case, as a server could read it, and whether it may go on. */
interface Name {
  key: string;
  read: string;
  passes: boolean;
}

/** Nearly every call has the same names, which are remembered. Bounded, because anybody can make up others. */
const MOST_NAMES = 1_000;
const LONGEST_NAME = 64;

/** Returns a function that says of a name whether it is about one connection or matches `without`. */
function namesNot(without: RegExp): (name: string) => Name {
  const remembered = new Map<string, Name>();
  return (name) => {
    const known = remembered.get(name);
    if (known) return known;
    const key = name.toLowerCase();
    const read = variable(key);
    const made = { key, read, passes: !HOP_BY_HOP.has(key) && !without.test(read) };
    if (remembered.size >= MOST_NAMES) remembered.clear();
    if (name.length <= LONGEST_NAME) remembered.set(name, made);
    return made;
  };
}

/**
 * Returns the headers or trailers whose names pass `look`, and are none of `names`, in any spelling that a server could
 * read as one of them, nor named by `Connection`.
 */
function endToEnd(raw: string[], look: (name: string) => Name, names: string[] = []): string[] {
  const taken = names.map(variable);
  const named = namedByConnection(raw);
  const headers: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const { key, read, passes } = look(raw[index] ?? '');
    if (passes && !named?.has(key) && !taken.includes(read)) headers.push(key, raw[index + 1] ?? '');
  }
  return headers;
}

/** Returns names with their values, of a list in which they alternate. */
export function pairsOf(list: string[]): [name: string, value: string][] {
  return list.flatMap((name, index) => (index % 2 === 0 ? [[name, list[index + 1] ?? '']] : []));
}

/** Some servers read `latchkey_identity` and `latchkey-identity` into one variable. */
function variable(name: string): string {
  return name.includes('_') ? name.replaceAll('_', '-') : name;
}

/** Returns the names in `Connection`, or `null` if there are none. */
function namedByConnection(raw: string[]): Set<string> | null {
  const values = rawValues(raw, 'connection');
  if (values.length === 0) return null;
  return new Set(values.flatMap((value) => value.split(',')).map((option) => option.trim().toLowerCase()));
}
