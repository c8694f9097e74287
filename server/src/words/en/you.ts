export const you = {
  title: 'Your account',
  speaking: {
    heading: 'Language and time zone',
    language: 'Language of pages and mails',
    zone: 'Time zone',
    asBrowser: 'Automatic',
  },
  password: {
    heading: 'Password',
    current: 'Current password',
    next: 'New password',
    hint: 'At least 10 characters. You are signed out in every other browser.',
    submit: 'Change the password',
    refused: 'Nothing was changed: please look at the marked field.',
  },
  mails: {
    heading: 'Mails',
    wanted: (tenant: string) =>
      `You get a mail when a connection of ${tenant} is used in an unusual way, since you manage it.`,
    unwanted: (tenant: string) =>
      `You get no mail when a connection of ${tenant} is used in an unusual way. The connection’s page shows it all the same.`,
    stop: 'Send me no such mails',
    start: 'Send me these mails',
  },
  signOutElsewhere: {
    title: 'Sign out everywhere else?',
    text: 'Ends your session in every other browser at once: you have to sign in again there. You stay signed in here.',
    submit: 'Sign out everywhere else',
  },
};
