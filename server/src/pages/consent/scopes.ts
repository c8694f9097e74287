import type { Grant } from '../../model/index.ts';
import { grantEnd } from '../../rules/grant/standing.ts';
import { optionalAmong } from '../../rules/scope/optional.ts';
import { control, type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';

/** Each requested scope in words. One that the user may leave out has a box. */
export function scopeEntries(api: PageApi, scopes: readonly string[], grant: Grant | null): Fragment {
  const optional = new Set(optionalAmong(api.config.scopes, scopes));
  const stands = grant !== null && grantEnd(grant, api.clock.now()) === null;
  return scopes.map((name) => {
    const scope = api.config.scopes[name];
    const words = html`${scope?.title ?? name}${
      scope?.dangerous && html` <span class="badge warn">${api.words.consent.scopes.dangerous}</span>`
    }`;
    if (!optional.has(name)) return html`<li>${words}</li>`;
    // A scope that was left out before stays so until the user ticks it.
    const first = !stands || grant.scopes.includes(name);
    return control((entered) => {
      const ticked = entered ? entered.all('scope').includes(name) : first;
      return html`<li><label class="choice"><input type="checkbox" name="scope" value="${name}"${
        ticked && html` checked`
      }> <span>${words} <small>${api.words.consent.scopes.optional}</small></span></label></li>`;
    });
  });
}
