import { type Fragment, html } from '../../lib/html.ts';
import { pluralIn } from '../plural.ts';

const count = pluralIn('en');

export const connections = {
  manages: (tenant: string) => `You manage ${tenant}, so you see every connection in it.`,
  nothing: 'Nothing is connected. When you allow an application to act for you, it is listed here.',
  now: 'Connected now',
  revoked: 'Revoked',
  state: {
    active: 'Active',
    suspended: 'Suspended',
    revoked: 'Revoked',
    expired: 'Expired',
  },
  unusual: 'Unusual use',
  onlyIn: (names: string) => `Only in: ${names}`,
  andMore: (more: number) => ` and ${more} more`,
  actsFor: (name: string, others: string) => `Acts for ${name}${others}.`,
  andOthers: (others: number) =>
    count(others, { one: ' and somebody else', other: (all) => ` and ${all} others` }),
  connectedOn: (at: Fragment) => html`Connected ${at}.`,
  endedOn: (at: Fragment) => html`Ended ${at}.`,
  notUsed: 'Not used yet.',
  lastUsed: (at: Fragment) => html`Last used ${at}.`,
  often: (calls: string, days: number, isMore: boolean) =>
    `Calls in the last ${days} days: ${isMore ? 'more than ' : ''}${calls}.`,
  ends: (at: Fragment) => html` Ends ${at}.`,
  detailsOf: (name: string) => `of ${name}`,
  all: 'All connections',
  about: 'About this connection',
  fact: {
    state: 'State',
    actsFor: 'Acts for',
    connected: 'Connected',
    lastChanged: 'Last changed',
    ends: 'Ends',
    lastUsed: 'Last used',
    notUsed: 'Not used yet',
    often: 'How often',
    account: 'Connected account',
    earlierIds: 'Its earlier ids',
    clientId: 'Client id',
    renewedTwice: 'Renewed twice',
  },
  renewedTwice: (at: Fragment) =>
    html`${at}. A refresh token was presented that had been used before. That happens when an answer gets lost. If you see it again and again, somebody may hold a copy: revoke the connection.`,
  lately: 'What it did lately',
  allCalls: 'All its calls in the log',
  happened: 'What happened to this connection',
  shrink: {
    heading: 'What it may do',
    scopes: 'Permissions',
    hint: 'Untick what it should no longer do. To give it more, connect it again.',
    resources: 'What it may reach',
    empty: 'Nothing would be left. Revoke the connection instead.',
    wider: 'Only what the application already has can be kept. To give it more, connect it again.',
    unknown: 'This connection has been revoked in the meantime.',
  },
  fromWhere: 'From where',
  stop: {
    heading: 'Stop it',
    shared: (name: string) => `Withdrawing ends what ${name} may do by your authority; theirs goes on.`,
    text: (name: string) =>
      `Suspending stops ${name} until you resume it. Revoking ends it for good; ${name} has to ask again.`,
    forAll: (people: number) => ` Both are for all ${people} people who connected it.`,
    suspend: 'Suspend',
    resume: 'Resume',
    withdraw: 'Withdraw',
    endPart: (name: string) => `End ${name}’s part`,
  },
  revoke: {
    title: (client: string) => `Revoke ${client}?`,
    text: (client: string, user: string, tenant: string) =>
      `${client} can no longer act for ${user} in ${tenant}. It loses at once:`,
    consequence: (client: string) =>
      `Every token that was issued for it stops working, wherever it is used. This cannot be undone: ${client} has to ask again. To stop it for a while, suspend it instead.`,
    told: (client: string, event: Fragment) => html`${client} is told at once by a webhook: ${event}.`,
    untold: (client: string) =>
      `${client} is sent no webhook about this; it notices when its next call is refused.`,
    again: (client: string) =>
      `To connect it again later, begin at ${client} and allow it anew. It then gets new tokens; those it has now never work again.`,
    submit: 'Revoke for good',
  },
  withdraw: {
    ownTitle: (client: string) => `Withdraw from ${client}?`,
    title: (name: string) => `End ${name}’s part?`,
    ownText: (client: string, tenant: string) =>
      `${client} can no longer act by your authority in ${tenant}. Every token that was issued for you stops working; the connection goes on for the others.`,
    text: (client: string, tenant: string, name: string) =>
      `${client} can no longer act by ${name}’s authority in ${tenant}. Every token that was issued for ${name} stops working; the connection goes on for the others.`,
  },
  people: {
    heading: 'Who connected it',
    text: 'A token acts by the authority of the person it was issued for. The platform’s own acts by that of the manager who authorized it last, or else of the person who did.',
    authorized: (at: Fragment) => html`Authorized ${at}.`,
  },
  held: {
    heading: 'Decided by a manager',
    over: 'It is over, and cannot be connected again.',
    suspended: 'It is suspended.',
    noMore: 'It cannot be given more than it has.',
    addresses: 'It may be used from these addresses only.',
    mayUndo: (tenant: string) => `You manage ${tenant}, so you can undo this.`,
    mayNot: (name: string) => `${name} cannot undo this.`,
    undo: 'Undo this',
    leaveTo: (name: string) => `Leave it to ${name}`,
    sentence: {
      ended: (tenant: string, client: string) =>
        `A manager of ${tenant} ended this connection, so ${client} cannot be connected again. Ask a manager of ${tenant}.`,
      suspended: (tenant: string) =>
        `A manager of ${tenant} suspended this connection. Ask a manager of ${tenant}.`,
      addresses: (tenant: string) =>
        `A manager of ${tenant} said from where this connection may be used. Ask a manager of ${tenant}.`,
      limited: (tenant: string, client: string) =>
        `A manager of ${tenant} limited what ${client} may do here, so it cannot be given more. Ask a manager of ${tenant}.`,
    },
  },
  shared: (tenant: string, client: string) =>
    `Others of ${tenant} connected ${client} as well, so only a manager of ${tenant} can stop it for everybody.`,
};
