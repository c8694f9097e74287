import fc from 'fast-check';
import { anyText } from '../../../server/test/hostile/any-text.ts';
import type { Ending } from './raw.ts';

/** A request that is as it should be, of which mutations make others. */
export interface Target {
  /** With port. */
  host: string;
  method: string;
  path: string;
  fields: [name: string, value: string][];
  as: Encoding;
  headers: [name: string, value: string][];
}

type Encoding = 'query' | 'form' | 'json';
/** Text that is encoded as it should be, or characters that go out as they are. */
type Value = { text: string } | { bare: string };

export const SCRIPT = '<script>alert(1)</script>';

const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\t\v\x1b[31m\x7f',
  '\r\nLocation: https://evil.example/\r\n\r\n',
  SCRIPT,
  `"'>${SCRIPT}`,
  '\u202egnp.exe',
  '💥é',
  '../../../../etc/passwd',
  "' OR 1=1 --",
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-1',
  '9'.repeat(40),
  'x'.repeat(3_000),
  'x'.repeat(70_000),
  'scope '.repeat(500),
  '*',
  'none login',
  'plain',
  'allow',
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  '/.//evil.example/',
  'javascript:alert(1)',
  'http://127.0.0.1:1@evil.example/callback',
  'http://127.0.0.1.evil.example/callback',
  'http://127.0.0.1:99999/callback',
  'example.com.evil.example',
];
const BARE = [
  '%',
  '%zz',
  '%ff%fe',
  '%c0%ae%c0%ae%2f',
  '%00',
  '\xff\xfe',
  '+',
  ';',
  '&&==&',
  'a=b=c',
  'null',
  '0',
  '-1e999',
  'true',
  '[]',
  '["read","write"]',
  '{"a":{"b":[null]}}',
  '"\\ud800"',
  '"\\u0000"',
  `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
];
const ENDS = ['.evil.example', '@evil.example/', '/..', '?', '#', '\0', ' ', '\n', '%00', ',', '=', ':1'];
const NAMES = [
  ...[
    'client_id',
    'client_secret',
    'redirect_uri',
    'redirect_url',
    'response_type',
    'response_mode',
    'scope',
  ],
  ...['state', 'code', 'code_verifier', 'code_challenge', 'code_challenge_method', 'grant_type', 'resource'],
  ...['refresh_token', 'token', 'request', 'request_uri', 'prompt', 'nonce', 'id_token_hint', 'assertion'],
  ...['client_assertion', 'client_assertion_type', 'access_token', 'csrf', 'consent', 'tenant', 'decision'],
  ...[
    'show',
    'action',
    'user',
    'role',
    'name',
    'return_to',
    'limit',
    'cursor',
    'sort',
    'filter',
    'id',
    'done',
  ],
  ...['', '__proto__', 'constructor', 'client_id[]', 'a'.repeat(500), SCRIPT],
];
const HEADERS: [string, string][] = [
  ['authorization', 'Bearer'],
  ['authorization', 'Bearer a,b'],
  ['authorization', `Bearer ${'a'.repeat(9_000)}`],
  ['authorization', 'Bearer pca_0000000000000000000000000000000000000000000000000'],
  ['authorization', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.'],
  ['authorization', 'Basic'],
  ['authorization', 'Basic Og=='],
  ['authorization', 'Basic JWZmOiVmZg=='],
  ['authorization', 'Digest username="a"'],
  ['authorization', 'DPoP abc'],
  ['proconvey-account', 'conn_x, conn_y'],
  ['proconvey-account', 'x'.repeat(8_000)],
  ['cookie', `latchkey-session=${'A'.repeat(43)}; latchkey-form=${'\xff'.repeat(43)}`],
  ['cookie', ';;=;latchkey-session'],
  ['accept', 'text/html;q=2, */*;q=x'],
  ['accept', ','.repeat(2_000)],
  ['accept-language', '*;q=0, ;;q=,x'],
  ['accept-encoding', 'br;q=nan, identity;q=0'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'application/x-www-form-urlencoded; charset="utf-7"'],
  ['content-type', 'multipart/form-data; boundary='],
  ['content-type', '/'],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'deflate, br'],
  ['content-length', '7'],
  ['content-length', '999999999999'],
  ['transfer-encoding', 'chunked'],
  ['transfer-encoding', 'gzip, chunked'],
  ['expect', '100-continue'],
  ['expect', 'the-worst'],
  ['connection', 'authorization, host, content-length'],
  ['connection', 'upgrade'],
  ['upgrade', 'h2c'],
  ['host', 'evil.example'],
  ['origin', 'https://evil.example'],
  ['origin', 'null'],
  ['sec-fetch-site', 'cross-site'],
  ['forwarded', 'for=127.0.0.1;host=evil.example'],
  ['x-forwarded-host', 'evil.example'],
  ['x-forwarded-for', '127.0.0.1'],
  ['x-forwarded-uri', '/healthz'],
  ['x-forwarded-method', 'OPTIONS'],
  ['x-http-method-override', 'DELETE'],
  ['latchkey-guard-key', 'x'],
  ['latchkey-identity', 'eyJhbGciOiJub25lIn0.e30.'],
  ['latchkey-request-id', SCRIPT],
  ['version', '1999-01-01'],
  ['version', '\x80'.repeat(100)],
  ['range', 'bytes=-1,0-'],
  ['if-match', '*'],
  ['if-modified-since', 'never'],
  ['x-large', 'x'.repeat(12_000)],
  ['x-larger', 'x'.repeat(40_000)],
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND'];
const PATHS = [
  '/',
  '//',
  '/.',
  '/..',
  '/%2e%2e',
  '/%2f',
  '/%00',
  '/%ff',
  '/%',
  ';x=1',
  '%0d%0a',
  '/a/b/c',
  '?',
  '#',
];

/** Headers after which the other side may wait for more than is coming. */
const FRAMING = ['content-length', 'transfer-encoding', 'upgrade', 'connection'];

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(...TEXTS).map((text) => ({ text })),
  fc.constantFrom(...BARE).map((bare) => ({ bare })),
  anyText(40).map((text) => ({ text })),
);
const place = fc.nat({ max: 11 });

export type Mutation =
  | { do: 'drop'; at: number }
  | { do: 'double'; at: number; value: Value | null }
  | { do: 'swap'; at: number; to: number }
  | { do: 'value'; at: number; value: Value }
  | { do: 'append'; at: number; text: string }
  | { do: 'name'; at: number; name: string }
  | { do: 'add'; name: string; value: Value; times: number }
  | { do: 'method'; method: string }
  | { do: 'encode'; as: Encoding }
  | { do: 'header'; header: [string, string] }
  | { do: 'path'; path: string }
  | { do: 'garble'; at: number; byte: number }
  | { do: 'cut'; at: number; ending: Ending };

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ do: fc.constant('drop'), at: place }),
  fc.record({ do: fc.constant('double'), at: place, value: fc.option(value) }),
  fc.record({ do: fc.constant('swap'), at: place, to: place }),
  { weight: 4, arbitrary: fc.record({ do: fc.constant('value'), at: place, value }) },
  fc.record({ do: fc.constant('append'), at: place, text: fc.constantFrom(...ENDS) }),
  fc.record({ do: fc.constant('name'), at: place, name: fc.constantFrom(...NAMES) }),
  fc.record({
    do: fc.constant('add'),
    name: fc.constantFrom(...NAMES),
    value,
    times: fc.constantFrom(1, 1, 2, 150),
  }),
  fc.record({ do: fc.constant('method'), method: fc.constantFrom(...METHODS) }),
  fc.record({ do: fc.constant('encode'), as: fc.constantFrom<Encoding[]>('query', 'form', 'json') }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('header'), header: fc.constantFrom(...HEADERS) }) },
  fc.record({ do: fc.constant('path'), path: fc.constantFrom(...PATHS) }),
  fc.record({ do: fc.constant('garble'), at: fc.nat({ max: 400 }), byte: fc.nat({ max: 255 }) }),
  fc.record({
    do: fc.constant('cut'),
    at: fc.nat({ max: 100 }),
    ending: fc.constantFrom<Ending[]>('half-close', 'gone'),
  }),
);

interface Draft extends Omit<Target, 'fields'> {
  fields: [name: string, value: Value][];
}

/** The bytes of `target` after `mutations`, and how its sender ends. */
export function written(target: Target, mutations: Mutation[]): { bytes: Buffer; ending: Ending } {
  const draft: Draft = {
    ...target,
    fields: target.fields.map(([name, text]) => [name, { text }]),
    headers: [...target.headers],
  };
  for (const each of mutations) mutate(draft, each);
  const body = encoded(draft);
  for (const each of mutations) {
    if (each.do === 'garble' && body.length > 0) body[each.at % body.length] = each.byte;
  }
  const query = draft.as === 'query' && draft.fields.length > 0 ? `?${formText(draft.fields)}` : '';
  const lines = [
    `${draft.method} ${draft.path}${query} HTTP/1.1`,
    `host: ${draft.host}`,
    'connection: close',
    ...draft.headers.map(([name, text]) => `${name}: ${text}`),
  ];
  const has = (name: string) => draft.headers.some(([each]) => each === name);
  if (body.length > 0 && !has('content-type')) {
    lines.push(
      `content-type: ${draft.as === 'json' ? 'application/json' : 'application/x-www-form-urlencoded'}`,
    );
  }
  if (body.length > 0 && !has('content-length') && !has('transfer-encoding')) {
    lines.push(`content-length: ${body.length}`);
  }
  const bytes = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
  const cut = mutations.find((each) => each.do === 'cut');
  if (cut) return { bytes: bytes.subarray(0, Math.floor((bytes.length * cut.at) / 100)), ending: cut.ending };
  return { bytes, ending: draft.headers.some(([name]) => FRAMING.includes(name)) ? 'half-close' : 'wait' };
}

function mutate(draft: Draft, mutation: Mutation): void {
  const { fields } = draft;
  const index = 'at' in mutation ? mutation.at % Math.max(1, fields.length) : 0;
  const field = fields[index];
  switch (mutation.do) {
    case 'drop':
      fields.splice(index, 1);
      break;
    case 'double':
      if (field) fields.push([field[0], mutation.value ?? field[1]]);
      break;
    case 'swap': {
      const other = fields[mutation.to % Math.max(1, fields.length)];
      if (field && other) [field[1], other[1]] = [other[1], field[1]];
      break;
    }
    case 'value':
      if (field) field[1] = mutation.value;
      break;
    case 'append':
      if (field && 'text' in field[1]) field[1] = { text: field[1].text + mutation.text };
      break;
    case 'name':
      if (field) field[0] = mutation.name;
      break;
    case 'add': {
      // Megabytes may meet a closed connection before their answer arrives.
      const times = JSON.stringify(mutation.value).length > 1_000 ? 1 : mutation.times;
      for (let n = 0; n < times; n++) fields.push([mutation.name, mutation.value]);
      break;
    }
    case 'method':
      draft.method = mutation.method;
      break;
    case 'encode':
      draft.as = mutation.as;
      break;
    case 'header':
      draft.headers.push(mutation.header);
      break;
    case 'path':
      draft.path += mutation.path;
      break;
  }
}

function encoded({ as, fields }: Draft): Buffer {
  if (as === 'query' || fields.length === 0) return Buffer.alloc(0);
  return as === 'form' ? Buffer.from(formText(fields), 'latin1') : Buffer.from(jsonText(fields), 'latin1');
}

function formText(fields: Draft['fields']): string {
  return fields.map(([name, text]) => `${percent(name)}=${formValue(text)}`).join('&');
}

function formValue(value: Value): string {
  return 'bare' in value ? value.bare.replaceAll(/[\s\p{Cc}]/gu, '') : percent(value.text);
}

/** Every byte that is no letter or digit, so that nothing is left to be misread on the way. */
function percent(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9_.~-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

function jsonText(fields: Draft['fields']): string {
  const members = fields.map(
    ([name, text]) => `${JSON.stringify(name)}:${'bare' in text ? text.bare : JSON.stringify(text.text)}`,
  );
  return Buffer.from(`{${members.join(',')}}`).toString('latin1');
}
