import { inTime } from './sign-in.ts';

/** Another e-mail address for signing in: the form, the mails, and the pages of their links. */
export const addresses = {
  panel: {
    heading: 'E-mail address',
    lead: (email: string) =>
      `You sign in with ${email}. Another address counts when you have opened the link that is mailed to it.`,
    kept: (email: string, keeper: string) =>
      `You sign in with ${email}. ${keeper} keeps this address: ask there for another one.`,
    email: 'New e-mail address',
    current: 'Your password',
    submit: 'Send a link there',
  },
  problems: {
    noAddress: 'Enter the whole address, such as ada@example.com.',
    same: 'This is your address already.',
    wrong: 'This is not your password.',
    wait: (seconds: number) => `There were too many attempts. Please try again ${inTime(seconds)}.`,
  },
  ask: {
    subject: (api: string) => `Confirm your address for ${api}`,
    says: (api: string, asked: string) =>
      `Somebody asked to use this address for their account at ${api}, ${asked}.`,
    lasts: 'If it was you, confirm it. The link works once, for a day.',
    link: 'Confirm the address',
    ignore: 'If it was not you, do nothing: nothing changes.',
  },
  taken: {
    subject: (api: string) => `Your address at ${api}`,
    says: (api: string, asked: string) =>
      `Somebody asked to use this address for another account at ${api}, ${asked}. It has an account already, so nothing was changed.`,
    ends: 'If it was you, sign in with this address. If it was not, do nothing.',
  },
  told: {
    subject: (api: string) => `Your address for ${api} was changed`,
    says: (api: string, asked: string) =>
      `Your account at ${api} has another e-mail address, ${asked}. You no longer sign in with the address at which you read this.`,
    lasts:
      'If it was not you, undo it within seven days. It signs everybody out, and you choose a new password.',
    link: 'Undo the change',
  },
  confirm: {
    heading: 'Confirm the address',
    lead: (email: string, api: string) => `From now on, the account at ${api} signs in with ${email}.`,
    submit: (email: string) => `Use ${email}`,
  },
  confirmed: {
    heading: 'The address was changed',
    text: (email: string) =>
      `You sign in with ${email} from now on. A mail to the address before tells how to undo it.`,
  },
  undo: {
    heading: 'Undo the change of the address?',
    lead: (email: string) =>
      `The account signs in with ${email} again. Its password works no longer, and every browser is signed out.`,
    submit: 'Undo the change',
  },
  undone: {
    heading: 'The change was undone',
    text: (email: string) => `The account signs in with ${email} again. Choose a new password now.`,
    link: 'Get a link to a new password',
  },
  gone: {
    heading: 'This link no longer works',
    text: 'It was used, is too old, or the address was changed again. Nothing has changed now.',
  },
  inUse: {
    heading: 'This address has an account',
    text: (email: string) => `Somebody has made an account with ${email} meanwhile. Nothing has changed.`,
  },
};
