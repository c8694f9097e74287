import { fileURLToPath } from 'node:url';
import { sha256 } from '../../server/src/lib/compare.ts';
import { ask } from '../../server/src/oauth/consent/ask.ts';
import { findDecidable } from '../../server/src/oauth/consent/decidable.ts';
import { decide } from '../../server/src/oauth/consent/decide.ts';
import { spokenIn } from '../../server/src/pages/page-api.ts';
import { PostedForm } from '../../server/src/pages/posted-form.ts';
import { client, openSite } from '../../server/test/pages/site.ts';
import { signedIn } from '../../server/test/pages/visitor.ts';

/** The cost of a consent with many resources for the server. */
export interface ConsentCost {
  /** Processor time in milliseconds to make the page, and to judge a form with half of all boxes ticked one by one. */
  page: number;
  form: number;
  /** The page in bytes, not compressed. */
  bytes: number;
}

/** Measures the consent page with so many projects in a hundred accounts, in this process. */
export async function measureConsent({
  projects,
  rounds,
}: {
  projects: number;
  rounds: number;
}): Promise<ConsentCost> {
  const accounts = Array.from({ length: 100 }, (_, id) => ({
    type: 'account',
    id: `a${id}`,
    name: `Account ${id}`,
  }));
  const list = [
    ...accounts,
    ...Array.from({ length: projects }, (_, id) => ({
      ...{ type: 'project', id: `project-${id}`, name: `Project ${id}` },
      parent: { type: 'account', id: `a${id % accounts.length}` },
    })),
  ];
  const site = await openSite({ definition: { resources: { list: async () => list } } });
  try {
    const api = spokenIn(site.api, 'en');
    const { cookies } = await signedIn(site);
    const sessions = await Promise.all(
      [...cookies.values()].map((secret) => api.store.session(sha256(secret), api.clock.now())),
    );
    const visitor = sessions.find((each) => each !== null);
    const asked = {
      ...{ client: client({ id: 'platform' }), scopes: ['read', 'projects'], details: [], dialects: [] },
      ...{ redirectUri: 'https://casebridge.example/callback', tiedTo: 'a query', page: { action: '/' } },
      through: 'authorization_request' as const,
    };
    const decidable = visitor && (await findDecidable(api, asked, visitor, undefined));
    if (!decidable) throw new Error('The person has no tenant to decide for.');
    const shown = String((await ask(api, decidable)).body);
    const note = /name="consent" value="([^"]+)"/.exec(shown)?.[1] ?? '';
    const ticked = list.slice(accounts.length).filter((_, index) => index % 2 === 0);
    const posted = new URLSearchParams([
      ['decision', 'allow'],
      ['consent', note],
      ...ticked.map(({ type, id }) => ['resource', `${type}:${id}`]),
    ]).toString();
    return {
      page: await costOf(rounds, async () => (await ask(api, decidable)).status),
      form: await costOf(rounds, async () => (await decide(api, decidable, PostedForm.kept(posted))).kind),
      bytes: Buffer.byteLength(shown),
    };
  } finally {
    await site.close();
  }
}

/** Returns the processor time of this process for one of them, in milliseconds, after some that warm up. */
async function costOf(rounds: number, make: () => Promise<unknown>): Promise<number> {
  for (let each = 0; each < 3; each++) await make();
  const before = process.cpuUsage();
  for (let each = 0; each < rounds; each++) await make();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / rounds;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const projects of [100, 1_000, 5_000]) {
    const { page, form, bytes } = await measureConsent({ projects, rounds: 20 });
    console.log(
      `${projects} projects: page ${page.toFixed(1)} ms, ${(bytes / 1_000).toFixed(0)} kB; form ${form.toFixed(1)} ms`,
    );
  }
}
