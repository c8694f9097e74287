import type { AuditKind, AuditRow } from '../../model/index.ts';
import { type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { atMinute } from './moment.ts';
import { operationNames } from './operation-names.ts';
import { refusalInWords } from './refusal-words.ts';

/** Returns the words for a kind of audit row on the pages. A row of a later version has only its kind. */
export function inWords({ words }: PageApi, kind: AuditKind): string {
  return words.kinds[kind] ?? kind;
}

/** Returns what happened in words; a change of a connection by its kind. */
export function saidOf(api: PageApi, { kind, detail }: Pick<AuditRow, 'kind' | 'detail'>): string {
  const { changes } = api.words.log;
  if (kind === 'authorization.changed') {
    if (typeof detail.suspended === 'boolean') return detail.suspended ? changes.suspended : changes.resumed;
    if (detail.released === true) return changes.released;
    if ('ipAllowlist' in detail) return changes.addresses;
    if ('scopes' in detail || 'resources' in detail) return changes.narrowed;
  }
  return inWords(api, kind);
}

/** Lists events in words, newest first. If they are about several users, `names` says by id about whom each is. */
export function activityList(api: PageApi, rows: AuditRow[], names: ReadonlyMap<string, string>): Html {
  const { log } = api.words;
  if (rows.length === 0) return html`<p class="soft">${log.nothingYet}</p>`;
  const named = operationNames(api);
  const several = new Set(rows.map(({ userId }) => userId)).size > 1;
  return html`<ul class="log">${rows.map(({ kind, outcome, code, at, userId, detail }) => {
    const { operation, cause } = detail;
    const whose = several && userId !== null && (names.get(userId) ?? userId);
    const isCall = kind === 'api.called' && typeof operation === 'string';
    const refused = outcome === 'denied';
    return html`<li><span>${cause === 'expired' ? log.expired : saidOf(api, { kind, detail })}${isCall && html` ${named(operation)}`}${
      refused && html` <span class="badge bad">${log.refused}</span>`
    }${isCall && refused && code !== null && ` ${refusalInWords(api, code)}`}${code !== null && code !== operation && html` <code>${code}</code>`}${whose && html` <span class="soft">${log.who.for(whose)}</span>`}</span> <span class="soft">${atMinute(api, at)}</span></li>`;
  })}</ul>`;
}
