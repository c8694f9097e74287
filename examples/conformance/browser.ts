import { DECLINER, PERSON } from './people.ts';
import type { Suite } from './rig.ts';

/** Commands of the suite's own browser (`browser` in its configuration), which act as a user would. */
export type Browser = { match: string; 'match-limit'?: number; tasks: Task[] }[];

type Task = { task: string; match: string; optional?: true; commands: (string | number)[][] };

interface Pages {
  issuer: string;
  suite: Suite;
}

/** Signs in and allows on every page that asks, and waits until the suite has the answer. */
export function visit({ issuer, suite }: Pages): Browser {
  return [
    { match: `${issuer}/oauth/authorize*`, tasks: [signIn(issuer), decide(issuer, 'allow'), arrive(suite)] },
  ];
}

/**
 * Confirms the sign-out if a page asks. The last page has this heading, and the suite keeps a copy if it
 * wants one; or the browser is back at the suite.
 */
export function signOut({ issuer, suite }: Pages, heading: string): Browser {
  const confirm: Task = {
    task: 'Confirm',
    match: `${issuer}/oauth/logout*`,
    optional: true,
    commands: [['click', 'css', 'form[action="/oauth/logout"] button[type=submit]', 'optional']],
  };
  const see: Task = {
    task: 'See what was done',
    match: `${issuer}/*`,
    optional: true,
    commands: [['wait', 'xpath', '//h1', 10, heading, 'update-image-placeholder-optional']],
  };
  const back: Task = { task: 'Back at the suite', match: `${suite.origin}/*`, optional: true, commands: [] };
  return [{ match: `${issuer}/oauth/logout*`, tasks: [confirm, see, back] }];
}

/**
 * The first time as usual. The second time the sign-in page has to appear, of which the suite keeps a copy.
 */
export function signInTwice({ issuer, suite }: Pages): Browser {
  const asked: Task = {
    task: 'See that the password is asked for again',
    match: `${issuer}/*`,
    commands: [['wait', 'xpath', '//h1', 10, 'Sign in to', 'update-image-placeholder']],
  };
  const [usual] = visit({ issuer, suite });
  if (!usual) return [];
  return [
    { ...usual, 'match-limit': 1 },
    { match: usual.match, tasks: [asked, ...usual.tasks] },
  ];
}

/** Signs in as a user who has allowed nothing, and declines. */
export function declined({ issuer, suite }: Pages): Browser {
  const tasks = [signIn(issuer, DECLINER), decide(issuer, 'deny'), arrive(suite)];
  return [{ match: `${issuer}/oauth/authorize*`, tasks }];
}

/** The first time the sign-in page is opened and left; the second time as usual. */
export function lookedAtFirst({ issuer, suite }: Pages): Browser {
  const match = `${issuer}/oauth/authorize*`;
  const look: Task = { task: 'Look', match, commands: [['wait', 'name', 'password', 10]] };
  return [{ match, 'match-limit': 1, tasks: [look] }, ...visit({ issuer, suite })];
}

/** Our own error page has to appear, without a redirect. */
export function errorPage({ issuer }: Pages, title: string): Browser {
  return [
    {
      match: `${issuer}/oauth/authorize*`,
      tasks: [
        {
          task: 'See the error page',
          match: `${issuer}/*`,
          commands: [['wait', 'xpath', '//h1', 10, title, 'update-image-placeholder']],
        },
      ],
    },
  ];
}

function signIn(
  issuer: string,
  { email, password }: Pick<typeof PERSON | typeof DECLINER, 'email' | 'password'> = PERSON,
): Task {
  return {
    task: 'Sign in',
    match: `${issuer}/*`,
    optional: true,
    commands: [
      ['text', 'name', 'email', email, 'optional'],
      ['text', 'name', 'password', password, 'optional'],
      ['click', 'css', 'form[action="/sign-in"] button[type=submit]', 'optional'],
    ],
  };
}

function decide(issuer: string, decision: 'allow' | 'deny'): Task {
  return {
    task: 'Decide',
    match: `${issuer}/*`,
    optional: true,
    commands: [['click', 'css', `button[name=decision][value=${decision}]`, 'optional']],
  };
}

function arrive(suite: Suite): Task {
  return {
    task: 'Arrive at the suite',
    match: `${suite.origin}/test/*`,
    commands: [['wait', 'id', 'submission_complete', 10]],
  };
}
