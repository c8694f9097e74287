import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { clientOf, decide, pkcePair, userOf } from './demo/connect.ts';
import { runPrinted } from './demo/shell.ts';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';
import { formsOf, Visitor } from './demo/visitor.ts';

/** Each generator of the appendix of Convert's article, run where it is meant to run; prints `verifier challenge`. */
const GENERATORS: { name: string; command: string; args: string[] }[] = [
  {
    name: 'Node.js',
    command: process.execPath,
    args: [
      '--input-type=commonjs',
      '-e',
      `const crypto = require('crypto');
function generateRandomString(length) {
    return crypto.randomBytes(length)
        .toString('base64url')
        .replace(/[^a-zA-Z0-9\\-._~]/g, '')
        .substring(0, length);
}
const codeVerifier = generateRandomString(64);
function generateCodeChallenge(verifier) {
    return crypto.createHash('sha256')
        .update(verifier)
        .digest('base64url');
}
console.log(codeVerifier, generateCodeChallenge(codeVerifier));`,
    ],
  },
  {
    name: 'Browser API',
    command: process.execPath,
    args: [
      '-e',
      `globalThis.window = globalThis;
function generateRandomString(length) {
    const possible = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~';
    const values = crypto.getRandomValues(new Uint8Array(length));
    return values.reduce((acc, x) => acc + possible[x % possible.length], "");
}
const codeVerifier = generateRandomString(64);
async function generateCodeChallenge(verifier) {
    const encoder = new TextEncoder();
    const data = encoder.encode(verifier);
    const digest = await window.crypto.subtle.digest('SHA-256', data);
    return btoa(String.fromCharCode.apply(null, [...new Uint8Array(digest)]))
        .replace(/\\+/g, '-')
        .replace(/\\//g, '_')
        .replace(/=+$/, '');
}
generateCodeChallenge(codeVerifier).then((challenge) => console.log(codeVerifier, challenge));`,
    ],
  },
  {
    name: 'Python',
    command: 'python3',
    args: [
      '-c',
      `import base64
import hashlib
import os
import re
raw_verifier = base64.urlsafe_b64encode(os.urandom(40)).decode('utf-8')
code_verifier = re.sub(r'[^a-zA-Z0-9\\-._~]', '', raw_verifier)
sha256_hash = hashlib.sha256(code_verifier.encode('utf-8')).digest()
code_challenge = base64.urlsafe_b64encode(sha256_hash).decode('utf-8').rstrip('=')
print(code_verifier, code_challenge)`,
    ],
  },
];

describe('the steps of Convert’s article', () => {
  const share = joinDemo({ hosts: 'public' });
  let running: RunningDemo;
  let api: DemoApi;

  before(async () => {
    running = await share.start();
    api = running.demo.apis.convert;
  });
  after(() => share.leave());

  /** The link of step 2. */
  const linkFor = (challenge: string) =>
    'https://app.convert.com/auth/oauth/authorize?client_id=CLIENT_ID&state=RANDOM_STRING&scope=selected_accounts_projects&response_type=code&code_challenge=generatedCodeChallenge'
      .replace('CLIENT_ID', clientOf(api, 'public').client_id)
      .replace('RANDOM_STRING', 'q7Zr2mXw9LbT')
      .replace('generatedCodeChallenge', challenge);

  /** Steps 2 to 4, with the project chosen by the user. */
  async function exchange(pair: { verifier: string; challenge: string }) {
    const client = clientOf(api, 'public');
    const visitor = new Visitor(running.demo);
    const page = await visitor.signIn(await visitor.open(linkFor(pair.challenge)), userOf(api));
    const projects = formsOf(page)
      .flatMap(({ fields }) => fields)
      .filter(({ name, value }) => name === 'resource' && value.startsWith('project:'))
      .map(({ value }) => value);
    assert.ok(projects.length >= 2, 'there is something to choose from');
    const [chosen = '', other = ''] = projects;
    const back = new URL((await decide(visitor, page, { resources: [chosen] })).url);
    assert.equal(back.origin + back.pathname, client.redirect_uris[0]);
    assert.equal(back.searchParams.get('state'), 'q7Zr2mXw9LbT');
    const exchanged = await runPrinted(
      running.demo,
      `curl -X POST https://api.convert.com/api/v2/auth/oauth/token -H 'Content-Type: application/json' \\
  -d '{
  "grant_type": "authorization_code",
  "code": "YOUR_RECEIVED_CODE",
  "client_id": "YOUR_CLIENT_ID",
  "code_verifier": "YOUR_STORED_CODE_VERIFIER"
}'`,
      {
        YOUR_RECEIVED_CODE: back.searchParams.get('code') ?? '',
        YOUR_CLIENT_ID: client.client_id,
        YOUR_STORED_CODE_VERIFIER: pair.verifier,
      },
    );
    return { exchanged, chosen, other };
  }

  async function connect(pair: { verifier: string; challenge: string }) {
    const { exchanged, chosen, other } = await exchange(pair);
    assert.equal(exchanged.status, 200, exchanged.body);
    return { token: String(exchanged.json().access_token), chosen, other };
  }

  for (const { name, command, args } of GENERATORS) {
    it(`takes a pair of the ${name} generator`, async () => {
      const [verifier = '', challenge = ''] = execFileSync(command, args, { encoding: 'utf8' })
        .trim()
        .split(' ');
      await connect({ verifier, challenge });
    });
  }

  it('takes a verifier of 43 to 128 characters, and no shorter or longer one', async () => {
    for (const [length, error] of [
      [42, 'invalid_grant'],
      [43, undefined],
      [128, undefined],
      [129, 'invalid_grant'],
    ] as const) {
      const verifier = 'aZ09-._~'.repeat(17).slice(0, length);
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const { exchanged } = await exchange({ verifier, challenge });
      assert.equal(exchanged.json().error, error, `${length} characters: ${exchanged.body}`);
    }
  });

  it('takes response_type code and grant_type authorization_code exactly, and nothing like them', async () => {
    const link = linkFor(pkcePair().challenge);
    for (const type of ['token', 'Code', 'code%20token', '%20code']) {
      const asked = link.replace('response_type=code', `response_type=${type}`);
      const back = new URL((await new Visitor(running.demo).open(asked)).url);
      assert.equal(back.searchParams.get('error'), 'unsupported_response_type', type);
      assert.equal(back.searchParams.get('state'), 'q7Zr2mXw9LbT');
    }
    for (const grant of ['code', 'Authorization_Code', 'authorization-code', 'authorization_code ']) {
      const answer = await runPrinted(
        running.demo,
        `curl -X POST https://api.convert.com/api/v2/auth/oauth/token -H 'Content-Type: application/json' \\
  -d '{ "grant_type": "${grant}", "code": "X", "client_id": "cv_heatmap_studio", "code_verifier": "Y" }'`,
      );
      assert.equal(answer.json().error, 'unsupported_grant_type', grant);
    }
  });

  it('goes to the callback URL that was entered, letter for letter, and to no other', async () => {
    const [callback = ''] = clientOf(api, 'public').redirect_uris;
    const others = [`${callback}/`, `${callback}?x=1`, callback.replace('/callback', '/Callback')];
    for (const other of [...others, callback.replace('tour.', 'tours.'), 'https://evil.example/']) {
      const asked = `${linkFor(pkcePair().challenge)}&redirect_uri=${encodeURIComponent(other)}`;
      const page = await new Visitor(running.demo).open(asked);
      assert.deepEqual([page.status, page.headers.location], [400, undefined], other);
    }
  });

  it('lets a browser application read the token endpoint and the API', async () => {
    const preflight = await runPrinted(
      running.demo,
      `curl -X OPTIONS https://api.convert.com/api/v2/auth/oauth/token -H 'Origin: https://tool.example' \\
  -H 'Access-Control-Request-Method: POST' -H 'Access-Control-Request-Headers: content-type'`,
    );
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
    const { token } = await connect(pkcePair());
    const call = `curl https://api.convert.com/api/v2/accounts -H 'Origin: https://tool.example'`;
    const called = await runPrinted(running.demo, `${call} -H 'Authorization: Bearer ${token}'`);
    assert.equal(called.status, 200, called.body);
    assert.equal(called.headers.get('access-control-allow-origin'), '*');
    const refused = await runPrinted(running.demo, call);
    assert.equal(refused.status, 401);
    assert.equal(refused.headers.get('access-control-allow-origin'), '*', 'a refusal can be read as well');
  });

  it('opens the chosen project and shows any other as if it did not exist', async () => {
    const { token, chosen, other } = await connect(pkcePair());
    const bearer = `-H 'Authorization: Bearer ${token}'`;
    const listed = await runPrinted(running.demo, `curl https://api.convert.com/api/v2/accounts ${bearer}`);
    assert.equal(listed.status, 200, listed.body);
    const accounts = (listed.json().data ?? listed.json().accounts) as { id: string }[];
    const at = (project: string) =>
      runPrinted(
        running.demo,
        `curl https://api.convert.com/api/v2/accounts/${accounts[0]?.id}/projects/${project.split(':')[1]} ${bearer}`,
      );
    assert.equal((await at(chosen)).status, 200);
    const [hidden, absent] = [await at(other), await at('project:0000000')];
    assert.equal(hidden.status, 404);
    assert.equal(absent.status, 404);
    assert.equal(hidden.body, absent.body, 'a hidden project and none at all look the same');
  });
});
