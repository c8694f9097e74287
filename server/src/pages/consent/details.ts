import type { AuthorizationDetail } from '../../model/index.ts';
import { type Fragment, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';

const LONGEST_LINE = 300;

/**
 * Returns each rich authorization detail in words, as an entry of the list of what a client will be able to
 * do.
 */
export function detailEntries(api: PageApi, details: readonly AuthorizationDetail[]): Fragment[] {
  return details.map((detail) => {
    const title = api.config.authorizationDetails[detail.type]?.title ?? detail.type;
    const lines = linesOf(api, detail);
    return html`<li>${title}${
      lines.length > 0 && html`<ul class="detail">${lines.map((line) => html`<li>${line}</li>`)}</ul>`
    }</li>`;
  });
}

/** Returns the API's description. If it fails, the detail is listed as it is, so that nothing is hidden. */
function linesOf(api: PageApi, detail: AuthorizationDetail): string[] {
  const describe = api.config.authorizationDetails[detail.type]?.describe;
  try {
    const said = describe?.(detail);
    if (said !== undefined) return [said].flat();
  } catch (error) {
    api.log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'describe failed');
  }
  return Object.entries(detail).flatMap(([name, value]) =>
    name === 'type' ? [] : [`${name.replaceAll('_', ' ')}: ${inWords(value)}`.slice(0, LONGEST_LINE)],
  );
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, member]) => `${name.replaceAll('_', ' ')} ${inWords(member)}`)
    .join('; ');
}
