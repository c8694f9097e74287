export const overview = {
  hello: (name: string) => `Hello ${name}`,
  lead: 'How your applications are doing, and what waits for you.',
  ownerLead: 'How your API does, and what waits for you.',
  openAlerts: 'unusual use of a key',
  outgoing: 'Mails and webhooks',
  yours: 'Your applications',
  all: 'Show all',
  begin: 'Create your first application',
  beginText:
    'It takes a minute: a name, where it runs, and what it may ask for. The quick start has your own id in it.',
  developersWait: (count: number, more: boolean) =>
    more || count > 1
      ? `${count}${more ? ' or more' : ''} developers wait for your approval.`
      : 'A developer waits for your approval.',
  look: 'Look at them',
  developer: {
    pending: 'The people behind the API look at your sign-up. You get a mail when they have decided.',
    refused: 'The people behind the API refused your sign-up, so you can make no application.',
  },
  waiting: 'Waits for your approval',
  nothingWaits: 'No application waits for your approval.',
  refused: 'Latest refusals',
  nothingRefused: 'Nothing was refused lately',
};
