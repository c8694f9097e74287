import { questionHeaders } from '../../sdk/src/passed-headers.ts';
import { badRequest, headersTooLarge, notThroughLatchkey, unavailable } from '../../sdk/src/refusals.ts';
import type { Refused } from '../../sdk/src/types.ts';
import { reachOf } from '../../server/src/access/ownership.ts';
import { CALLER, made } from './identity.ts';

type Pairs = [name: string, value: string][];

const UNREADABLE = 'The request has a header or a target that cannot be passed on.';

/** Calls, and the question that is asked about each. */
function questions() {
  const call = {
    method: 'POST',
    host: 'api.things.example:8080',
    uri: '/things/%20x?page=2&page=3',
    ip: '203.0.113.9',
  };
  const asked = (name: string, pairs: Pairs, change: Partial<typeof call> = {}) => {
    const whole = { ...call, ...change };
    const headers: Record<string, string[]> = {};
    for (const [each, value] of pairs) {
      headers[each.toLowerCase()] = [...(headers[each.toLowerCase()] ?? []), value];
    }
    return {
      name,
      call: { ...whole, headers: pairs },
      expected: { headers: Object.fromEntries(questionHeaders({ ...whole, headers })) },
    };
  };
  const refused = (name: string, change: Partial<typeof call>, headers: Pairs, { status }: Refused) => ({
    name,
    call: { ...call, ...change, headers },
    expected: { status },
  });
  return [
    asked('the token and the account', [
      ['Authorization', 'Bearer lk_1'],
      ['Things-Account', 'acc_1'],
    ]),
    asked('without a token', []),
    asked('from an IPv6 address', [], { ip: '2001:db8::1' }),
    asked('a header that is there twice', [
      ['Things-Account', 'acc_1'],
      ['Things-Account', 'acc_2'],
    ]),
    asked('letters that are not ASCII', [['Things-Name', 'S\u00f8n']]),
    asked('headers of the connection, of the body and of conditions stay', [
      ['Accept', 'text/plain'],
      ['Accept-Encoding', 'gzip'],
      ['Connection', 'things-account'],
      ['Things-Account', 'acc_1'],
      ['Content-Type', 'application/json'],
      ['Content-Length', '2'],
      ['Cookie', 'session=1'],
      ['If-None-Match', '"a"'],
      ['Range', 'bytes=0-1'],
      ['Transfer-Encoding', 'chunked'],
      ['Upgrade', 'h2c'],
      ['Host', 'api.things.example'],
    ]),
    asked("a client cannot set the guard's own", [
      ['X-Forwarded-For', '10.0.0.1'],
      ['X-Forwarded-Uri', '/open'],
      ['X-Forwarded-Method', 'GET'],
      ['Latchkey-Identity', 'eyJ'],
      ['Latchkey-Guard-Key', 'key'],
      ['Latchkey-Operation', 'look'],
      ['Forwarded', 'for=10.0.0.1'],
    ]),
    refused('an absolute target', { uri: 'http://api.things.example/things' }, [], badRequest(UNREADABLE)),
    refused('the target *', { uri: '*' }, [], badRequest(UNREADABLE)),
    refused('an empty target', { uri: '' }, [], badRequest(UNREADABLE)),
    // With a header of so many letters besides.
    { ...refused('more headers than servers accept', {}, [], headersTooLarge()), padding: 65_536 },
  ];
}

/** Answers of the endpoint `check`, once their signature is verified, and what the guard makes of each. */
function outcomes() {
  const problem = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  const body =
    '{"type":"about:blank", "title":"Ni\\u00e9t","status":403,"detail":"Grüße","code":"insufficient_scope"}\n';
  const challenge = {
    'www-authenticate': 'Bearer error="insufficient_scope", scope="write"',
    'retry-after': '7',
  };
  const connection = {
    connection: 'close',
    date: 'Mon',
    server: 'x',
    'set-cookie': 'a=b',
    'content-length': '9',
    'latchkey-identity': 'x',
  };
  const limits = { ratelimit: '"client";r=9;t=60', 'ratelimit-policy': '"client";q=10;w=60' };
  const told = {
    'dpop-nonce': 'n',
    deprecation: '@1',
    sunset: 'Mon',
    link: '</v2>; rel="successor-version"',
  };
  const identity = { 'latchkey-identity': made(CALLER) };
  const as = (name: string, answer: object, expected: object) => ({ name, answer, expected });
  const down = { refused: 'unavailable' };
  return [
    as(
      'allowed',
      { status: 200, headers: { ...identity, ...limits, ...told, ...problem }, body: '' },
      { caller: CALLER, headers: { ...limits, ...told } },
    ),
    as('open to everybody', { status: 200, headers: {}, body: '' }, { caller: null, headers: {} }),
    as(
      'refused',
      { status: 403, headers: { ...problem, ...challenge, ...limits, ...connection }, body },
      { refused: { status: 403, headers: { ...problem, ...challenge, ...limits }, body } },
    ),
    as(
      'refused with a status of its own',
      { status: 429, headers: problem, body },
      { refused: { status: 429, headers: problem, body } },
    ),
    as('the question was not understood', { status: 500, headers: problem, body }, down),
    as('another server was asked', { status: 421, headers: problem, body }, down),
    as('a refusal that is no problem', { status: 403, headers: { 'content-type': 'text/html' }, body }, down),
    as(
      'a redirect',
      { status: 302, headers: { ...problem, location: 'https://elsewhere.example' }, body },
      down,
    ),
    as('another success', { status: 204, headers: problem, body: '' }, down),
    as(
      'a caller of another shape',
      { status: 200, headers: { 'latchkey-identity': made({ ...CALLER, mode: Object('test') }) }, body: '' },
      down,
    ),
    as(
      'no token where one should be',
      { status: 200, headers: { 'latchkey-identity': 'x' }, body: '' },
      down,
    ),
  ];
}

/** The permissions that each list of permissions opens, by the rule of the server. */
function permissions() {
  const clerk = ['contact.update:own', 'deal.*:own', 'note.update:any'];
  const wanted: [permissions: string[], permission: string][] = [
    [['contact.read'], 'contact.read'],
    [['contact.read'], 'contact.write'],
    [['contact.*'], 'contact.delete'],
    [['contact.*'], 'contacts.delete'],
    [['*.read', 'deal.*'], 'company.read'],
    [['*'], 'anything.at.all'],
    [['cases:read'], 'cases:read'],
    [['cases:*'], 'cases:read'],
    [['a*a'], 'a'],
    [['a.b'], 'axb'],
    [['a**b'], 'ab'],
    [['*a*b*'], 'xaybz'],
    [['*a*b*'], 'xbya'],
    [[''], ''],
    [[], 'contact.read'],
    ...['contact.update', 'deal.close', 'contact.delete', 'note.update', 'contact.update:own'].map(
      (each): [string[], string] => [clerk, each],
    ),
  ];
  const owners = [{}, { owner: 'usr_1' }, { owner: 'usr_2' }, { owner: null }, { owner: '' }];
  return wanted.flatMap(([held, permission]) =>
    owners.map((record) => {
      const reach = reachOf(held, permission);
      const isOwn = 'owner' in record && record.owner === CALLER.user?.id;
      return {
        permissions: held,
        permission,
        ...record,
        expected: reach === 'any' || (reach === 'own' && isOwn),
      };
    }),
  );
}

function written({ status, headers, body }: Refused) {
  return { status, headers, body: new TextDecoder().decode(body) };
}

/** The parts of a guard that no signature is about. */
export function guardVectors() {
  return {
    about: 'Questions, outcomes, refusals and permissions of a guard. Made by npm run vectors.',
    questions: questions(),
    outcomes: outcomes(),
    refusals: {
      unavailable: written(unavailable()),
      unreadable: written(badRequest(UNREADABLE)),
      headersTooLarge: written(headersTooLarge()),
      missing: written(notThroughLatchkey('missing_token', 'The Latchkey-Identity header is missing.')),
      anonymous: written(
        notThroughLatchkey('missing_token', 'The identity names no caller: the operation is open.'),
      ),
    },
    caller: CALLER,
    permissions: permissions(),
  };
}
