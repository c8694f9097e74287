import { pluralIn } from '../plural.ts';

const count = pluralIn('en');

/** The names in a sentence about a consent. */
export interface ConsentNames {
  client: string;
  tenant: string;
  /** Things that were chosen and are not there any more. */
  gone: readonly string[];
}

export const consent = {
  title: (client: string) => `Connect ${client}`,
  heading: (client: string, tenant: string) => `${client} wants to connect to ${tenant}`,
  again: {
    heading: (client: string, tenant: string) => `${client} is already connected to ${tenant}`,
    more: (since: string) => `Since ${since}. It asks for more now, which is marked as new.`,
    same: (since: string) => `Since ${since}. It asks for nothing new.`,
  },
  sandbox: { badge: 'Sandbox', text: 'Only test data is involved.' },
  who: {
    heading: 'About this application',
    from: (host: string) => `from ${host}`,
    verified: 'Verified',
    unverified: 'Not verified',
    verifiedBy: (api: string) => `${api} knows who is behind this application.`,
    byDocument: (host: string) => `This application describes itself at ${host}.`,
    byRegistration: 'This application registered itself and gave its own name.',
    byStranger: 'Somebody outside made this application and gave it its name.',
    changed:
      'This application was given another name or address by its makers, which nobody has checked since.',
    goOn: 'Go on only if you started this yourself and know where you will be sent.',
    byColleague: (tenant: string) => `Somebody in ${tenant} made this application.`,
    website: 'Website',
    policy: 'Privacy policy',
    terms: 'Terms of service',
    /** Read aloud after the name of a link. */
    newTab: '(opens in a new tab)',
  },
  tenant: { label: (word: string) => `Which ${word}?`, show: (word: string) => `Show for this ${word}` },
  scopes: {
    heading: (client: string) => `${client} will be able to`,
    see: 'See',
    change: 'Change',
    about: 'Learn about you',
    further: 'And in particular',
    already: (number: number) =>
      count(number, {
        one: 'One thing that it can do already',
        other: (all) => `${all} things that it can do already`,
      }),
    isNew: 'New',
    optional: 'Optional. Untick it to leave it out.',
    dangerous: 'Careful',
    hint: (word: string, tenant: string) =>
      `For the ${word} ${tenant}, acting as you. It can never do more than your own role allows.`,
    role: {
      nothing: (role: string, permissions: string) =>
        `Your role, ${role}, allows nothing of this: it lacks ${permissions}.`,
      part: (role: string, permissions: string) => `Your role, ${role}, leaves out ${permissions}.`,
      own: (permissions: string) => `Only for your own records: ${permissions}.`,
      ask: (tenant: string) => `A manager of ${tenant} can change your role.`,
      more: (number: number) => count(number, { one: 'one more', other: (all) => `${all} more` }),
    },
  },
  resources: {
    label: 'Choose what it may reach',
    existing:
      'Choosing something chooses everything that is in it now. Things that are added later are not included.',
    future: 'Choosing something includes everything in it, also things that are added later.',
    none: (tenant: string) => `There is nothing in ${tenant} that you could share with it.`,
    search: 'Search',
    submit: 'Search',
    found: (number: number, text: string) =>
      count(number, {
        one: `One thing is called “${text}”.`,
        other: (all) => `${all} things are called “${text}”.`,
      }),
    /** Said by the script, which knows the text. */
    noneFound: 'Nothing has that in its name.',
    chosen: (number: string, all: string) => `${number} of ${all} chosen`,
    elsewhere: (number: number) =>
      count(number, { one: 'One more is chosen', other: (all) => `${all} more are chosen` }),
    inside: (name: string, number: number) =>
      count(number, { one: `One in ${name}`, other: (all) => `${all} in ${name}` }),
    partly: (number: string) => `${number} chosen`,
    empty: 'Nothing is in it yet.',
    gone: (names: string) => `No longer there, so it is left out: ${names}.`,
  },
  expiry: {
    label: 'How long',
    hint: 'After that it has to ask you again. You can take it back before, at any time.',
    untilRevoked: 'Until I take it back',
    unchanged: (on: string) => `As before, until ${on}`,
    days: (days: number, on: string) =>
      `${days === 365 ? '1 year' : days === 1 ? '1 day' : `${days} days`}, until ${on}`,
    only: (length: string) => `How long: ${length}.`,
  },
  next: {
    /** Before the place that the browser goes to. */
    sent: 'You will be sent to',
    app: (scheme: string) => `the app on this device that opens ${scheme} links`,
    program: (host: string) => `a program on this computer (${host})`,
    /** Around the code of a device. */
    device: (code: string) => `The device that shows ${code} will be connected.`,
    /** Before the name of a page. */
    takeBack: 'You can see what it did and take this back at any time under',
  },
  device: (code: string, client: string) =>
    `Go on only if ${code} is on the screen of a device in front of you, on which you started ${client} yourself. If somebody sent you this code or link, do not allow it: their device would get access to your data.`,
  allow: 'Allow',
  deny: "Don't allow",
  signOut: 'Sign out',
  problems: {
    undecided: () => 'Choose whether to allow this or not.',
    outdated: () => 'This page was out of date or not the one that was shown. Please look again.',
    overtaken: () => 'A manager changed this connection just now. Please look again.',
    no_scope: () => 'Leave at least one thing ticked that it may do, or do not allow it.',
    expiry_not_offered: () => 'Choose how long the connection lasts from the list.',
    resources_unavailable: () => 'The list could not be loaded. Please choose again.',
    resource_not_offered: ({ gone }: ConsentNames) =>
      `Something that you chose is not in the list any more: ${gone.join(', ')}. The rest is still chosen. Please look again.`,
    no_resource: () => 'Choose at least one thing that it may reach.',
    scopes_held: ({ client, tenant }: ConsentNames) =>
      `A manager of ${tenant} limited what ${client} may do here, and it asks for more. Ask a manager of ${tenant}.`,
    stopped: ({ client, tenant }: ConsentNames) =>
      `A manager of ${tenant} stopped this connection to ${client}. Ask a manager of ${tenant}.`,
    suspended: () =>
      'This connection is suspended. Resume it under your connections before you connect again.',
    suspended_by_others: ({ client, tenant }: ConsentNames) =>
      `The connection of ${tenant} to ${client} is suspended. Ask a manager of ${tenant}.`,
  },
  noMembership: {
    heading: (word: string) => `You belong to no ${word}`,
    text: (email: string, word: string) =>
      `You are signed in as ${email}, but there is no ${word} whose data you could share. Ask for an invitation, or sign in as somebody else.`,
  },
  unavailable: {
    heading: 'The list cannot be loaded',
    text: (api: string) =>
      `${api} cannot say just now what there is to choose from. Nothing was shared. Please try again in a moment.`,
  },
};
