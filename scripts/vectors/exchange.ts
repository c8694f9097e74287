import { signedExchange } from '../../server/src/gateway/internal/signed-exchange.ts';
import { refusalAnswer } from '../../server/src/guard/refusal/answer.ts';
import type { Answer } from '../../server/src/http/answer.ts';
import type { Inbound } from '../../server/src/http/inbound.ts';
import { sha256 } from '../../server/src/lib/compare.ts';
import { ok } from '../../server/src/lib/result.ts';
import { readMac, signMac } from '../../server/src/tokens/mac-jwt.ts';
import { ANSWER_TYPE, QUESTION_HEADER, QUESTION_TYPE } from '../../wire/names.ts';
import { CALLER, made } from './identity.ts';
import { API_NAME, GUARD_KEY, macAny, part } from './signers.ts';

/** A question with a query: a page of the API's usage. */
const QUERIED = { headers: {}, query: 'client_id=plat_1&cursor=WzE3_Q%3D' };

interface Asked {
  nonce: string;
  endpoint: string;
  /** The value of `Latchkey-Question`. */
  question: string;
  body: string;
}

/** A nonce of 24 bytes, as the guards make them. */
const nonce = (fill: number) => Buffer.alloc(24, fill).toString('base64url');

const QUESTION = {
  headers: {
    authorization: 'Bearer lk_1',
    'things-account': 'acc_1',
    'x-forwarded-method': 'GET',
    'x-forwarded-host': 'api.things.example',
    'x-forwarded-uri': '/things/1?all=yes',
    'x-forwarded-for': '203.0.113.9',
  },
};

function ask(fill: number, question: object = QUESTION, { key = GUARD_KEY, endpoint = 'check' } = {}): Asked {
  const body = JSON.stringify(question);
  const claims = { nonce: nonce(fill), endpoint, digest: sha256(body) };
  return { nonce: claims.nonce, endpoint, question: signMac(key, QUESTION_TYPE, claims), body };
}

/** Returns what the server answers over HTTP to a question, if it decides on `told`. */
export function answered({ endpoint, question, body }: Asked, told: Answer): Promise<Answer> {
  const request: Inbound = {
    method: 'POST',
    host: '127.0.0.1',
    path: `/.latchkey/${API_NAME}/${endpoint}`,
    query: '',
    headers: { [QUESTION_HEADER]: question },
    ip: '127.0.0.1',
    peer: '127.0.0.1',
    secure: false,
    requestId: 'req_1',
    noted: {},
    certificate: () => null,
    body: async () => ok(Buffer.from(body)),
  };
  const api = { config: { name: API_NAME }, keys: { guardKeys: () => [GUARD_KEY] }, log: { warn() {} } };
  return signedExchange(api, endpoint, request, async () => told);
}

const allowed: Answer = {
  status: 200,
  headers: {
    'latchkey-identity': made(CALLER),
    ratelimit: '"client";r=9;t=60',
    link: ['<a>; rel="x"', '<b>; rel="y"'],
  },
  body: '',
};
const denied = refusalAnswer({
  status: 403,
  code: 'insufficient_scope',
  title: 'Insufficient Scope',
  detail: 'Grüße: the token lacks write.',
  remedy: 'reauthorize',
  checks: [{ check: 'scope', outcome: 'failed' }],
  challenge: 'Bearer error="insufficient_scope", scope="write"',
  headers: { ratelimit: '"client";r=0;t=7' },
});

/** Questions as the server reads them, for the server's own test. */
async function questions() {
  const right = ask(1);
  const other = ask(1, { headers: { ...QUESTION.headers, 'things-account': 'acc_2' } });
  const otherQuery = JSON.stringify({ ...QUERIED, query: 'client_id=plat_2' });
  const claims = readMac(GUARD_KEY, right.question, QUESTION_TYPE);
  const variants: [name: string, Asked][] = [
    ['as a guard asks', right],
    ['with a query', ask(1, QUERIED, { endpoint: 'usage' })],
    ['with another query than was signed', { ...ask(1, QUERIED, { endpoint: 'usage' }), body: otherQuery }],
    ['with the wrong key', ask(1, QUESTION, { key: 'another key' })],
    ['signed for another endpoint', { ...right, endpoint: 'selection' }],
    ['with the body of another question', { ...right, body: other.body }],
    ['unsigned', { ...right, question: `${part({ alg: 'none', typ: QUESTION_TYPE })}.${part(claims)}.` }],
    ['with the type of an answer', { ...right, question: signMac(GUARD_KEY, ANSWER_TYPE, Object(claims)) }],
    ['with a nonce that can be guessed', { ...right, question: macOf({ ...Object(claims), nonce: '1' }) }],
  ];
  return Promise.all(
    variants.map(async ([name, asked]) => {
      const { status, headers } = await answered(asked, allowed);
      return { name, ...asked, expected: { status, type: headers['content-type'] } };
    }),
  );
}

function macOf(claims: object): string {
  return signMac(GUARD_KEY, QUESTION_TYPE, { ...claims });
}

async function answers() {
  const asked = ask(1);
  const say = async (told: Answer, to = asked) => String((await answered(to, told)).body);
  const good = await say(allowed);
  const [head, body, signature] = good.split('.');
  const claims: object = Object(readMac(GUARD_KEY, good, ANSWER_TYPE));
  const about = (header: string, value: string) =>
    say(allowed, ask(2, { headers: { ...QUESTION.headers, [header]: value } }));
  const taken = (name: string, answer: string) => {
    const { nonce: _, ...expected } = Object(readMac(GUARD_KEY, answer, ANSWER_TYPE));
    return { name, answer, expected };
  };
  const refused = (name: string, answer: string) => ({ name, answer, expected: null });
  return {
    question: { ...asked, headers: QUESTION.headers },
    queried: { ...ask(1, QUERIED, { endpoint: 'usage' }), ...QUERIED },
    answers: [
      taken('allowed', good),
      taken('refused', await say(denied)),
      refused('to the same question, asked a minute ago', await say(allowed, ask(3))),
      refused('to a question about another method', await about('x-forwarded-method', 'HEAD')),
      refused('to a question about another path', await about('x-forwarded-uri', '/things/2')),
      refused('to a question about another account', await about('things-account', 'acc_2')),
      refused('to a question about another token', await about('authorization', 'Bearer lk_2')),
      refused('with the wrong key', signMac('another key', ANSWER_TYPE, { ...claims })),
      refused('with an empty key', signMac('', ANSWER_TYPE, { ...claims })),
      refused('its own question, sent back', asked.question),
      refused('a signed event of a stream', signMac(GUARD_KEY, ANSWER_TYPE, { number: 0, event: '' })),
      refused('without a nonce', signMac(GUARD_KEY, ANSWER_TYPE, { ...claims, nonce: undefined })),
      refused('of an unknown shape', signMac(GUARD_KEY, ANSWER_TYPE, { nonce: asked.nonce, status: '200' })),
      refused('unsigned: alg none', `${part({ alg: 'none', typ: ANSWER_TYPE })}.${body}.`),
      refused(
        'with another algorithm in its header',
        macAny({ alg: 'HS512', typ: ANSWER_TYPE }, claims, GUARD_KEY),
      ),
      refused('with another payload', `${head}.${part({ ...claims, status: 201 })}.${signature}`),
      refused('an identity of the same Latchkey', made(CALLER)),
      refused('an unsigned refusal', denied.body.toString()),
      refused('nothing', ''),
    ],
  };
}

/** Signed questions and answers, right ones and forgeries (docs/decisions/0027-signed-exchanges.md). */
export async function exchangeVectors() {
  return {
    about: 'Signed exchanges between a guard and Latchkey. Made by npm run vectors.',
    key: GUARD_KEY,
    questions: await questions(),
    ...(await answers()),
  };
}

export { denied };
