import { pluralIn } from '../plural.ts';

const count = pluralIn('en');

export const account = {
  nav: {
    signOut: 'Sign out',
    switch: 'Switch',
    menu: 'Menu',
  },
  about: {
    connections: 'Who can act for you, what they may do, and how to stop them.',
    tokens: 'Keys for your own scripts, limited to what each one needs.',
    clients: 'Applications that you develop, with their ids and secrets.',
    people: (tenant: string) => `Who belongs to ${tenant}, and in which role.`,
    activity: 'Everything that happened, by whom, and what was decided.',
    ownActivity: 'Calls that were made on your behalf, and what happened to your connections and tokens.',
  },
  overview: (tenant: string, api: string) =>
    `See who has access to ${tenant} through the ${api} API, and on whose behalf.`,
  noTenant: {
    heading: 'You have no access to this page',
    text: (email: string, word: string) =>
      `You are signed in as ${email}, who is no member of the ${word} that this page is about, or of any. Ask for an invitation, or sign in as somebody else.`,
  },
  keep: 'Keep it',
  goBack: 'Go back',
  goOn: 'Go on',
  cancel: 'Cancel',
  save: 'Save',
  details: 'Details',
  remove: 'Remove',
  delete: 'Delete',
  revoke: 'Revoke',
  older: 'Older',
  more: 'More',
  sandbox: 'Sandbox',
  live: 'Live data',
  copied: 'I have copied it',
  copying: { copy: 'Copy', copied: 'Copied.', selected: 'Selected. Press Ctrl+C or Cmd+C.' },
  overtaken: 'Somebody changed this in the meantime, so nothing was saved. Please look at it again.',
  invalid: {
    created: 'Nothing was created yet: please look at the marked fields.',
    saved: 'Nothing was saved yet: please look at the marked fields.',
    added: 'Nothing was added yet: please look at the marked fields.',
  },
  addresses: {
    label: 'Only from these addresses (optional)',
    hint: 'One IP address or block on each line, such as 203.0.113.0/24. Empty: from anywhere.',
  },
  once: {
    title: 'Shown once',
    text: 'This was shown already, or nobody looked within a minute. It cannot be shown again.',
    keep: 'Keep it like a password: in a secret manager or an environment variable, never in a repository or in client-side code.',
    copySecret: 'Copy the secret now. It is shown this once and cannot be shown again.',
    copyToken: 'Copy it now. It is shown this once and cannot be shown again.',
  },
  alerts: {
    heading: 'Unusual use',
    text: 'Say whether this was you. If it was not, end the connection: whoever uses it is locked out at once.',
    calls: 'See the calls',
    ours: 'This was us',
    end: 'End it',
  },
  time: {
    hour: (day: string, from: string, to: string, zone: string) => `${day}, ${from} to ${to} ${zone}`,
    lessThanAnHour: 'less than an hour',
    hours: (hours: number) => count(hours, { one: 'one hour', other: (all) => `${all} hours` }),
    days: (days: number) => count(days, { one: 'one day', other: (all) => `${all} days` }),
  },
};
