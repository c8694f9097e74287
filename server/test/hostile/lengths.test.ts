import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readQuestion } from '../../../sdk/src/local/question.ts';
import { addressOf, defineApi } from '../../src/config/index.ts';
import { prefers } from '../../src/http/accept.ts';
import { readBasic } from '../../src/http/basic-credentials.ts';
import { hasTokenInQuery, readAuthorization } from '../../src/http/bearer-credentials.ts';
import { clientAddress } from '../../src/http/client-address.ts';
import { hostName } from '../../src/http/exchange.ts';
import type { Inbound } from '../../src/http/inbound.ts';
import { languageOf } from '../../src/http/language.ts';
import { decodeForm, Params } from '../../src/http/params.ts';
import { readRanges } from '../../src/http/ranges.ts';
import { canonicalUserCode } from '../../src/oauth/device/user-code.ts';
import { jsonBody } from '../../src/oauth/dialects/json-token-request.ts';
import { strayWhitespace } from '../../src/oauth/dialects/stray-whitespace.ts';
import { describable } from '../../src/oauth/errors/wire.ts';
import { parseOperations } from '../../src/openapi/operation-table.ts';
import { isDistinguishedName, isSubject } from '../../src/rules/client/distinguished-name.ts';
import { readCompactJws } from '../../src/rules/jws/compact-jws.ts';
import { comparableUri } from '../../src/rules/proof/uri.ts';
import { isDocumentAddress } from '../../src/rules/registration/client-document.ts';
import { redirectUriProblem, sameRedirectUri } from '../../src/rules/request/redirect-uri.ts';
import { parseDetails } from '../../src/rules/scope/authorization-details.ts';
import { readResources } from '../../src/rules/scope/resource.ts';
import { chooseScopes } from '../../src/rules/scope/scope.ts';
import { readCookie } from '../../src/signin/cookie.ts';
import { readToken } from '../../src/tokens/format.ts';
import { definition } from '../guard/world.ts';
import { stepsOf } from './steps.ts';

/*
 * A stranger may send a text as long as the server lets it be. Every parser that it meets is fed texts that are made
 * to be looked at again and again, and twice as much of each: twice the steps is what that may take.
 */

const config = defineApi(definition);
const table = parseOperations(
  `openapi: 3.1.0
components: { securitySchemes: { oauth: { type: 'oauth2' } } }
security: [{ oauth: [read] }]
paths:
  /users/me: { get: {} }
  /users/{id}: { get: { x-latchkey-ids: [encoded-slashes] } }
  /users/{id}.json: { get: {} }
  /users/{a}...{b}:  { get: {} }
  /{a}/{b}/{c}: { get: {} }
  /a/{b}/{c}: { get: {} }
  /{a}/a/a: { get: {} }
`,
  'openapi.yaml',
  config,
);
const address = addressOf(config, { kind: 'localhost', port: 4000 });
const cookies = (cookie: string) => ({ headers: { cookie } }) as Inbound;
const scopes = {
  declared: config.scopes,
  allowed: new Set(['read']),
  kind: 'confidential' as const,
  defaults: [],
};

/** By what is fed, every function of the project that reads it from a stranger. */
const PARSERS: Record<string, (text: string) => unknown> = {
  'a path': (text) => table.match('GET', `/users/${text}`),
  'a path, in its first segment': (text) => table.match('GET', `/${text}/a/a`),
  'Authorization: Basic': (text) => readBasic(`Basic ${text}`),
  'Authorization: a token': (text) => readAuthorization(`Bearer ${text}`),
  'a token': readToken,
  'a query': hasTokenInQuery,
  Accept: (text) => prefers(text, 'text/html', 'application/json'),
  'Accept, with versions': readRanges,
  'Accept-Language': (text) => languageOf(['en', 'de'], text),
  Cookie: (text) => readCookie(address, cookies(text), 'session'),
  Host: hostName,
  'X-Forwarded-For': (text) => clientAddress('192.0.2.1', text, ['192.0.2.0/24']),
  'a form': (text) => decodeForm(text),
  'a form, with many parameters': (text) => Params.of([...text].map((letter, index) => [letter + index, ''])),
  'a form, under stray-whitespace': (text) => strayWhitespace.tokenRequest?.([[text, text]]),
  'a JSON body of one member': (text) => jsonBody(JSON.stringify({ a: text })),
  'a JSON body as it comes': (text) => jsonBody(text),
  authorization_details: parseDetails,
  'a client_id that is an address': (text) => isDocumentAddress(`https://a.example/${text}`, false),
  'a JWS': readCompactJws,
  'an error description': describable,
  'a distinguished name': isDistinguishedName,
  'the value of a distinguished name': (text) => isDistinguishedName(`CN=${text}`),
  'the subject of a certificate': (text) => isSubject('CN=a', `CN=${text}`),
  'redirect_uri, at registration': (text) => redirectUriProblem(text, { privateUse: true, schemeless: true }),
  'redirect_uri, with https': (text) =>
    redirectUriProblem(`https://a.example/${text}`, { privateUse: true, schemeless: true }),
  'redirect_uri, in a request': (text) =>
    sameRedirectUri('http://127.0.0.1/cb', `http://127.0.0.1:${text}`, true),
  resource: (text) => readResources([`https://a.example/${text}`], ['https://a.example']),
  scope: (text) => chooseScopes(text, { ...scopes, exact: true }),
  'scope, made regular': (text) => chooseScopes(text, { ...scopes, exact: false }),
  'the htu of a proof': (text) => comparableUri(`https://a.example/${text}`),
  'a user code': canonicalUserCode,
  'a call, in the SDK': (text) =>
    readQuestion({
      method: 'GET',
      uri: `/${text}?${text}`,
      host: 'a.example',
      ip: '192.0.2.1',
      authorization: `Bearer ${text}`,
      headers: { [text]: text },
    }),
};

/** Texts that parsers tend to look at again: runs, nestings, openings that nothing closes, layers of encoding. */
const FEEDS: Record<string, (length: number) => string> = {
  blanks: (length) => `x${' '.repeat(length)}x`,
  'blanks, encoded': (length) => `x${'%20'.repeat(length / 3)}x`,
  dots: (length) => `${'.'.repeat(length)}x`,
  letters: (length) => 'a'.repeat(length),
  digits: (length) => '1'.repeat(length),
  slashes: (length) => '/'.repeat(length),
  'segments of one letter': (length) => 'a/'.repeat(length / 2),
  'slashes, encoded': (length) => 'a%2F'.repeat(length / 4),
  'layers of percent-encoding': (length) => `%${'25'.repeat(length / 2)}41`,
  'percent signs, encoded': (length) => '%25'.repeat(length / 3),
  'percent signs': (length) => '%'.repeat(length),
  semicolons: (length) => `a${';a'.repeat(length / 2)}`,
  commas: (length) => ','.repeat(length),
  colons: (length) => ':'.repeat(length),
  equals: (length) => `${'='.repeat(length)}x`,
  ampersands: (length) => 'a=b&'.repeat(length / 4),
  quotes: (length) => '"'.repeat(length),
  'quotes that are escaped': (length) => `"${'\\"'.repeat(length / 2)}`,
  backslashes: (length) => '\\'.repeat(length),
  brackets: (length) => '['.repeat(length),
  'name and value': (length) => 'CN=a,'.repeat(length / 5),
  endings: (length) => '.json'.repeat(length / 5),
  'languages with weights': (length) => 'en;q=0.1,'.repeat(length / 9),
  'letters of another width': (length) => '%EF%BD%81'.repeat(length / 9),
  capitals: (length) => 'A.'.repeat(length / 2),
};

const SOME = 3_600;
/** Four times as much shows what grows with the square of it, also where most of the steps are the same for all. */
const MUCH = 4 * SOME;
/** Beside what grows: what is done once, however long the text is. */
const ALWAYS = 3_000;

for (const [what, parse] of Object.entries(PARSERS)) {
  test(`${what} takes steps in proportion to its length, whatever it is made of`, () => {
    const found = Object.entries(FEEDS).map(([feed, make]) => {
      const [some, much] = [SOME, MUCH].map((length) => {
        const text = make(length);
        return stepsOf(() => parse(text));
      });
      return { feed, some: some ?? 0, much: much ?? 0 };
    });
    assert.ok(
      found.some(({ some }) => some > 0),
      'no step was counted',
    );
    const grown = found.filter(({ some, much }) => much > 5 * some + ALWAYS || much > 400 * MUCH);
    assert.deepEqual(grown, []);
  });
}

test('steps that grow with the square of a length are seen, in a loop and in built-in functions', () => {
  const decodeAgain = (text: string) => {
    let last = text;
    for (let next = decodeURIComponent(last); next !== last; next = decodeURIComponent(last)) last = next;
  };
  const layers = FEEDS['layers of percent-encoding'];
  assert.ok(layers);
  const [some, much] = [SOME, MUCH].map((length) => stepsOf(() => decodeAgain(layers(length))));
  assert.ok((much ?? 0) > 10 * (some ?? 0));
});
