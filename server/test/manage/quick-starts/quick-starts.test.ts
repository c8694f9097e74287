import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { CALLBACK, openSite, type Site } from '../../pages/site.ts';
import { codeIn, consentFields, signedIn, type Visitor } from '../../pages/visitor.ts';
import { folder } from '../../store/fixtures.ts';
import { type Asker, person } from '../api/asking.ts';

const run = promisify(execFile);
const files = folder();

describe('quick starts', () => {
  let site: Site;
  let browser: Visitor;
  let ada: Asker;
  before(async () => {
    site = await openSite();
    browser = await signedIn(site);
    ada = await person(site, browser);
  });
  after(async () => {
    files.remove();
    await site.close();
  });

  const OWN = {
    ...{ name: 'It’s a "robot"', kind: 'confidential', redirectUris: [CALLBACK], scopes: ['read'] },
    grantTypes: ['client_credentials', 'authorization_code'],
  };

  /** Runs a program as a developer would, but for the name of the host, which only a browser finds at this machine. */
  async function ran(language: string, code: string, env: Record<string, string>): Promise<string> {
    const { port } = new URL(site.origin);
    const local = code.replaceAll(/http:\/\/\w+\.harbour\.localhost:\d+/g, `http://127.0.0.1:${port}`);
    const path = files.path(language === 'curl' ? 'quick-start.sh' : 'quick-start.ts');
    writeFileSync(path, local);
    const [command = '', ...rest] = language === 'curl' ? ['sh', path] : [process.execPath, path];
    return (await run(command, rest, { env: { PATH: process.env.PATH, ...env } })).stdout;
  }

  async function quickStart(id: string, language: string, flow: string): Promise<string> {
    const { body } = await ada.get(`/clients/${id}/quick-starts`);
    const found = body.data.find(
      (each: { language: string; flow: string }) => each.language === language && each.flow === flow,
    );
    return found.code;
  }

  for (const language of ['curl', 'typescript']) {
    test(`${language} gets a token for the client itself`, async () => {
      const { id, secret } = (await ada.post('/clients', OWN)).body;
      const code = await quickStart(id, language, 'own');
      assert.ok(code.includes(id) && !code.includes(secret));
      // The call that follows goes to a host that is not the API's here; it is made once there is a token.
      const told = language === 'curl' ? /"access_token":"\w+.*HTTP\/1\.1 404 /s : /^404 /;
      assert.match(await ran(language, code, { CLIENT_SECRET: secret }), told);
    });

    for (const kind of ['confidential', 'public']) {
      test(`${language} gets tokens of somebody who allows a ${kind} client`, async () => {
        const { id, secret } = (
          await ada.post('/clients', { ...OWN, kind, grantTypes: ['authorization_code'] })
        ).body;
        const program = await quickStart(id, language, 'user');
        const printed = await ran(language, program, {});
        const [, link = ''] = /^(http\S+)$/m.exec(printed) ?? [];
        const [, verifier = ''] = /^VERIFIER=(\S+)$/m.exec(printed) ?? [];
        const path = `/oauth/authorize${new URL(link).search}`;
        const page = await browser.get(path);
        const decided = await browser.post(path, { ...consentFields(page), decision: 'allow' });
        const code = codeIn(decided) ?? assert.fail(decided.text);
        const env = { CODE: code, VERIFIER: verifier, ...(secret === null ? {} : { CLIENT_SECRET: secret }) };
        const called =
          language === 'curl' ? /"access_token":"\w+.*HTTP\/1\.1 404 /s : /access_token:.*^404 /ms;
        assert.match(await ran(language, program, env), called);
      });
    }
  }

  test('Python and Go have the same facts, and compile', async (t) => {
    const { id } = (await ada.post('/clients', OWN)).body;
    for (const flow of ['own', 'user']) {
      for (const language of ['python', 'go']) {
        const code = await quickStart(id, language, flow);
        assert.ok(code.includes(JSON.stringify(id)) && code.includes(site.api.address.endpoints.token));
        assert.match(
          code,
          /^(#|\/\/) On Linux, \/etc\/hosts needs a line: 127\.0\.0\.1 api\.harbour\.localhost$/m,
        );
      }
      const path = files.path('quick.py');
      writeFileSync(path, await quickStart(id, 'python', flow));
      await run('python3', ['-m', 'py_compile', path]).catch((error) => {
        if (error.code === 'ENOENT') t.diagnostic('there is no Python here');
        else throw error;
      });
    }
  });
});
