export const overview = {
  hello: (name: string) => `Hello ${name}`,
  lead: 'How your applications do, and what waits for you.',
  yours: 'Your applications',
  all: 'Show all',
  begin: 'Create your first application',
  beginText:
    'It takes a minute: a name, where it runs, and what it may ask for. The quick start has your own id in it.',
  waiting: 'Waits for your approval',
  nothingWaits: 'Nothing waits for you',
  nothingWaitsText: 'Applications that ask for approval stand here.',
  refused: 'Latest refusals',
  nothingRefused: 'Nothing was refused lately',
};
