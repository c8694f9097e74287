import { pluralIn } from '../plural.ts';

const count = pluralIn('en');

export const signIn = {
  title: 'Sign in',
  heading: (api: string) => `Sign in to ${api}`,
  email: 'Email address',
  password: 'Password',
  forgot: 'Forgot your password?',
  submit: 'Sign in',
  expired: 'This form was no longer valid. Please enter your password again.',
  incomplete: 'Enter your email address and your password.',
  noMatch: 'That email address and password do not match.',
  wait: (seconds: number) =>
    `There were too many attempts to sign in. Please try again ${inTime(seconds)}; until then even the right password is not accepted.`,
  sessionEnded: {
    kept: 'Your session has ended, and nothing has changed yet. Sign in to go on with what you entered.',
    lost: 'Your session has ended, and nothing has changed. Your entries could not be kept.',
  },
  signOut: {
    title: 'Sign out',
    heading: 'Sign out?',
    from: (api: string) => `Sign out of ${api}?`,
    who: (email: string) => `You are signed in as ${email}.`,
    /** After the name of an application. */
    asks: 'asks to sign you out.',
    submit: 'Sign out',
    stay: 'Close this page to stay signed in.',
  },
  signedOut: {
    heading: 'You are signed out',
    text: (api: string) =>
      `You are no longer signed in to ${api} in this browser. Applications and scripts that you connected keep working.`,
    link: 'Sign in again',
  },
  /** Below a card, with the address of the person who is signed in. */
  signedInAs: 'Signed in as',
  notYou: 'Not you?',
};

export function inTime(seconds: number): string {
  return seconds < 90
    ? count(seconds, { one: 'in one second', other: (all) => `in ${all} seconds` })
    : count(Math.ceil(seconds / 60), { one: 'in one minute', other: (all) => `in ${all} minutes` });
}
