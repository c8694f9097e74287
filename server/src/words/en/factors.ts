import { pluralIn } from '../plural.ts';

const count = pluralIn('en');

/** Second step, passkeys and sessions: on the way in, and on one's own page. */
export const factors = {
  secondStep: {
    title: 'One more step',
    app: 'Code from your authenticator app',
    appHint: 'A recovery code is taken here as well.',
    submit: 'Sign in',
    useRecovery: 'Use a recovery code',
    recovery: 'Recovery code',
    recoveryHint: 'One of the codes that you kept when you turned on the second step. Each works once.',
    submitRecovery: 'Use this code',
    somebodyElse: 'Sign in as somebody else',
    missing: 'Enter a code.',
    wrong:
      'This code is not right, or was used already. Wait for the next one, and check the clock of your device.',
    wait: (seconds: number) =>
      `There were too many wrong codes. Please try again ${seconds < 90 ? count(seconds, { one: 'in one second', other: (all) => `in ${all} seconds` }) : count(Math.ceil(seconds / 60), { one: 'in one minute', other: (all) => `in ${all} minutes` })}.`,
    late: 'That took too long, or the form is from another tab. Please sign in again.',
  },
  setUp: {
    title: 'Set up a second step',
    why: (api: string) =>
      `${api} asks you for a second step when you sign in: after your password, you enter a code from an app on your phone.`,
    submit: 'Go on',
  },
  app: {
    title: 'Set up an authenticator app',
    install:
      'Install an authenticator app on your phone, if you have none. Many password managers have one built in.',
    scan: 'Scan this code with the app.',
    image: 'QR code for your authenticator app',
    type: 'Or type this key:',
    code: 'Enter the code that the app shows',
    turnOn: 'Turn on',
    problems: {
      wrong_code:
        'This is not the code that the app shows now. Check the clock of your phone, and enter the next one.',
      wait: 'There were too many wrong codes. Please wait a quarter of an hour, and try again.',
      exists: 'You have an authenticator app already.',
      late: 'That took too long. Scan the new code.',
    },
  },
  panel: {
    heading: 'Second step',
    off: 'Off. Your password alone is enough to sign in. With a second step, somebody who learns it cannot.',
    app: 'On. After your password, you enter a code from your authenticator app.',
    appOrPasskey: 'On. After your password, you enter a code from your authenticator app, or use a passkey.',
    passkey: 'On. After your password, you use a passkey.',
    appSince: 'Authenticator app added',
    lastUsed: 'Last used',
    noCodes: 'You have no recovery code left. Make new ones, so that you get in if you lose your device.',
    codes: (left: number) =>
      `${count(left, { one: 'You have one recovery code left.', other: (all) => `You have ${all} recovery codes left.` })} They let you in if you lose your device.`,
    askPasskey: 'Ask for a passkey after the password',
    newCodes: 'Make new recovery codes',
    turnOff: 'Turn off',
    demanded: (api: string) => `${api} asks you for a second step, so it stays on.`,
  },
  codes: {
    title: 'Your recovery codes',
    keep: 'Keep these codes where you find them without your phone: on paper, or in a password manager. They are shown this once.',
    label: 'Recovery codes',
    hint: 'Each lets you in once, in place of your app or passkey. Earlier codes no longer work.',
    kept: 'I have kept them',
    lost: 'If nobody wrote the codes down, make new ones.',
  },
  newCodes: {
    title: 'Make new recovery codes?',
    text: 'You get ten new codes. The ones that you have stop working.',
    submit: 'Make new codes',
  },
  askPasskey: {
    title: 'Ask for a passkey after the password?',
    text: 'Your password alone is no longer enough to sign in: you are asked for one of your passkeys after it. You get ten recovery codes, in case you lose them.',
    submit: 'Turn on',
  },
  turnOff: {
    title: 'Turn off the second step?',
    text: 'Your password alone is enough to sign in from then on. Your authenticator app and your recovery codes are removed; passkeys stay.',
  },
  passkeys: {
    heading: 'Passkeys',
    about:
      'With a passkey you sign in by fingerprint, face or the PIN of your device, without a password. Nobody can guess it or read it over your shoulder.',
    none: 'You have no passkey yet.',
    added: 'Added',
    lastUsed: 'Last used',
    unused: 'Not used yet',
    add: 'Add a passkey',
    remove: 'Remove',
    removeOf: (name: string) => `Remove: ${name}`,
    name: 'Name',
    nameHint: 'So that you recognize it later, such as “Work laptop”.',
    make: 'Make the passkey',
    unable:
      'This browser makes no passkeys here. It needs JavaScript, and a device with a screen lock or a security key.',
    nameless: 'Passkey',
    problems: {
      refused: 'The passkey could not be added. Please try again.',
      exists: 'This passkey is in your list already.',
      too_many: (most: number) => `You have ${most} passkeys already. Remove one first.`,
      last: (api: string) => `${api} asks you for a second step, and this is the only one that you have.`,
    },
    removeTitle: 'Remove this passkey?',
    removeText: (name: string) => `Nobody can sign in with “${name}” any more. Delete it on your device too.`,
    signIn: 'Sign in with a passkey',
    use: 'Use a passkey',
    or: 'or',
    failed: 'Nothing came from your device. Try again, or sign in in another way.',
    known: 'This device has a passkey for you already.',
    wrong: 'This passkey was not accepted. Try again, or sign in in another way.',
    wait: (seconds: number) =>
      `There were too many attempts. Please try again ${count(Math.ceil(seconds / 60), { one: 'in one minute', other: (all) => `in ${all} minutes` })}.`,
  },
  sessions: {
    heading: 'Where you are signed in',
    unknown: 'Unknown browser',
    here: 'This browser',
    since: 'Signed in',
    seen: 'Last seen',
    end: 'Sign out',
    endOf: (browser: string) => `Sign out: ${browser}`,
    endOthers: 'Sign out everywhere else',
    alone: 'You are signed in here and nowhere else.',
  },
  prove: {
    title: 'Show that it is you',
    why: 'This needs a sign-in of the last ten minutes, so that nobody does it at your open browser. Nothing has changed yet.',
  },
  back: 'Go back',
};
