import { type Fragment, html } from '../../lib/html.ts';
import { pluralIn } from '../plural.ts';

const count = pluralIn('en');

export const webhooks = {
  heading: 'Webhooks',
  add: 'Add an endpoint',
  none: 'No address is told of anything yet. An endpoint gets a signed request when a connection is authorized, changed or revoked.',
  addTitle: 'Add a webhook endpoint',
  addSubmit: 'Add the endpoint',
  field: {
    url: 'Address',
    urlHint: 'Where events are sent: https, at a public host.',
    events: 'Events',
    eventsHint: 'With every box ticked it takes those of later versions too.',
    order: 'Order',
    ordered: 'One after the other for each connected account',
    unordered: 'As they come',
    orderNote: 'Later events of an account wait for one that fails, until it is given up after three days.',
  },
  secret: {
    title: 'The secret of your endpoint',
    label: 'Webhook secret',
    use: 'The receiver verifies each request with it, by a library of Standard Webhooks.',
    heading: 'Secret',
    signed: 'Each request is signed with it.',
    before: (at: Fragment) => html` The one before signs beside it until ${at}.`,
    replaceTitle: 'Replace the secret of this endpoint?',
    now: (overlap: string) => `The secret that signs now ${overlap}.`,
    beforeEnds: ' The one before it ends now.',
    consequence:
      'A receiver that still verifies with a secret that ended refuses every event. This cannot be undone.',
    overlap: {
      7: 'signs for 7 more days',
      1: 'signs for one more day',
      0: 'ends now',
    },
  },
  every: 'Every event',
  added: (events: Fragment, at: Fragment) => html`${events}. Added ${at}.`,
  detailsOf: (url: string) => `of ${url}`,
  health: {
    disabled: 'Disabled',
    failing: 'Failing',
    served: 'Served',
    disabledText: (at: Fragment) =>
      html`Nothing is sent here since ${at}: every attempt had failed for five days. Mend the receiver, then send a test event. Once it is answered, the endpoint is served again, and you can send what it missed.`,
    failed: (failures: number, at: Fragment) =>
      failures === 1
        ? html`The last attempt failed, at ${at}. Each event is tried again for three days.`
        : html`The last ${failures} attempts failed, the first of them at ${at}. Each event is tried again for three days.`,
  },
  lead: (client: Fragment) => html`A webhook endpoint of ${client}`,
  about: {
    heading: 'About this endpoint',
    state: 'State',
    id: 'Endpoint id',
    added: 'Added',
  },
  test: {
    heading: 'Send a test event',
    text: (name: Fragment) => html`Sends ${name} now, once, and shows the answer.`,
    serves: ' If it is accepted, the endpoint is served again.',
    andServe: 'Test and serve again',
    delivered: 'The test event was delivered.',
    notDelivered: 'The test event was not delivered.',
    enabled: ' The endpoint is served again.',
  },
  replay: {
    heading: 'Send the events of some days again',
    text: (days: number) =>
      `Each keeps its id, so a receiver knows one that it has had. Events are kept for ${days} days.`,
    from: 'From',
    to: 'To',
    submit: 'Send them again',
    nothing: 'There is no event of these days to send again.',
    sent: (events: number) =>
      count(events, { one: 'One event is sent again.', other: (all) => `${all} events are sent again.` }),
    bothDays: 'Enter both days, such as 2026-11-28.',
    reversed: 'The last day is before the first.',
    future: 'The first day is still to come.',
  },
  sentAgain: {
    sent: 'The event is sent again.',
    underway: 'The event is still on its way, so it was not sent again.',
    disabled:
      'The endpoint is disabled. Send a test event first; once it is answered, events can be sent again.',
    unknown: 'The event is not kept any more.',
  },
  removal: {
    heading: 'Remove',
    short: 'Nothing more is sent here.',
    button: 'Remove this endpoint',
    title: 'Remove this endpoint?',
    text: (url: Fragment) =>
      html`Nothing more is sent to ${url}, not even events that wait to be tried again, and the list of its deliveries is gone. This cannot be undone.`,
    submit: 'Remove for good',
  },
  deliveries: {
    heading: 'Deliveries',
    none: 'Nothing was sent here yet.',
    noOlder: 'There are no older ones.',
    status: {
      due: 'On its way',
      waiting: 'Waits for an earlier one',
      delivered: 'Delivered',
      given_up: 'Given up',
    },
    failedSoFar: 'Failed so far',
    notSent: 'Not sent yet.',
    sent: (attempts: number) => count(attempts, { one: 'Sent once.', other: (all) => `Sent ${all} times.` }),
    triedAgain: (at: Fragment) => html` Tried again at ${at}, or a little later.`,
    payload: 'Show the event',
    id: (id: Fragment) => html`Its id is ${id}.`,
    again: 'Send again',
    ofEvent: (type: string, id: string) => `${type} of ${id}`,
  },
  answer: {
    timed_out: 'No complete answer came within ten seconds.',
    unreachable: 'No connection could be made, or it was cut off.',
    name_unknown: 'The host was not found.',
    address_not_public: 'The host is at an address that is not public, so nothing was sent.',
    unsendable: 'The event could not be signed. The people behind this API can look at their log.',
  },
  failed: (answer: string) => `It failed: ${answer}.`,
  answered: (status: string) => `The receiver answered ${status}`,
  moved: ', which is not followed',
};
