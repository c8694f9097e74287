import { pluralIn } from '../plural.ts';

const count = pluralIn('en');

/** Signing in at another system: the API owner's application, or an OpenID provider. */
export const elsewhere = {
  notSignedIn: 'You were not signed in',
  refused: (api: string) => `The sign-in to ${api} was refused.`,
  tryAgain: 'Try again',
  otherBrowser:
    'This sign-in began in another browser, so it was ended. If you followed a link that somebody sent you, do not use it. Otherwise start again here.',
  used: 'This sign-in was completed before. Start again if you are not signed in.',
  gone: 'This sign-in is not known, or it has expired. Start again.',
  account: 'Go to your account',
  tooMany: {
    heading: 'Too many sign-ins were begun',
    text: (minutes: number) =>
      `Your network began very many sign-ins. Please try again ${count(minutes, { one: 'in one minute', other: (all) => `in ${all} minutes` })}.`,
  },
};
