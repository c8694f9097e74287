import { inTime } from './sign-in.ts';

/** A new password by a mailed link: its pages, and its mails. */
export const reset = {
  ask: {
    heading: 'Forgot your password?',
    lead: (api: string) =>
      `Enter the address with which you sign in to ${api}. You get a mail with a link to a new password.`,
    submit: 'Send me a link',
    back: 'Back to signing in',
    noAddress: 'Enter the whole address, such as ada@example.com.',
    wait: (seconds: number) => `A link was asked for too often. Please try again ${inTime(seconds)}.`,
    expired: 'This form was no longer valid. Please send it once more.',
  },
  asked: {
    heading: 'Look into your mailbox',
    text: (email: string, api: string) =>
      `If ${email} has an account at ${api}, a mail is on its way. Its link works once, for 30 minutes. If nothing comes within a few minutes, look into the folder for spam, and whether this is the address with which you sign in.`,
  },
  choose: {
    heading: 'Choose a new password',
    lead: (email: string, api: string) =>
      `For ${email} at ${api}. You are signed out in every browser, and sign in with the new password.`,
    password: 'New password',
    hint: (shortest: number) => `At least ${shortest} characters. A few words in a row are good.`,
    submit: 'Change the password',
  },
  done: {
    heading: 'Your password was changed',
    text: 'You are signed out in every browser. Sign in with the new password.',
  },
  gone: {
    heading: 'This link no longer works',
    text: 'A link to a new password works once, for 30 minutes, and ends when the password is changed. Nothing has changed now.',
    link: 'Ask for another link',
  },
  mail: {
    subject: (api: string) => `A new password for ${api}`,
    says: (api: string, asked: string) =>
      `Somebody asked for a new password for your account at ${api}, ${asked}.`,
    choose: 'If it was you, choose one now. The link works once, for 30 minutes.',
    link: 'Choose a new password',
    ignore: 'If it was not you, do nothing: your password stays as it is, and nobody else has this link.',
  },
  noPassword: {
    subject: (api: string) => `Signing in to ${api}`,
    says: 'Your account has no password here. You sign in with the account of your organisation, or of another provider: choose it on the sign-in page.',
    ends: (api: string) =>
      `If you cannot sign in like that, ask those who look after your account at ${api}. If it was not you, do nothing.`,
  },
  changed: {
    subject: (api: string) => `Your password for ${api} was changed`,
    says: (api: string, asked: string) => `The password of your account at ${api} was changed ${asked}.`,
    byManager: (tenant: string, api: string, asked: string) =>
      `A manager of ${tenant} gave your account at ${api} a new password, ${asked}.`,
    byOperator: (api: string) => `The people behind ${api} gave your account there a new password.`,
    sessions: 'Every other browser is signed out. Applications and scripts that you connected keep working.',
    link: 'If it was not you, choose a new password at once',
  },
};
