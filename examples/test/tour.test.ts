import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';

const run = promisify(exec);
const STEP = /^ {3}(\S.*):\n {5}(curl .*)$/gm;

/** Returns the promised status of a description; `200` stands for any success. */
function promised(description: string): number {
  if (/refused|\(403\)$/.test(description)) return 403;
  return description.endsWith('(404)') ? 404 : 200;
}

for (const hosts of ['localhost', 'public'] as const) {
  describe(`the tour under ${hosts === 'public' ? 'real host names' : 'localhost'}`, () => {
    const share = hosts === 'public' ? joinDemo({ hosts: 'public' }) : joinDemo();
    let running: RunningDemo;
    before(async () => {
      running = await share.start();
    });
    after(() => share.leave());

    it('is written for programs as promised, with addresses that are served', async () => {
      const { demo } = running;
      assert.deepEqual(Object.keys(demo), ['port', 'tlsPort', 'ca', 'apis']);
      assert.deepEqual(Object.keys(demo.apis).sort(), [
        'convert',
        'proconvey',
        'procurios',
        'prospectconnect',
      ]);
      for (const api of Object.values(demo.apis)) {
        assert.ok(api.users.length > 0 && api.clients.length > 0 && api.tokens.length > 0);
        const has = (row: object | undefined, ...keys: string[]) =>
          assert.ok(row && keys.every((key) => key in row), JSON.stringify(row));
        for (const user of api.users) has(user, 'email', 'password', 'tenant', 'role');
        for (const token of api.tokens) has(token, 'name', 'token', 'scope', 'user', 'tenant');
        for (const client of api.clients) {
          has(client, 'name', 'kind', 'client_id', 'redirect_uris', 'grant_types', 'scope');
          assert.equal('client_secret' in client, client.kind !== 'public', client.name);
        }
        const metadata = JSON.parse((await run(`${curlOf()} ${metadataOf(api)}`)).stdout);
        for (const name of ['issuer', 'authorization_endpoint', 'token_endpoint'] as const) {
          assert.equal(metadata[name], api[name]);
        }
      }
    });

    it('shows for each API its addresses, who can sign in, and commands that work as printed', async () => {
      const output = await readFile(join(running.dataDir, 'tour.txt'), 'utf8');
      for (const { issuer, api, users } of Object.values(running.demo.apis)) {
        assert.ok(output.includes(api) && output.includes(new URL(issuer).origin), api);
        const [user] = users;
        assert.ok(user && output.includes(user.email) && output.includes(user.password), api);
      }
      assert.match(output, /ines@nimbus\.example +ines-builds-platforms +makes Nimbus CRM, at the dashboard/);
      const steps = [...output.matchAll(STEP)];
      assert.ok(steps.length >= 8, output);
      for (const [, description = '', command = ''] of steps) {
        const { stdout } = await run(`${command} -sS -o /dev/null -w '%{http_code}'`);
        const status = Number(stdout);
        const expected = promised(description);
        assert.ok(
          expected === 200 ? status >= 200 && status < 300 : status === expected,
          `${status} ${command}`,
        );
      }
    });

    it('says in the terminal one link, one command and where the rest is', async () => {
      // It is said right after demo.json has appeared.
      while (!running.output().includes('Stop with Ctrl-C')) await new Promise(setImmediate);
      const output = running.output().trimEnd();
      assert.ok(output.split('\n').length <= 10, output);
      const [link, ...more] = output.match(/http:\/\/localhost:\d+\/$/gm) ?? [];
      assert.deepEqual([link, more], [`http://localhost:${running.demo.port}/`, []]);
      const [, command = ''] = /or paste +(curl .*)/.exec(output) ?? [];
      assert.equal((await run(`${command} -sS -o /dev/null -w '%{http_code}'`)).stdout, '200');
      for (const name of ['tour.txt', 'demo.json']) assert.ok(output.includes(join(running.dataDir, name)));
    });

    it('leads by every link to the authorization endpoint of its API', async () => {
      const tour = await readFile(join(running.dataDir, 'tour.txt'), 'utf8');
      const links = linksOf(tour);
      assert.equal(links.length, 5);
      for (const link of links) {
        const { stdout } = await run(`curl -s -o /dev/null -w '%{http_code} %{redirect_url}' '${link}'`);
        const [status, location] = stdout.split(' ');
        assert.equal(status, '302', link);
        const endpoints = Object.values(running.demo.apis).map((api) => api.authorization_endpoint);
        assert.ok(
          endpoints.some((endpoint) => location?.startsWith(`${endpoint}?`)),
          location,
        );
      }
    });

    it('shows the same on a page, but for what only the person who started it may see', async () => {
      const { stdout: page } = await run(`curl -sS http://localhost:${running.demo.port}/`);
      const tour = await readFile(join(running.dataDir, 'tour.txt'), 'utf8');
      const links = linksOf(tour);
      assert.equal(links.length, 5);
      for (const link of links) assert.ok(page.includes(`href="${link}"`), link);
      for (const { api, users, clients, tokens } of Object.values(running.demo.apis)) {
        assert.ok(page.includes(api) && page.includes(users[0]?.email ?? ''));
        for (const secret of [
          ...clients.map((each) => each.client_secret),
          ...tokens.map((each) => each.token),
        ]) {
          assert.ok(secret === undefined || !page.includes(secret));
        }
      }
      const elsewhere = `curl -sS -H 'Host: rebound.example' http://localhost:${running.demo.port}/`;
      const { stdout: nothing } = await run(elsewhere);
      if (!nothing.startsWith('No API is served'))
        assert.ok(nothing.includes(`The tour begins at http://localhost:${running.demo.port}/\n`), nothing);
    });

    it('keeps keys, databases and secrets from the other users of the machine', async () => {
      assert.equal((await stat(running.dataDir)).mode & 0o077, 0);
      const names = await readdir(running.dataDir);
      assert.ok(
        names.includes('master.key') && names.includes('proconvey.sqlite') && names.includes('tour.txt'),
      );
      for (const name of names) {
        const entry = await stat(join(running.dataDir, name));
        // Folders in it are out of reach already, and the certificate of the authority is there to be shown.
        if (entry.isFile()) assert.equal(entry.mode & 0o077, 0, name);
      }
    });

    function curlOf(): string {
      const { ca, tlsPort } = running.demo;
      return ca === null ? 'curl -sS' : `curl -sS --cacert ${ca} --connect-to ::127.0.0.1:${tlsPort}`;
    }
  });
}

function linksOf(tour: string): string[] {
  return [...tour.matchAll(/^ +(http:\/\/tour\.localhost\S+)$/gm)].map(([, link = '']) => link);
}

/** RFC 8414 section 3.1: between host and path of the issuer. */
function metadataOf({ issuer }: DemoApi): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname === '/' ? '' : pathname}`;
}
