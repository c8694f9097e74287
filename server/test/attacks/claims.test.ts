import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { exchangeBytes } from '../gateway/sockets.ts';
import { LIVE, SANDBOX } from '../guard/world.ts';
import { openSite, type Site, wire } from './site.ts';

/** The defaults of the rows below. */
interface Sent {
  /** A personal token on the live domain. */
  own: string;
  /** Its like for the sandbox. */
  test: string;
  /** A platform's own token, and one of its accounts. */
  platform: string;
  account: string;
  /** Another platform's account. */
  foreign: string;
}

let site: Site;
let sent: Sent;
before(async () => {
  site = await openSite();
  const { world } = site;
  sent = {
    own: (await world.personalToken({ scopes: ['read', 'write'] })).token,
    test: (await world.personalToken({ mode: 'sandbox' })).token,
    platform: await world.clientToken('platform'),
    account: (await world.connected()).account,
    foreign: (await world.connected({ clientId: 'rival' })).account,
  };
});
after(() => site.close());

interface Row {
  title: string;
  bytes(sent: Sent): string;
  status: number;
  code: string;
  /** Whether the log row names the client and user. */
  known: boolean;
}

const bearer = (token: string) => `Authorization: Bearer ${token}`;
const form = ['Content-Type: application/x-www-form-urlencoded'];
const posted = (lines: string[], body: string) =>
  wire('POST /cases', [...lines, ...form, `Content-Length: ${body.length}`], body);

const rows: Row[] = [
  ...['access_token', 'access%5Ftoken', '%61ccess_token', 'a=b;access_token', '+access_token'].map(
    (name) => ({
      title: `a token in the query, as ${name}`,
      bytes: ({ own }: Sent) => wire(`GET /cases?${name}=${own}`, []),
      status: 400,
      code: 'invalid_request',
      known: false,
    }),
  ),
  {
    title: 'a token in the query beside one in the header',
    bytes: ({ own }) => wire(`GET /cases?access_token=${own}`, [bearer(own)]),
    status: 400,
    code: 'invalid_request',
    known: false,
  },
  {
    title: 'a token in the body',
    bytes: ({ own }) => posted([], `access_token=${own}`),
    status: 401,
    code: 'missing_token',
    known: false,
  },
  ...['Authorization', 'AUTHORIZATION'].map((name) => ({
    title: `two tokens in two headers, the second as ${name}`,
    bytes: ({ own }: Sent) => wire('GET /cases', [bearer(own), `${name}: Bearer ${own}`]),
    status: 401,
    code: 'invalid_token',
    known: false,
  })),
  {
    title: 'two tokens in one header',
    bytes: ({ own, test: other }) => wire('GET /cases', [`${bearer(own)}, Bearer ${other}`]),
    status: 401,
    code: 'invalid_token',
    known: false,
  },
  {
    title: 'a token beside a password',
    bytes: ({ own }) => wire('GET /cases', ['Authorization: Basic YTpi', bearer(own)]),
    status: 401,
    code: 'invalid_token',
    known: false,
  },
  {
    title: 'two account headers',
    bytes: ({ platform, account }) =>
      wire('GET /cases', [bearer(platform), `Cases-Account: ${account}`, `Cases-Account: ${account}`]),
    status: 400,
    code: 'invalid_request',
    known: true,
  },
  {
    title: 'two accounts in one header',
    bytes: ({ platform, account, foreign }) =>
      wire('GET /cases', [bearer(platform), `Cases-Account: ${account},${foreign}`]),
    status: 400,
    code: 'invalid_request',
    known: true,
  },
  {
    title: "an account of another platform's customer",
    bytes: ({ platform, foreign }) => wire('GET /cases', [bearer(platform), `Cases-Account: ${foreign}`]),
    status: 403,
    code: 'connected_account_invalid',
    known: true,
  },
  {
    title: 'an account that is none',
    bytes: ({ platform }) => wire('GET /cases', [bearer(platform), 'Cases-Account: conn_nobody']),
    status: 403,
    code: 'connected_account_invalid',
    known: true,
  },
  {
    title: 'a sandbox token on the live domain',
    bytes: ({ test: token }) => wire('GET /cases', [bearer(token)]),
    status: 403,
    code: 'domain_mismatch',
    known: true,
  },
  {
    title: 'a live token on the sandbox',
    bytes: ({ own }) => wire('GET /cases', [`Host: ${SANDBOX}`, bearer(own)]),
    status: 403,
    code: 'domain_mismatch',
    known: true,
  },
  {
    title: 'a live token on the sandbox that a forged header calls live',
    bytes: ({ own }) => wire('GET /cases', [`Host: ${SANDBOX}`, `X-Forwarded-Host: ${LIVE}`, bearer(own)]),
    status: 403,
    code: 'domain_mismatch',
    known: true,
  },
  {
    title: 'an identity in place of a token',
    bytes: () => wire('GET /cases', ['Latchkey-Identity: eyJhbGciOiJub25lIn0.e30.']),
    status: 401,
    code: 'missing_token',
    known: false,
  },
  {
    title: 'another path in a header',
    bytes: ({ own }) =>
      wire('GET /nowhere', [bearer(own), 'X-Original-URL: /cases', 'X-Rewrite-URL: /cases']),
    status: 404,
    code: 'not_found',
    known: true,
  },
  {
    title: 'another method in a header',
    bytes: ({ own }) => wire('PATCH /cases', [bearer(own), 'X-HTTP-Method-Override: GET']),
    status: 405,
    code: 'method_not_allowed',
    known: true,
  },
];

for (const { title, bytes, status, code, known } of rows) {
  test(`refused: ${title}`, async () => {
    site.reached.length = 0;
    const answer = await exchangeBytes(site.port, bytes(sent));
    assert.equal(answer.split(' ', 2).join(' '), `HTTP/1.1 ${status}`, answer);
    assert.equal(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').code, code);
    assert.deepEqual(site.reached, []);
    for (const secret of Object.values(sent)) assert.ok(!answer.includes(secret));
    const written = await site.newRows();
    assert.equal(written.length, 1);
    const [row] = written;
    assert.deepEqual([row?.outcome, row?.code, row?.detail.status], ['denied', code, status]);
    assert.equal(row?.userId !== null || row?.clientId !== null, known);
    assert.ok(
      !Object.values(sent).some((secret) => secret.startsWith('pat') && JSON.stringify(row).includes(secret)),
    );
  });
}

test("another platform's account and one that is none get the same answer", async () => {
  const answers = [];
  for (const named of [sent.foreign, 'conn_nobody']) {
    const lines = [bearer(sent.platform), `Cases-Account: ${named}`];
    answers.push(withoutIds(await exchangeBytes(site.port, wire('GET /cases', lines))));
  }
  assert.equal(answers[0], answers[1]);
});

test('a record that was not selected and one that is none get the same answer', async () => {
  const { token } = await site.world.connected({
    clientId: 'app',
    resources: [{ type: 'project', id: '1' }],
  });
  const answers = [];
  for (const path of ['/projects/2', '/projects/none', '/nowhere']) {
    answers.push(withoutIds(await exchangeBytes(site.port, wire(`GET ${path}`, [bearer(token)]))));
  }
  assert.match(answers[0] ?? '', /^HTTP\/1\.1 404 /);
  assert.deepEqual(answers, Array(3).fill(answers[0]));
});

test('a body that names a token beside the header is the API’s own, and gives nobody anything', async () => {
  const { own } = sent;
  const viewer = (await site.world.personalToken({ scopes: ['read'] })).token;
  const answer = await exchangeBytes(site.port, posted([bearer(viewer)], `access_token=${own}`));
  assert.match(answer, /^HTTP\/1\.1 403 [\s\S]*"insufficient_scope"/);
});

function withoutIds(answer: string): string {
  return answer.replace(/(latchkey-request-id|date): .*\r\n/gi, '');
}
