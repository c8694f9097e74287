import { pluralIn } from '../plural.ts';

const count = pluralIn('en');

export const device = {
  compare: 'Is this the code on your device?',
  compareText:
    'Compare it letter by letter. Go on only if you started this on a device in front of you, and never with a code or link that somebody sent you.',
  enter: 'Enter the code that your device shows. Never enter one that somebody sent you.',
  code: 'Code',
  codeHint: 'Eight letters, such as WDJB-MJHT.',
  go: 'Continue',
  malformed: 'A code is eight letters, such as WDJB-MJHT.',
  wait: (seconds: number) =>
    count(seconds, {
      one: 'Too many codes were wrong. Please wait one second and try again.',
      other: (all) => `Too many codes were wrong. Please wait ${all} seconds and try again.`,
    }),
  unknown: 'This code is not known, or it has expired. Check it on your device.',
  connected: (client: string) => `${client} is connected`,
  connectedText: 'You can go back to your device now: it continues within a few seconds.',
  notConnected: (client: string) => `${client} was not connected`,
  notConnectedText: 'Nothing was shared. You can close this page.',
  gone: {
    heading: 'This code cannot be used any more',
    text: 'It has expired, somebody has decided about it already, or the application may no longer ask for this. If your device still waits, let it show a new code.',
    link: 'Enter another code',
  },
};
