export const consent = {
  expiry: {
    label: 'How long',
    hint: 'After that it has to ask you again. You can take it back before, at any time.',
    untilRevoked: 'Until I take it back',
    unchanged: (on: string) => `As before, until ${on}`,
    days: (days: number, on: string) =>
      `${days === 365 ? '1 year' : days === 1 ? '1 day' : `${days} days`}, until ${on}`,
    only: (length: string) => `How long: ${length}.`,
  },
  scopes: {
    optional: 'Optional. Untick it to leave it out.',
    dangerous: 'Careful',
  },
};
