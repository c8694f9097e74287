import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { clientNamed, codeFor, credentials, tokens } from './demo/client.ts';
import { pkcePair, userOf } from './demo/connect.ts';
import { blocksOf, Terminal } from './demo/pasted.ts';
import { type DemoApi, joinDemo, type RunningDemo } from './demo/start-demo.ts';

const DOCS = join(import.meta.dirname, '../../docs/guides');
const PAGES = [...globSync('flows/*.md', { cwd: DOCS }), 'connect-a-customer.md'];

/** Pages that show commands. */
const SHOWN = PAGES.sort()
  .map((page) => ({ page, text: readFileSync(join(DOCS, page), 'utf8') }))
  .filter(({ text }) => blocksOf(text).length > 0);

describe('the commands of the pages about flows work as they are printed', () => {
  let running: RunningDemo;
  const share = joinDemo();
  before(async () => {
    running = await share.start();
  });
  after(async () => {
    await share.leave();
  });

  it('there are such pages', () => assert.ok(SHOWN.length > 10));

  for (const { page, text } of SHOWN) {
    const blocks = blocksOf(text);
    it(page, async () => {
      const { api, user, variables } = await begun(running, text);
      const terminal = new Terminal(running, user, { token: api.tokens[0]?.token ?? '', ...variables });
      for (const { commands, shown } of blocks) {
        const { output, json } = await terminal.paste(commands);
        if (shown !== undefined)
          assertShown(json ?? output, shown, (each) => terminal.filled(each), commands);
        // A command that the page does not show as refused has to succeed.
        else assert.equal(json?.error ?? json?.code, undefined, `${commands}\n${output}`);
      }
    });
  }

  it('all of them are reached from the index', () => {
    const index = readFileSync(join(DOCS, 'flows/README.md'), 'utf8');
    const missing = PAGES.map((page) => page.replace('flows/', '')).filter(
      (page) => page !== 'README.md' && !index.includes(`${page})`),
    );
    assert.deepEqual(missing, []);
  });
});

/**
 * The reader's state at the start of a page: the terminal's secret, and tokens if the page begins with those.
 */
async function begun({ demo }: RunningDemo, text: string) {
  const name = /\.(\w+)\.localhost:4000/.exec(text)?.[1] as keyof typeof demo.apis | undefined;
  const api: DemoApi = demo.apis[name ?? 'prospectconnect'];
  const user = userOf(api);
  const [, id] = /client_id=([\w-]+)|-u "([\w-]+):/.exec(text)?.filter((each) => each !== undefined) ?? [];
  if (id === undefined) return { api, user, variables: {} };
  const client = clientNamed(api, id);
  const secret = { secret: client.client_secret ?? '' };
  if (text.includes('$code') || client.redirect_uris.length === 0) return { api, user, variables: secret };
  const { verifier, challenge } = pkcePair();
  const redirect_uri = client.redirect_uris[0] ?? '';
  const scope = client.scope.split(' ')[0] ?? '';
  const asked = { redirect_uri, scope, code_challenge: challenge, code_challenge_method: 'S256' };
  const code = await codeFor(demo, api, client, user, asked);
  const form = { grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier };
  const { access_token, refresh_token } = await tokens(api, { ...form, ...credentials(client) });
  return { api, user, variables: { ...secret, access_token, refresh_token } };
}

/** Everything that the page shows is there, and is what it shows; `…` stands for any text. */
function assertShown(actual: unknown, shown: unknown, filled: (text: string) => string, where: string): void {
  if (typeof shown === 'string') {
    const pattern = filled(shown).split('…').map(RegExp.escape).join('.+');
    assert.match(String(actual), new RegExp(`^${pattern}$`), where);
  } else if (Array.isArray(shown) || typeof shown !== 'object' || shown === null) {
    assert.deepEqual(actual, shown, where);
  } else {
    for (const [name, value] of Object.entries(shown)) {
      const member = (actual as Record<string, unknown> | null)?.[name];
      assert.notEqual(member, undefined, `${where}\n${name} is not in ${JSON.stringify(actual)}`);
      assertShown(member, value, filled, where);
    }
  }
}
