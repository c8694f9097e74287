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
  or: 'or',
  with: (provider: string) => `Sign in with ${provider}`,
  unavailable: (provider: string) => `${provider} cannot be reached at the moment. Please try again later.`,
  refusedThere: (provider: string) => `The sign-in was ended at ${provider}.`,
  invalid: (provider: string) => `The answer of ${provider} is not valid. Start again.`,
  notAccepted: (provider: string, api: string) =>
    `${api} does not let in this account at ${provider}. Choose another one.`,
  notAnew: (provider: string) =>
    `The application asks for a new sign-in, and ${provider} does not say that you signed in just now.`,
  noPlace: (provider: string, api: string) =>
    `Your account at ${provider} has no access to ${api}. Ask a manager of your organisation, or sign in another way and link it.`,
  beyond: (provider: string, api: string) =>
    `Your account has access to more of ${api} than ${provider} may decide about, so ${provider} does not sign you in. Sign in another way, or ask the people behind ${api}.`,
  namesake: {
    heading: 'You have two accounts here',
    text: (email: string, provider: string) =>
      `Another account here has the address ${email}. It was not connected with the one at ${provider}: an address is no proof. To use both as one, sign in to the other and link ${provider} there.`,
    goOn: 'Go on',
  },
  notLinked: 'Nothing was linked',
  linked: {
    heading: 'Linked',
    text: (provider: string) => `From now on you can sign in with ${provider} as well.`,
  },
  linkedAlready: (provider: string) => `This account at ${provider} is linked to somebody already.`,
  signedOutMeanwhile: 'You are not signed in any more as the person who began this. Sign in and start again.',
  ways: {
    title: 'Other ways to sign in',
    none: 'You sign in here by your password alone.',
    began: 'You began here with this account, so it stays.',
    remove: 'Remove',
    link: (provider: string) => `Link ${provider}`,
    linkHeading: (provider: string) => `Link your account at ${provider}?`,
    linkText: (provider: string) =>
      `You will be sent to ${provider}. Whoever can sign in there can then sign in here as you.`,
  },
};
