import { hidden } from '../controls.ts';
import { type Fragment, filledIn, type Html, html } from '../html.ts';
import type { Visit } from './visit.ts';

export interface FormPlace {
  /** The path that it is posted to. */
  path: string;
  /** Which of the forms for that path it is. */
  action?: string;
  /** The object that it concerns, in hidden fields. */
  about?: Record<string, string>;
  /** CSS classes. */
  look?: string;
}

/**
 * Returns a form of an account page. If it was refused or its session had ended, its controls show the
 * entered values, but only in the same form about the same object in the same tenant.
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
