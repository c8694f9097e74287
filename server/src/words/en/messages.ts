export const messages = {
  reference: 'Reference:',
  notFound: {
    heading: 'This page does not exist',
    text: 'The address may be mistyped, or what was here is gone.',
    link: 'Go to your account',
  },
  gone: {
    heading: 'It is no longer there',
    text: 'Somebody removed it, or it ended, after this page was opened. Nothing else has changed.',
  },
  unreadable: {
    heading: 'This form could not be read',
    text: (why: string) => `${why} Nothing has changed.`,
    notAForm: 'A form is posted as application/x-www-form-urlencoded.',
    tooLarge: 'The form is too large.',
    nullCharacter: 'A field has the character U+0000 in it: take it out, and send the form again.',
    malformed: 'The form cannot be read.',
  },
  stale: {
    heading: 'This form is no longer valid',
    text: 'You may have signed in again since it was opened. Nothing has changed. Open the page again and repeat what you did.',
    link: 'Open the page again',
  },
  shownAgain:
    'You had to sign in again, so nothing has happened yet. Look at the form, and send it once more.',
  formPost: {
    heading: 'Almost done',
    /** Around the host that the browser is sent to. */
    before: 'You are being sent back to',
    after: '. If nothing happens, press the button.',
    submit: 'Continue',
  },
};
