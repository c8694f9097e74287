import { PERSON } from './people.ts';
import type { Suite } from './rig.ts';

/** Commands of the suite's own browser (`browser` in its configuration): they fill in what a person would. */
export type Browser = { match: string; 'match-limit'?: number; tasks: Task[] }[];

type Task = { task: string; match: string; optional?: true; commands: (string | number)[][] };

interface Pages {
  issuer: string;
  suite: Suite;
}

/** Signs in and allows, wherever a page asks for it, and waits until the answer has reached the suite. */
export function visit({ issuer, suite }: Pages): Browser {
  return [{ match: `${issuer}/*`, tasks: [signIn(issuer), allow(issuer), arrive(suite)] }];
}

/** The first time as usual; the second time the page for signing in has to appear, of which the suite keeps a copy. */
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

/** Our own page has to appear that says what is wrong; nobody is sent anywhere. */
export function errorPage({ issuer }: Pages, title: string): Browser {
  return [
    {
      match: `${issuer}/*`,
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

function signIn(issuer: string): Task {
  return {
    task: 'Sign in',
    match: `${issuer}/*`,
    optional: true,
    commands: [
      ['text', 'name', 'email', PERSON.email, 'optional'],
      ['text', 'name', 'password', PERSON.password, 'optional'],
      ['click', 'css', 'form[action="/sign-in"] button[type=submit]', 'optional'],
    ],
  };
}

function allow(issuer: string): Task {
  return {
    task: 'Allow',
    match: `${issuer}/*`,
    optional: true,
    commands: [['click', 'css', 'button[name=decision][value=allow]', 'optional']],
  };
}

function arrive(suite: Suite): Task {
  return {
    task: 'Arrive at the suite',
    match: `${suite.origin}/test/*`,
    commands: [['wait', 'id', 'submission_complete', 10]],
  };
}
