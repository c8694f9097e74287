import { html } from '../../lib/html.ts';
import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('nl');

export const connections: Words['connections'] = {
  manages: (tenant) => `U beheert ${tenant} en ziet daarom alle verbindingen.`,
  nothing: 'Er is niets verbonden. Als u een applicatie toestaat voor u te handelen, staat die hier.',
  now: 'Nu verbonden',
  revoked: 'Ingetrokken',
  state: {
    active: 'Actief',
    suspended: 'Opgeschort',
    revoked: 'Ingetrokken',
    expired: 'Verlopen',
  },
  unusual: 'Ongebruikelijk gebruik',
  onlyIn: (names) => `Alleen in: ${names}`,
  andMore: (more) => ` en nog ${more}`,
  actsFor: (name, others) => `Handelt voor ${name}${others}.`,
  andOthers: (others) => count(others, { one: ' en nog iemand', other: (all) => ` en ${all} anderen` }),
  connectedOn: (at) => html`Verbonden op ${at}.`,
  endedOn: (at) => html`Beëindigd op ${at}.`,
  notUsed: 'Nog niet gebruikt.',
  lastUsed: (at) => html`Laatst gebruikt: ${at}.`,
  often: (calls, days, isMore) =>
    `Aanroepen in de laatste ${days} dagen: ${isMore ? 'meer dan ' : ''}${calls}.`,
  ends: (at) => html` Eindigt op ${at}.`,
  detailsOf: (name) => `van ${name}`,
  all: 'Alle verbindingen',
  about: 'Over deze verbinding',
  fact: {
    state: 'Status',
    actsFor: 'Handelt voor',
    connected: 'Verbonden',
    lastChanged: 'Laatst gewijzigd',
    ends: 'Eindigt',
    lastUsed: 'Laatst gebruikt',
    notUsed: 'Nog niet gebruikt',
    often: 'Hoe vaak',
    account: 'Verbonden account',
    earlierIds: 'Eerdere id’s',
    clientId: 'Client-id',
    renewedTwice: 'Twee keer vernieuwd',
  },
  renewedTwice: (at) =>
    html`${at}. Er is een refreshtoken aangeboden dat al was gebruikt. Dat gebeurt als een antwoord verloren gaat. Ziet u dit steeds weer, dan heeft misschien iemand een kopie: trek dan de verbinding in.`,
  lately: 'Laatste aanroepen',
  allCalls: 'Alle aanroepen in het logboek',
  happened: 'Wat er met deze verbinding is gebeurd',
  shrink: {
    heading: 'Wat is toegestaan',
    scopes: 'Machtigingen',
    hint: 'Haal het vinkje weg bij wat niet meer mag. Verbind opnieuw om meer toe te staan.',
    resources: 'Wat bereikbaar is',
    empty: 'Er zou niets overblijven. Trek in plaats daarvan de verbinding in.',
    wider: 'U kunt alleen behouden wat de applicatie al heeft. Verbind opnieuw om meer toe te staan.',
    unknown: 'Deze verbinding is intussen ingetrokken.',
  },
  fromWhere: 'Vanwaar',
  stop: {
    heading: 'Stoppen',
    shared: (name) =>
      `Als u uw deel terugtrekt, eindigt wat ${name} namens u mag. De delen van anderen blijven bestaan.`,
    text: (name) =>
      `Opschorten stopt ${name} totdat u hervat. Intrekken beëindigt de verbinding definitief; ${name} moet opnieuw vragen.`,
    forAll: (people) => ` Beide gelden voor alle ${people} personen die hebben verbonden.`,
    suspend: 'Opschorten',
    resume: 'Hervatten',
    withdraw: 'Terugtrekken',
    endPart: (name) => `Deel van ${name} beëindigen`,
  },
  revoke: {
    title: (client) => `${client} intrekken?`,
    text: (client, user, tenant) =>
      `${client} kan niet meer handelen voor ${user} bij ${tenant}. Dit vervalt meteen:`,
    consequence: (client) =>
      `Alle tokens die ervoor zijn uitgegeven, werken nergens meer. Dit kan niet ongedaan worden gemaakt: ${client} moet opnieuw vragen. Schort de verbinding op als u haar alleen tijdelijk wilt stoppen.`,
    told: (client, event) => html`${client} hoort het meteen via een webhook: ${event}.`,
    untold: (client) =>
      `${client} krijgt hierover geen webhook en merkt het wanneer de volgende aanroep wordt geweigerd.`,
    again: (client) =>
      `Om later opnieuw te verbinden, begint u bij ${client} en staat u het opnieuw toe. Er komen dan nieuwe tokens; de huidige werken nooit meer.`,
    submit: 'Definitief intrekken',
  },
  withdraw: {
    ownTitle: (client) => `Uw deel in ${client} terugtrekken?`,
    title: (name) => `Het deel van ${name} beëindigen?`,
    ownText: (client, tenant) =>
      `${client} kan niet meer namens u handelen bij ${tenant}. Alle tokens die voor u zijn uitgegeven, werken niet meer. Voor de anderen blijft de verbinding bestaan.`,
    text: (client, tenant, name) =>
      `${client} kan niet meer namens ${name} handelen bij ${tenant}. Alle tokens die voor ${name} zijn uitgegeven, werken niet meer. Voor de anderen blijft de verbinding bestaan.`,
  },
  people: {
    heading: 'Wie heeft verbonden',
    text: 'Een token handelt namens de persoon voor wie het is uitgegeven. Het eigen token van het platform handelt namens de manager die het laatst toestemming gaf, of anders de persoon die dat deed.',
    authorized: (at) => html`Toestemming gegeven op ${at}.`,
  },
  held: {
    heading: 'Door een manager besloten',
    over: 'Ze is beëindigd en kan niet opnieuw worden gemaakt.',
    suspended: 'Ze is opgeschort.',
    noMore: 'Er kan niet meer worden toegestaan dan nu.',
    addresses: 'Ze mag alleen vanaf deze adressen worden gebruikt.',
    mayUndo: (tenant) => `U beheert ${tenant} en kunt dit ongedaan maken.`,
    mayNot: (name) => `${name} kan dit niet ongedaan maken.`,
    undo: 'Ongedaan maken',
    leaveTo: (name) => `Aan ${name} overlaten`,
    sentence: {
      ended: (tenant, client) =>
        `Een manager van ${tenant} heeft deze verbinding beëindigd. ${client} kan daarom niet opnieuw worden verbonden. Vraag het een manager van ${tenant}.`,
      suspended: (tenant) =>
        `Een manager van ${tenant} heeft deze verbinding opgeschort. Vraag het een manager van ${tenant}.`,
      addresses: (tenant) =>
        `Een manager van ${tenant} heeft bepaald vanwaar deze verbinding mag worden gebruikt. Vraag het een manager van ${tenant}.`,
      limited: (tenant, client) =>
        `Een manager van ${tenant} heeft beperkt wat ${client} hier mag. Er kan daarom niet meer worden toegestaan. Vraag het een manager van ${tenant}.`,
    },
  },
  shared: (tenant, client) =>
    `Ook anderen van ${tenant} hebben ${client} verbonden. Daarom kan alleen een manager van ${tenant} de verbinding voor iedereen stoppen.`,
};
