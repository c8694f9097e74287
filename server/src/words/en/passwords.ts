/** Why a chosen password is not accepted. */
export const passwords = {
  length: (shortest: number, longest: number) => `A password has ${shortest} to ${longest} characters.`,
  common:
    'This password is on lists of common ones, or follows a pattern, so it is guessed soon. A few words in a row that do not belong together are better.',
  own: 'This password is mostly your name, your address or the name of this service. Choose something that others do not know of you.',
};
