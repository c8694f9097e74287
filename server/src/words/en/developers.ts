/** Signing up as a developer: its pages and mails. */
export const developers = {
  /** On the sign-in page and wherever somebody may become a developer. */
  link: 'Do you make an application? Sign up as a developer',
  ask: {
    heading: (api: string) => `Make an application for ${api}`,
    lead: (api: string) =>
      `As a developer you register applications, try them and see their calls. Enter your address: you get a mail with a link by which you open an account at ${api}.`,
    waits: 'Somebody looks at each request before you can begin.',
    submit: 'Send me a link',
    haveOne: 'Do you have an account already?',
    signIn: 'Sign in and go on',
    closed: (api: string) =>
      `People sign in to ${api} with the account of their organisation. Sign in, then go on here.`,
  },
  asked: {
    heading: 'Look into your mailbox',
    text: (email: string) =>
      `A mail to ${email} is on its way. Its link works once, for a day. If nothing comes within a few minutes, look into the folder for spam.`,
  },
  open: {
    heading: 'Open your account',
    lead: (email: string, api: string) => `You will sign in to ${api} with ${email}.`,
    nameHint: (api: string) => `The people behind ${api} see it.`,
    purpose: 'What do you want to make?',
    purposeHint: 'A few sentences: who uses it, and for what.',
    purposeMissing: 'Say in a sentence or two what you want to make.',
    submit: 'Open the account',
  },
  become: {
    lead: (email: string) => `You are signed in as ${email}, and become a developer with this account.`,
    submit: 'Become a developer',
  },
  state: {
    pending: {
      heading: 'Your request is with us',
      text: (api: string, date: string) =>
        `The people behind ${api} look at it since ${date}. You get a mail when they have decided.`,
    },
    refused: {
      heading: 'Your request was not accepted',
      text: (api: string) => `The people behind ${api} did not approve you as a developer.`,
      reason: (reason: string) => `They say: ${reason}`,
    },
    approved: {
      heading: 'You are a developer',
      text: 'Register an application to get its id and secret.',
      link: 'New application',
    },
  },
  gone: {
    heading: 'This link no longer works',
    text: 'A link to an account works once, for a day. If you have opened the account, sign in; if not, ask for another link.',
    link: 'Ask for another link',
  },
  taken: {
    heading: 'There is an account already',
    text: (email: string) => `Somebody opened an account for ${email} meanwhile. Sign in with it to go on.`,
  },
  mail: {
    subject: (api: string) => `Your developer account at ${api}`,
    says: (api: string, asked: string) =>
      `Somebody asked for a developer account at ${api} with this address, ${asked}.`,
    lasts: 'If it was you, open it now. The link works once, for a day.',
    link: 'Open the account',
    ignore: 'If it was not you, do nothing: nobody gets an account by that.',
  },
  known: {
    subject: (api: string) => `You have an account at ${api}`,
    says: 'You have an account already. Sign in with it to become a developer.',
    ignore: 'If it was not you, do nothing: nobody learns that you have an account.',
  },
  waiting: {
    subject: (api: string) => `Somebody wants to make an application for ${api}`,
    says: (name: string, email: string, api: string) =>
      `${name} (${email}) signed up as a developer for ${api}, and waits until an owner approves them.`,
    purpose: (purpose: string) => `They want to make: ${purpose}`,
  },
  approvals: {
    subject: (api: string) => `An application waits for your approval at ${api}`,
    application: (name: string, by: { name: string; email: string } | null, api: string) =>
      by === null
        ? `The application ${name} waits until an owner of ${api} approves it.`
        : `${by.name} (${by.email}) registered the application ${name}, which waits until an owner of ${api} approves it.`,
    several: (api: string) =>
      `Since the last mail, more applications or developers began to wait for the approval of an owner of ${api}.`,
    link: 'See all that waits',
    why: (api: string) =>
      `You get this mail because you are an owner of ${api}. However many wait, a few such mails come a day.`,
    noMore: 'To get no more of them, open “Settings” in the dashboard.',
  },
  approved: {
    subject: (api: string) => `You can make applications for ${api}`,
    says: (api: string) =>
      `The people behind ${api} approved you as a developer. Register an application to get its id and secret.`,
    link: 'New application',
  },
  refused: {
    subject: (api: string) => `About your developer account at ${api}`,
    says: (api: string) => `The people behind ${api} did not approve you as a developer.`,
    reason: (reason: string) => `They say: ${reason}`,
    keeps: 'You can register no further applications. Those that you have registered stay as they are.',
  },
};
