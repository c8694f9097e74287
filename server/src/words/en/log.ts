import { type Fragment, html } from '../../lib/html.ts';

export const log = {
  lead: (tenant: string) =>
    `Everything that happened in ${tenant}: who did it, for whom, and what was decided.`,
  ownLead: (tenant: string) =>
    `Calls that were made on your behalf in ${tenant}, and what happened to your connections and tokens.`,
  zone: (zone: string) => `Times are in ${zone}.`,
  nothingYet: 'Nothing yet.',
  expired: 'Connection expired',
  changes: {
    suspended: 'Connection suspended',
    resumed: 'Connection resumed',
    narrowed: 'Connection given less',
    addresses: 'Addresses of the connection changed',
    released: 'Connection left to its person again',
  },
  refused: 'Refused',
  allowed: 'Allowed',
  none: 'No entry matches.',
  noneSoFar: 'No entry matches among the entries that were searched; older ones were not searched yet.',
  noFurther:
    'No further entry matches among the entries that were searched; older ones were not searched yet.',
  searchOn: 'Search on',
  download: (format: string) => `Download as ${format}`,
  anything: 'Anything',
  anybody: 'Anybody',
  parts: { label: 'Parts of the log', all: 'Everything', calls: 'Calls', security: 'Security events' },
  filter: {
    heading: 'Narrow down',
    person: 'Person',
    client: 'Application',
    kind: 'What',
    outcome: 'Outcome',
    operation: 'Operation',
    account: 'Connected account',
    since: 'From',
    until: 'To',
    show: 'Show',
    everything: 'Everything',
  },
  who: {
    about: (name: Fragment) => html`about ${name}`,
    for: (name: Fragment) => html`for ${name}`,
    by: (name: string) => `by ${name}`,
    under: 'under',
    askingFor: 'asking for',
    from: (ip: string) => `from ${ip}`,
  },
};
