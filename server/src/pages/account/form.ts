import { hidden } from '../controls.ts';
import { type Fragment, filledIn, type Html, html } from '../html.ts';
import type { Visit } from './visit.ts';

export interface FormPlace {
  /** Where it is posted to. */
  path: string;
  /** Which of the forms that are posted there it is. */
  action?: string;
  /** What it is about, in hidden fields. */
  about?: Record<string, string>;
  /** Style classes. */
  look?: string;
}

/**
 * A form of an account page. Its controls show what was entered in it, when it was refused or its session had ended: in
 * this very form, about the same thing in the same tenant.
 */
export function postForm(
  visit: Visit,
  { path, action, about = {}, look }: FormPlace,
  inside: Fragment,
): Html {
  const { csrf, at, membership, entered } = visit;
  const known = Object.entries({
    tenant: membership.tenantId,
    ...(action === undefined ? {} : { action }),
    ...about,
  });
  const again = entered?.to === path && known.every(([name, value]) => entered.form.get(name) === value);
  return html`<form method="post" action="${path}"${look !== undefined && html` class="${look}"`}>
${hidden('csrf', csrf)}${hidden('at', at)}${known.map(([name, value]) => hidden(name, value))}
${filledIn(again ? entered.form : null, inside)}</form>`;
}
