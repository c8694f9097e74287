import { type Fragment, html } from '../../lib/html.ts';

export const tokens = {
  none: 'You have no tokens. A token lets one script call the API as you, within the limits that you set.',
  past: 'No longer working',
  ofOthers: (tenant: string) => `Of others in ${tenant}`,
  create: 'Create token',
  createTitle: 'Create a token',
  lost: 'If nobody copied the token, revoke it and create another one.',
  tryIt: 'Try it',
  newTitle: 'Your new token',
  use: (header: Fragment, url: string) => html`Send it as ${header} to ${url}.`,
  revoke: {
    title: (name: string) => `Revoke ${name}?`,
    own: 'Every script that calls the API with this token of yours is refused from its next call.',
    theirs: (name: string) =>
      `Every script that calls the API with this token of ${name} is refused from its next call.`,
    undone: 'This cannot be undone.',
    submit: 'Revoke for good',
  },
  noScopes: 'This API has no scopes that a token could have. Connect an application instead.',
  name: {
    label: 'Name',
    hint: 'Say what it is for, such as “Nightly export”.',
  },
  calls: {
    label: 'The calls that it makes',
    hint: 'Tick them, and the token gets the least scopes that open them. It never goes beyond your own role.',
    closed: (calls: string) =>
      `No token opens these calls: ${calls}. Leave them out, or connect an application instead.`,
  },
  scopes: {
    label: 'What it may do',
    hint: 'Choose the least that will do. It never goes beyond your own role.',
    instead: 'Or what it may do, by scope',
    all: (count: number) => `All ${count} scopes`,
  },
  days: {
    label: 'Expires in',
    option: (days: string) => `${days} days`,
  },
  mode: 'Where it works',
  revoked: 'Revoked',
  expired: 'Expired',
  of: (name: string) => `Of ${name}. `,
  endsIn: (hint: string) => `Ends in …${hint}.`,
  notUsed: 'Not used yet.',
  lastUsed: (at: Fragment) => html`Last used ${at}.`,
  neverExpires: 'Does not expire.',
  expires: (at: Fragment) => html`Expires ${at}.`,
  onlyFrom: (addresses: string) => ` Only from ${addresses}.`,
  unlisted: 'The things that a token may reach cannot be listed just now. Try again shortly.',
};
