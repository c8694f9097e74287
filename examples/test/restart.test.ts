import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { clientOf, consent, tokenOf, userOf } from './demo/connect.ts';
import { type Demo, forget, startDemo } from './demo/start-demo.ts';
import { Visitor } from './demo/visitor.ts';

interface Answered {
  status: number;
  body: Record<string, unknown>;
}

async function exchange(demo: Demo, fields: Record<string, string>): Promise<Answered> {
  const answer = await new Visitor(demo).send(demo.apis.proconvey.token_endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  return { status: answer.status, body: JSON.parse(answer.body) };
}

/** Connects an organisation to the demo's platform and returns what the platform then holds. */
async function connectPlatform(demo: Demo) {
  const api = demo.apis.proconvey;
  const platform = clientOf(api, 'platform');
  const credentials = { client_id: platform.client_id, client_secret: platform.client_secret ?? '' };
  const redirectUri = platform.redirect_uris[0] ?? '';
  const back = await consent(
    demo,
    `${api.authorization_endpoint}?${new URLSearchParams({
      client_id: platform.client_id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'read write',
      state: 'state-of-the-test',
    })}`,
    userOf(api),
  );
  const code = back.searchParams.get('code') ?? '';
  const first = await exchange(demo, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    ...credentials,
  });
  assert.equal(first.status, 200, JSON.stringify(first.body));
  return { credentials, code, tokens: first.body };
}

/** Asks for a link to a new password, opens it from the mailbox, and returns its secret. */
async function linkToNewPassword(visitor: Visitor, origin: string, email: string): Promise<string> {
  const asked = await visitor.submit(await visitor.open(`${origin}/sign-in/reset`), { email });
  assert.equal(asked.status, 200);
  const { body } = await visitor.open(`${origin}/account/mailbox`);
  const [path = ''] = /\/sign-in\/reset\/[\w-]{43}/.exec(body) ?? [];
  const opened = await visitor.open(origin + path);
  assert.equal(opened.status, 200);
  await visitor.submit(opened, { next: 'short' });
  return path.split('/').at(-1) ?? '';
}

async function callCases(demo: Demo, token: unknown, account: unknown): Promise<number> {
  const answer = await new Visitor(demo).send(`${demo.apis.proconvey.api}/v2/cases`, {
    method: 'GET',
    headers: { authorization: `Bearer ${token}`, 'proconvey-account': String(account) },
  });
  return answer.status;
}

describe('a demo that is stopped, killed and started again', () => {
  it('keeps connections, tokens and people over a stop, on another port', async () => {
    const first = await startDemo({ only: ['proconvey', 'convert'] });
    const { tokens, credentials } = await connectPlatform(first.demo);
    assert.equal(await first.end(), 0);
    const left = await readdir(first.dataDir);
    assert.ok(!left.includes('demo.json'), 'nobody is told that a stopped demo is up');

    const second = await startDemo({ only: ['proconvey', 'convert'], dataDir: first.dataDir });
    try {
      const clients = ({ apis }: Demo) =>
        JSON.stringify(apis.proconvey.clients.map(({ client_secret }) => client_secret));
      assert.equal(clients(second.demo), clients(first.demo));
      assert.deepEqual(second.demo.apis.convert.tokens, first.demo.apis.convert.tokens);
      assert.equal(await callCases(second.demo, tokens.access_token, tokens.connected_account_id), 200);
      const refreshed = await exchange(second.demo, {
        grant_type: 'refresh_token',
        refresh_token: String(tokens.refresh_token),
        ...credentials,
      });
      assert.equal(refreshed.status, 200, JSON.stringify(refreshed.body));
    } finally {
      await second.end();
      await forget(first.dataDir);
    }
  });

  it('loses nothing that was answered when it is killed in the middle of a flow', async () => {
    const first = await startDemo({ only: ['proconvey'] });
    const { tokens, credentials } = await connectPlatform(first.demo);
    let refreshToken = String(tokens.refresh_token);
    let accessToken = String(tokens.access_token);
    let answered = 0;
    const refreshing = (async () => {
      while (true) {
        const answer = await exchange(first.demo, {
          grant_type: 'refresh_token',
          refresh_token: refreshToken,
          ...credentials,
        });
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        refreshToken = String(answer.body.refresh_token);
        accessToken = String(answer.body.access_token);
        answered++;
        if (answered === 20) void first.end('SIGKILL');
      }
    })();
    await assert.rejects(refreshing, (error: NodeJS.ErrnoException) =>
      /ECONN|socket hang up/.test(String(error)),
    );
    assert.ok(answered >= 20);
    await first.end('SIGKILL');

    const second = await startDemo({ only: ['proconvey'], dataDir: first.dataDir });
    try {
      assert.equal(await callCases(second.demo, accessToken, tokens.connected_account_id), 200);
      const again = { grant_type: 'refresh_token', refresh_token: refreshToken, ...credentials };
      const refreshed = await exchange(second.demo, again);
      assert.equal(refreshed.status, 200, 'the last refresh token that was answered still works');
    } finally {
      await second.end();
      await forget(first.dataDir);
    }
  });

  it('writes no secret anywhere: not to a log, not to a database, not to a URL that is kept', async () => {
    const running = await startDemo({ only: ['proconvey'] });
    try {
      const { demo } = running;
      const { tokens, credentials, code } = await connectPlatform(demo);
      const personal = tokenOf(demo.apis.proconvey, 'read').token;
      await callCases(demo, tokens.access_token, tokens.connected_account_id);
      await callCases(demo, personal, 'conn_nobody');
      // Secrets in the wrong place are the ones that leak: in the query, in the path, in a wrong password.
      const visitor = new Visitor(demo);
      const { api, authorization_endpoint } = demo.apis.proconvey;
      await visitor.send(`${api}/v2/cases?access_token=${tokens.access_token}`, { method: 'GET' });
      await visitor.send(`${demo.apis.proconvey.token_endpoint}?client_secret=${credentials.client_secret}`, {
        method: 'POST',
      });
      const inPath = [tokens.access_token, tokens.refresh_token, personal, code, credentials.client_secret];
      for (const secret of inPath.map(String)) {
        for (const written of [secret, secret.replace('_', '%5F'), `x%252F${secret}`]) {
          await visitor.send(`${api}/v2/${written}`, { method: 'GET' });
          await visitor.send(`${authorization_endpoint}/${written}`, { method: 'GET' });
        }
      }
      const wrong = 'canary-of-a-wrong-password';
      const page = await visitor.open(
        `${authorization_endpoint}?${new URLSearchParams({ client_id: credentials.client_id, response_type: 'code', scope: 'read', redirect_uri: clientOf(demo.apis.proconvey, 'platform').redirect_uris[0] ?? '' })}`,
      );
      await visitor.submit(page, { email: userOf(demo.apis.proconvey).email, password: wrong });
      await exchange(demo, {
        grant_type: 'refresh_token',
        refresh_token: String(tokens.refresh_token),
        ...credentials,
        client_secret: 'canary-of-a-wrong-secret',
      });
      const link = await linkToNewPassword(
        visitor,
        new URL(authorization_endpoint).origin,
        userOf(demo.apis.proconvey).email,
      );
      assert.equal(await running.end(), 0);

      const canaries = [
        link,
        code,
        wrong,
        'canary-of-a-wrong-secret',
        personal,
        credentials.client_secret,
        String(tokens.access_token),
        String(tokens.refresh_token),
        ...demo.apis.proconvey.users.map(({ password }) => password),
      ];
      for (const file of await everyFile(running.dataDir)) {
        const content = await readFile(file, 'latin1');
        for (const canary of canaries) {
          assert.ok(canary.length > 5);
          assert.ok(
            !content.includes(canary),
            `a secret that begins with ${canary.slice(0, 6)} stands in ${file}`,
          );
        }
      }
    } finally {
      await running.end();
      await forget(running.dataDir);
    }
  });
});

describe('a start that cannot succeed', () => {
  it('says in one sentence that the port is in use, and exits with 1', async () => {
    const running = await startDemo({ only: ['prospectconnect'] });
    const elsewhere = await mkdtemp(join(tmpdir(), 'latchkey-demo-'));
    try {
      await assert.rejects(startDemo({ port: running.demo.port, dataDir: elsewhere }), (error: Error) => {
        const lines = error.message.trim().split('\n').slice(1);
        assert.equal(lines.length, 1, error.message);
        assert.match(lines[0] ?? '', new RegExp(`^Port ${running.demo.port} is in use`));
        return true;
      });
    } finally {
      await running.end();
      await forget(running.dataDir);
      await forget(elsewhere);
    }
  });
});

async function everyFile(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
