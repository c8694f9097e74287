/** The texts of the consent page. */
export const texts = {
  expiry: {
    label: 'How long',
    hint: 'Afterwards it has to ask you again. You can take it back before that at any time.',
    untilRevoked: 'Until I take it back',
    unchanged: (on: string) => `As before, until ${on}`,
    days: (days: number, on: string) => `${days === 365 ? '1 year' : `${days} days`}, until ${on}`,
    only: (length: string) => `How long: ${length}.`,
  },
  scopes: {
    optional: 'Optional: untick it if you would rather not.',
    dangerous: 'Careful',
  },
};
