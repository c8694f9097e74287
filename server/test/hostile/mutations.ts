import fc from 'fast-check';
import { anyText } from './any-text.ts';
import type { Target } from './targets.ts';

/** How the body goes out; all but the one that its endpoint reads are wrong. */
type Wire = 'query' | 'form' | 'json' | 'json-deep' | 'multipart' | 'utf16' | 'latin1' | 'gzip' | 'untyped';

export type Mutation =
  | { do: 'drop'; at: number }
  | { do: 'double'; at: number; value: string | null }
  | { do: 'swap-values'; at: number; to: number }
  | { do: 'value'; at: number; value: string }
  | { do: 'raw'; at: number; bytes: string }
  | { do: 'append'; at: number; text: string }
  | { do: 'add'; name: string; value: string; times: number }
  /** The parameters or headers of another endpoint. */
  | { do: 'borrow'; from: number; what: 'fields' | 'headers' | 'method' }
  | { do: 'method'; method: string }
  | { do: 'wire'; wire: Wire }
  | { do: 'header'; name: string; value: string }
  | { do: 'path'; end: string };

const VALUES = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\r\nLocation: https://evil.example/\r\n\r\n',
  '<script>alert(1)</script>',
  `"'><img src=x onerror=alert(1)>`,
  '\u202egnp.exe',
  '💥é',
  '../../../etc/passwd',
  "' OR 1=1 --",
  '__proto__',
  'constructor',
  'null',
  'NaN',
  '-1',
  '1e999',
  '9'.repeat(40),
  'x'.repeat(3_000),
  'x'.repeat(70_000),
  'read '.repeat(500),
  'openid',
  'none login',
  'plain',
  'allow',
  'jwt',
  'fragment',
  'token',
  'code id_token',
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example/',
  '/\t/evil.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://app.example/callback/../evil',
  'https://app.example/callback?x=1',
  'https://APP.example/callback',
  'https://app.example./callback',
  'https://user@app.example/callback',
  'https://app.example\\@evil.example/callback',
  'http://127.0.0.1:1@evil.example/callback',
  'http://169.254.169.254/latest/meta-data',
  'https://127.0.0.1/client.json',
  'app',
  'spa',
  'managed',
  'eyJhbGciOiJub25lIn0.e30.',
  `eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhcHAifQ.${'A'.repeat(43)}`,
  `${'a'.repeat(20_000)}.${'b'.repeat(20_000)}.c`,
  '{"id_token":{"sub":{"value":1}}}',
  `${'['.repeat(3_000)}${']'.repeat(3_000)}`,
  '[{"type":"folder","identifier":{"a":[]}}]',
  'urn:ietf:params:oauth:request_uri:x',
  'urn:ietf:params:oauth:grant-type:device_code',
];
/** Characters that no encoder would write. */
const RAW = [
  '%',
  '%zz',
  '%f',
  '%ff%fe',
  '%c0%ae',
  '%00',
  '%ed%a0%80',
  '\xff\xfe',
  '\xe9',
  '+',
  ';',
  '&&==&',
  '=%3d=',
];
const ENDS = ['.evil.example', '@evil.example/', '/..', '?', '#', '\0', ' ', '\n', ',', '=', ':1', '%00'];
const NAMES =
  'client_id client_secret redirect_uri response_type response_mode scope state code code_verifier code_challenge grant_type resource refresh_token token request request_uri prompt nonce id_token_hint assertion client_assertion client_assertion_type access_token csrf consent tenant decision return_to claims max_age login_hint ui_locales acr_values dpop_jkt authorization_details registration subject_token jwks jwks_uri grant_types __proto__ toString'.split(
    ' ',
  );
const HEADERS: [string, string][] = [
  ['authorization', 'Basic'],
  ['authorization', 'Basic !!!'],
  ['authorization', `Basic ${Buffer.from('app:%zz').toString('base64')}`],
  ['authorization', `Basic ${Buffer.from('\xff:\xfe', 'latin1').toString('base64')}`],
  ['authorization', 'Bearer'],
  ['authorization', `Bearer ${'a'.repeat(9_000)}`],
  ['authorization', 'Bearer a, Bearer b'],
  ['authorization', 'DPoP eyJhbGciOiJub25lIn0.e30.'],
  ['dpop', 'eyJhbGciOiJub25lIn0.e30.'],
  ['dpop', 'x'],
  ['cookie', 'latchkey_session=; a=b; =; ;'],
  ['cookie', `latchkey_session=${'a'.repeat(4_000)}`],
  ['origin', 'https://evil.example'],
  ['origin', 'null'],
  ['sec-fetch-site', 'cross-site'],
  ['accept', 'application/token-introspection+jwt'],
  ['accept', '*/*;q=x'],
  ['content-type', 'application/json'],
  ['content-type', 'text/plain'],
  ['content-type', 'application/x-www-form-urlencoded; charset=utf-16'],
  ['content-type', ';;;'],
  ['x-forwarded-host', 'evil.example'],
  ['forwarded', 'host=evil.example'],
  ['x-huge', 'x'.repeat(12_000)],
  ['x-huge', 'x'.repeat(20_000)],
  ['x-latin', 'caf\xe9'],
];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
const PATHS = [
  '/',
  '/..',
  '/%2e%2e',
  '/%00',
  '/%ff',
  '/%',
  ';x=1',
  '%0d%0a',
  '?',
  '?client_secret=x',
  '//evil.example',
];
const WIRES: Wire[] = [
  'query',
  'form',
  'json',
  'json-deep',
  'multipart',
  'utf16',
  'latin1',
  'gzip',
  'untyped',
];

const value = fc.oneof(fc.constantFrom(...VALUES), anyText(40));
const place = fc.nat({ max: 15 });

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ do: fc.constant('drop'), at: place }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('double'), at: place, value: fc.option(value) }) },
  fc.record({ do: fc.constant('swap-values'), at: place, to: place }),
  { weight: 5, arbitrary: fc.record({ do: fc.constant('value'), at: place, value }) },
  fc.record({ do: fc.constant('raw'), at: place, bytes: fc.constantFrom(...RAW) }),
  fc.record({ do: fc.constant('append'), at: place, text: fc.constantFrom(...ENDS) }),
  fc.record({
    do: fc.constant('add'),
    name: fc.constantFrom(...NAMES),
    value,
    times: fc.constantFrom(1, 1, 2, 150),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('borrow'),
      from: fc.nat({ max: 99 }),
      what: fc.constantFrom('fields', 'fields', 'headers', 'method'),
    }),
  },
  fc.record({ do: fc.constant('method'), method: fc.constantFrom(...METHODS) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wire'), wire: fc.constantFrom(...WIRES) }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...HEADERS)
      .map(([name, text]): Mutation => ({ do: 'header', name, value: text })),
  },
  fc.record({ do: fc.constant('path'), end: fc.constantFrom(...PATHS) }),
) as fc.Arbitrary<Mutation>;

/** A request of which every part can still be made wrong. */
export interface Draft extends Omit<Target, 'fields' | 'as'> {
  fields: { name: string; value: string; raw: string | null }[];
  wire: Wire;
}

export function mutated(target: Target, mutations: readonly Mutation[], all: readonly Target[]): Draft {
  const draft: Draft = {
    ...target,
    fields: target.fields.map(field),
    headers: [...target.headers],
    wire: target.as,
  };
  for (const each of mutations) mutate(draft, each, all);
  return draft;
}

function field([name, value]: [string, string]): Draft['fields'][number] {
  return { name, value, raw: null };
}

function mutate(draft: Draft, mutation: Mutation, all: readonly Target[]): void {
  const { fields } = draft;
  const index = 'at' in mutation ? mutation.at % Math.max(1, fields.length) : 0;
  const one = fields[index];
  switch (mutation.do) {
    case 'drop':
      fields.splice(index, 1);
      break;
    case 'double':
      if (one) fields.push({ ...one, value: mutation.value ?? one.value });
      break;
    case 'swap-values': {
      const other = fields[mutation.to % Math.max(1, fields.length)];
      if (one && other) [one.value, other.value] = [other.value, one.value];
      break;
    }
    case 'value':
      if (one) one.value = mutation.value;
      break;
    case 'raw':
      if (one) one.raw = mutation.bytes;
      break;
    case 'append':
      if (one) one.value += mutation.text;
      break;
    case 'add':
      for (let n = 0; n < (mutation.value.length > 500 ? 1 : mutation.times); n++) {
        fields.push(field([mutation.name, mutation.value]));
      }
      break;
    case 'borrow': {
      const other = all[mutation.from % all.length];
      if (!other) break;
      if (mutation.what === 'fields') draft.fields = other.fields.map(field);
      else if (mutation.what === 'headers') draft.headers = [...other.headers];
      else draft.method = other.method;
      break;
    }
    case 'method':
      draft.method = mutation.method;
      break;
    case 'wire':
      draft.wire = mutation.wire;
      break;
    case 'header':
      draft.headers.push([mutation.name, mutation.value]);
      break;
    case 'path':
      draft.path += mutation.end;
      break;
  }
}
