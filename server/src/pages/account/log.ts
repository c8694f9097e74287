import { EXPORT_FORMATS, EXPORT_TYPES, exportLog } from '../../audit/export.ts';
import { type Answer, NO_STORE } from '../../http/answer.ts';
import { asRead, readerOf } from '../../manage/audit/own-rows.ts';
import { visibleTo } from '../../manage/connections/connection.ts';
import { AUDIT_KINDS, type AuditKind, type AuditRow } from '../../model/index.ts';
import type { AuditQuery } from '../../store/store.ts';
import { dayBegins, dayEnds } from '../../words/zone.ts';
import { select, submit, textField } from '../controls.ts';
import { type Fragment, type Html, html } from '../html.ts';
import type { PageApi } from '../page-api.ts';
import { inWords, saidOf } from './activity.ts';
import { accountPage } from './frame.ts';
import { memberNames } from './member-names.ts';
import { atMinute } from './moment.ts';
import { operationNames } from './operation-names.ts';
import { YOU } from './own-paths.ts';
import { refusalInWords } from './refusal-words.ts';
import { type Visit, within } from './visit.ts';

const ROWS = 50;
/** The filters of the form. Other parameters in the URL are ignored. */
const FIELDS = [
  ...(['part', 'kind', 'outcome', 'operation'] as const),
  ...(['person', 'client', 'account', 'since', 'until'] as const),
] as const;
type Filter = Partial<Record<(typeof FIELDS)[number], string>>;
/** Parts of the log that are shown apart: what was done by calls, and everything else. */
const PARTS = ['calls', 'security'] as const;
/** People and applications that the form offers; links in rows lead to any other. */
const OFFERED = 100;
/** Rows whose `detail.name` is a role's name. */
const ROLE_KINDS: AuditKind[] = ['role.changed', 'role.removed'];
/** Values of `detail.by` for actions of the operator. */
const OPERATOR = ['command line', 'guard key'];

/**
 * `GET`: the audit log of the tenant, as pages; for its managers also as one file. Others see what is about them: the calls on their
 * behalf, their connections and tokens.
 */
export async function logPage(api: PageApi, visit: Visit): Promise<Answer> {
  const { path, title } = api.config.pages.activity;
  const asked = new URLSearchParams(visit.request.query);
  const filter = readFilter(asked);
  const reader = readerOf(api, visit.membership);
  const own = reader === null ? {} : { userId: reader };
  const query = { ...queryOf(api, filter), ...own, tenantId: visit.membership.tenantId };
  const format = EXPORT_FORMATS.find((each) => each === asked.get('format'));
  if (format && visit.manages) {
    const name = `${api.config.name}-${visit.membership.tenantId.replaceAll(/[^\w-]/g, '_')}.${format}`;
    const headers = {
      'content-type': EXPORT_TYPES[format],
      'content-disposition': `attachment; filename="${name}"`,
      ...NO_STORE,
    };
    return { status: 200, headers, body: '', stream: exportLog(api.store, query, format) };
  }
  const before = Number(asked.get('before'));
  const from = Number.isSafeInteger(before) && before > 0 ? { before } : {};
  const { rows: found, next } = await api.store.auditPage({ ...query, ...from, limit: ROWS });
  const rows = found.map((row) => asRead(row, reader));
  const names = await namesIn(api, visit, rows);
  const more = next !== null && within(visit, path, { ...filter, before: String(next) });
  // A search with few results stops after a while, with a link to continue.
  const stopped = next !== null && rows.length < ROWS;
  const words = api.words.log;
  return accountPage(api, visit, {
    title,
    section: path,
    hasMoments: true,
    lead: html`${(visit.manages ? words.lead : words.ownLead)(visit.membership.tenantName)} <a href="${within(visit, `${YOU}#speaking`)}">${words.zone(api.figures.timeZone)}</a>`,
    body: html`${partTabs(api, visit, path, filter)}
<section class="panel">${await filterForm(api, visit, path, { filter, names })}
${rows.length > 0 && html`<ul class="log">${rows.map((row) => rowOf(api, visit, path, row, names))}</ul>`}
${(rows.length === 0 || stopped) && html`<p class="soft">${rows.length > 0 ? words.noFurther : stopped ? words.noneSoFar : Object.keys(filter).length > 0 ? words.none : words.nothingYet}</p>`}
<p class="actions">${more && html`<a class="button" href="${more}">${stopped ? words.searchOn : api.words.account.older}</a> `}${(
      visit.manages ? EXPORT_FORMATS : []
    ).map(
      (each) =>
        html`<a href="${within(visit, path, { ...filter, format: each })}" download>${words.download(each === 'csv' ? 'CSV' : 'JSON Lines')}</a> `,
    )}</p></section>`,
  });
}

function readFilter(asked: URLSearchParams): Filter {
  const filter: Filter = {};
  for (const field of FIELDS) {
    const value = asked.get(field)?.slice(0, 200);
    if (value) filter[field] = value;
  }
  return filter;
}

function queryOf({ figures: { timeZone } }: PageApi, filter: Filter): Omit<AuditQuery, 'limit'> {
  const kind = AUDIT_KINDS.find((each) => each === filter.kind);
  const outcome = (['allowed', 'denied'] as const).find((each) => each === filter.outcome);
  const since = dayBegins(filter.since ?? '', timeZone);
  const until = dayEnds(filter.until ?? '', timeZone);
  return {
    ...(filter.part === 'calls' ? { kind: 'api.called' } : kind ? { kind } : {}),
    ...(filter.part === 'security' ? { exceptKind: 'api.called' } : {}),
    ...(filter.person ? { userId: filter.person } : {}),
    ...(outcome ? { outcome } : {}),
    ...(filter.operation ? { operation: filter.operation } : {}),
    ...(filter.client ? { clientId: filter.client } : {}),
    ...(filter.account ? { connectedAccountId: filter.account.trim() } : {}),
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
  };
}

/** Links the whole log with its parts. Other filters stay, except those that the other part has not. */
function partTabs(api: PageApi, visit: Visit, path: string, filter: Filter): Html {
  const words = api.words.log;
  const { part: current, kind: _kind, operation: _operation, ...rest } = filter;
  const tab = (part: (typeof PARTS)[number] | undefined, label: string) =>
    html`<li><a href="${within(visit, path, { ...rest, ...(part ? { part } : {}) })}"${part === current && html` aria-current="page"`}>${label}</a></li>`;
  return html`<nav class="tabs" aria-label="${words.parts.label}"><ul class="scrolls-sideways">${tab(undefined, words.parts.all)}${PARTS.map((part) => tab(part, words.parts[part]))}</ul></nav>`;
}

async function filterForm(
  api: PageApi,
  visit: Visit,
  path: string,
  { filter, names }: { filter: Filter; names: Names },
): Promise<Html> {
  const { filter: words, anything, anybody, allowed, refused } = api.words.log;
  const any = { value: '', label: anything };
  const everybody = { value: '', label: anybody };
  const { people, clients } = await offered(api, visit, filter, names);
  const { part: _part, ...rest } = filter;
  const isNarrowed = Object.keys(rest).length > 0;
  return html`<details${isNarrowed && html` open`}><summary>${words.heading}</summary><form method="get" action="${path}" class="filter">
${visit.memberships.length > 1 && html`<input type="hidden" name="tenant" value="${visit.membership.tenantId}">`}
${filter.part && html`<input type="hidden" name="part" value="${filter.part}">`}
${visit.manages && select({ name: 'person', label: words.person, value: filter.person ?? '', options: [everybody, ...people] })}
${select({ name: 'client', label: words.client, value: filter.client ?? '', options: [any, ...clients] })}
${filter.part !== 'calls' && select({ name: 'kind', label: words.kind, value: filter.kind ?? '', options: [any, ...AUDIT_KINDS.map((kind) => ({ value: kind, label: inWords(api, kind) }))] })}
${select({ name: 'outcome', label: words.outcome, value: filter.outcome ?? '', options: [any, { value: 'allowed', label: allowed }, { value: 'denied', label: refused }] })}
${filter.part !== 'security' && textField({ name: 'operation', label: words.operation, value: filter.operation ?? '' })}
${api.config.accountHeader !== undefined && textField({ name: 'account', label: words.account, value: filter.account ?? '' })}
${textField({ name: 'since', label: words.since, type: 'date', value: filter.since ?? '' })}
${textField({ name: 'until', label: words.until, type: 'date', value: filter.until ?? '' })}
<p class="actions">${submit(words.show)} <a href="${within(visit, path)}">${words.everything}</a></p></form></details>`;
}

/** Returns the people and applications to choose from: some of the tenant, and those of the rows that are shown. */
async function offered(api: PageApi, { membership, manages }: Visit, filter: Filter, names: Names) {
  const { tenantId } = membership;
  const members = manages ? await api.store.membersOf({ tenantId, after: null, limit: OFFERED }) : [];
  const visible = visibleTo(api, membership);
  const grants = await api.store.grantsIn({ ...visible, revoked: false, before: null, limit: OFFERED });
  const people = new Map([...members.map(({ userId, name }) => [userId, name] as const), ...names.users]);
  const clients = new Map([
    ...grants.map(({ client }) => [client.id, client.name] as const),
    ...names.clients,
  ]);
  return { people: optionsOf(people, filter.person), clients: optionsOf(clients, filter.client) };
}

/** One that the address names stays chosen, also if it has no name any more. */
function optionsOf(names: ReadonlyMap<string, string>, chosen = ''): { value: string; label: string }[] {
  const all = names.has(chosen) || chosen === '' ? names : new Map([...names, [chosen, chosen]]);
  return [...all].map(([value, label]) => ({ value, label }));
}

interface Names {
  users: Map<string, string>;
  clients: Map<string, string>;
  operation: (id: string) => Html;
}

async function namesIn(api: PageApi, visit: Visit, rows: AuditRow[]): Promise<Names> {
  const ids = [...new Set(rows.flatMap(({ clientId }) => (clientId === null ? [] : [clientId])))];
  const found = await Promise.all(ids.map((id) => api.store.client(id, api.clock.now())));
  return {
    operation: operationNames(api),
    users: await memberNames(api, visit.membership.tenantId, rows),
    clients: new Map(found.flatMap((each) => (each ? [[each.client.id, each.client.name] as const] : []))),
  };
}

/** Returns who acted, if that is not the person whom the row is about. */
function actorOf(api: PageApi, { detail: { by }, userId }: AuditRow, users: Names['users']): string | null {
  if (typeof by !== 'string' || by === userId) return null;
  return OPERATOR.includes(by) ? api.config.title : (users.get(by) ?? null);
}

function rowOf(api: PageApi, visit: Visit, path: string, row: AuditRow, names: Names): Html {
  const { users, clients } = names;
  const { kind, code, outcome, userId, clientId, connectedAccountId, ip, requestId, detail } = row;
  const what = detail.operation ?? (ROLE_KINDS.includes(kind) ? detail.name : undefined);
  const who: Fragment[] = [];
  if (clientId !== null) {
    const name = clients.get(clientId) ?? clientId;
    who.push(html`<a href="${within(visit, path, { client: clientId })}">${name}</a>`);
  }
  const words = api.words.log;
  if (userId !== null) {
    const name = html`<a href="${within(visit, path, { person: userId })}">${users.get(userId) ?? userId}</a>`;
    who.push(
      kind === 'decision.asked' ? words.who.about(name) : clientId === null ? name : words.who.for(name),
    );
  }
  const hand = actorOf(api, row, users);
  if (hand !== null) who.push(words.who.by(hand));
  const account = (id: string) =>
    html`<a href="${within(visit, path, { account: id })}"><code>${id}</code></a>`;
  if (connectedAccountId !== null) who.push(html`${words.who.under} ${account(connectedAccountId)}`);
  if (typeof detail.account === 'string') who.push(html`${words.who.askingFor} ${account(detail.account)}`);
  if (ip !== null) who.push(words.who.from(ip));
  return html`<li><div><p>${saidOf(api, row)}${typeof what === 'string' && html` ${kind === 'api.called' ? names.operation(what) : html`<code>${what}</code>`}`}${
    outcome === 'denied' && html` <span class="badge bad">${words.refused}</span>`
  }</p>${
    outcome === 'denied' &&
    html`<p class="small">${code !== null && refusalInWords(api, code)} <code class="soft">${code}</code></p>`
  }<p class="small soft">${who.map((each, index) => html`${index > 0 && ' '}${each}`)}${
    requestId !== null && html` <code class="quiet">${requestId}</code>`
  }</p></div> <span class="soft">${atMinute(api, row.at)}</span></li>`;
}
