import { inTime } from './sign-in.ts';

/** Invitations: the mail, the page that its link opens, and the list of a manager. */
export const invitation = {
  mail: {
    subject: (tenant: string, api: string) => `${tenant} invites you to ${api}`,
    says: (who: string, tenant: string, api: string, role: string) =>
      `${who} invites you to work for ${tenant} at ${api}, in the role ${role}.`,
    lasts: 'The link works once, for seven days.',
    link: 'See the invitation',
    ignore: 'If you expect no invitation, do nothing: nobody gets an account by that.',
  },
  page: {
    heading: (tenant: string) => `Join ${tenant}`,
    lead: (who: string, tenant: string, api: string, role: string) =>
      `${who} invites you to work for ${tenant} at ${api}, in the role ${role}.`,
    address: (email: string) => `You will sign in with ${email}.`,
    name: 'Your name',
    nameHint: 'Your colleagues see it.',
    nameMissing: 'Enter your name.',
    password: 'Password',
    submit: 'Make an account and join',
    haveOne: 'Do you have an account already, also under another address?',
    signIn: 'Sign in and join with it',
    known: (email: string) => `There is an account for ${email}. Sign in with it to join.`,
    elsewhere: 'Sign in to join.',
    otherAddress: (invited: string, email: string) =>
      `The invitation went to ${invited}, and you are signed in as ${email}. If you go on, ${email} becomes the member.`,
    decidedElsewhere: (email: string) =>
      `You are signed in as ${email}, and one organisation’s own sign-in or directory decides about this account. So it has nothing beyond that organisation. Use another account.`,
    joinAs: (email: string) => `Join as ${email}`,
    other: 'Sign out and use another account',
  },
  member: {
    heading: (tenant: string) => `You belong to ${tenant} already`,
    text: (email: string) =>
      `${email} is a member. The invitation stays open for somebody else who has the link.`,
    link: 'Go to your account',
  },
  gone: {
    heading: 'This invitation no longer works',
    text: 'It was accepted, withdrawn or sent again, or it is older than seven days. Ask for another one, or sign in if you accepted it.',
  },
  noLonger: {
    heading: 'This invitation no longer counts',
    text: (tenant: string) =>
      `The role that it gives was removed, or those who sent it may not give it any more. Ask somebody who manages ${tenant} for another one.`,
  },
  list: {
    heading: 'Invitations',
    lead: 'Invite somebody by mail. They choose a password, or sign in as who they are.',
    none: 'No invitation is open.',
    email: 'Email address',
    role: 'Role',
    submit: 'Invite',
    until: (role: string, date: string) => `${role}, open until ${date}`,
    expired: (role: string, date: string) => `${role}, expired on ${date}`,
    again: 'Send again',
    withdraw: 'Withdraw',
    /** Read aloud behind the two buttons. */
    about: (email: string) => `the invitation of ${email}`,
  },
  problems: {
    noAddress: 'Enter the whole address, such as ada@example.com.',
    exists: 'This address has an open invitation: send it again, or withdraw it.',
    member: 'Somebody with this address is a member already.',
    tooMany: 'A hundred invitations are open. Withdraw some that nobody accepts.',
    aboveOwn: 'You can only give roles that permit no more than your own.',
    wait: (seconds: number) => `This address got several mails already. Please try again ${inTime(seconds)}.`,
  },
};
