export const requests = {
  unreadable: {
    heading: 'This request cannot be read',
    text: 'An authorization request is a link, or a form with the same parameters.',
  },
  tooLong: 'This request is too long',
  answered: {
    heading: 'This request was answered before',
    text: 'Each request of an application can be answered once. Go back to the application and start again.',
  },
  unchecked: {
    heading: (client: string) => `${client} cannot be connected by this link`,
    text: 'Nothing was shared. Nobody has checked where this application would send you.',
    back: (client: string) => `Go back to ${client}`,
  },
  signedOut: (client: string) => `Nobody has checked where ${client} would send you.`,
  logout: {
    heading: 'This link to sign out does not work',
    text: (why: string) => `${why} Nothing has changed: you can still sign out here.`,
  },
};
