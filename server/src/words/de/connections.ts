import { html } from '../../lib/html.ts';
import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

export const connections: Words['connections'] = {
  manages: (tenant) => `Sie verwalten ${tenant} und sehen deshalb alle Verbindungen.`,
  nothing:
    'Es ist nichts verbunden. Wenn Sie einer Anwendung erlauben, für Sie zu handeln, erscheint sie hier.',
  now: 'Jetzt verbunden',
  revoked: 'Widerrufen',
  state: {
    active: 'Aktiv',
    suspended: 'Ausgesetzt',
    revoked: 'Widerrufen',
    expired: 'Abgelaufen',
  },
  unusual: 'Ungewöhnliche Nutzung',
  onlyIn: (names) => `Nur in: ${names}`,
  andMore: (more) => ` und ${more} weitere`,
  actsFor: (name, others) => `Handelt für ${name}${others}.`,
  andOthers: (others) =>
    count(others, { one: ' und eine weitere Person', other: (all) => ` und ${all} weitere` }),
  connectedOn: (at) => html`Verbunden am ${at}.`,
  endedOn: (at) => html`Beendet am ${at}.`,
  notUsed: 'Noch nicht genutzt.',
  lastUsed: (at) => html`Zuletzt genutzt: ${at}.`,
  often: (calls, days, isMore) =>
    `Aufrufe in den letzten ${days} Tagen: ${isMore ? 'mehr als ' : ''}${calls}.`,
  ends: (at) => html` Endet am ${at}.`,
  detailsOf: (name) => `zu ${name}`,
  all: 'Alle Verbindungen',
  about: 'Über diese Verbindung',
  fact: {
    state: 'Zustand',
    actsFor: 'Handelt für',
    connected: 'Verbunden',
    lastChanged: 'Zuletzt geändert',
    ends: 'Endet',
    lastUsed: 'Zuletzt genutzt',
    notUsed: 'Noch nicht genutzt',
    often: 'Wie oft',
    account: 'Verbundenes Konto',
    earlierIds: 'Frühere IDs',
    clientId: 'Client-ID',
    renewedTwice: 'Zweimal erneuert',
  },
  renewedTwice: (at) =>
    html`${at}. Ein schon verwendetes Refresh-Token wurde vorgelegt. Das kommt vor, wenn eine Antwort verloren geht. Wenn Sie es immer wieder sehen, hat vielleicht jemand eine Kopie: Widerrufen Sie dann die Verbindung.`,
  lately: 'Letzte Aufrufe',
  allCalls: 'Alle Aufrufe im Protokoll',
  happened: 'Was mit dieser Verbindung geschah',
  shrink: {
    heading: 'Was erlaubt ist',
    scopes: 'Berechtigungen',
    hint: 'Entfernen Sie das Häkchen bei allem, was nicht mehr erlaubt sein soll. Um mehr zu erlauben, verbinden Sie erneut.',
    resources: 'Worauf zugegriffen werden darf',
    empty: 'Es bliebe nichts übrig. Widerrufen Sie stattdessen die Verbindung.',
    wider: 'Sie können nur behalten, was die Anwendung schon hat. Um mehr zu erlauben, verbinden Sie erneut.',
    unknown: 'Diese Verbindung wurde inzwischen widerrufen.',
  },
  fromWhere: 'Von wo aus',
  stop: {
    heading: 'Beenden',
    shared: (name) =>
      `Wenn Sie Ihren Anteil zurückziehen, endet, was ${name} in Ihrem Namen darf. Die Anteile der anderen bleiben bestehen.`,
    text: (name) =>
      `Aussetzen stoppt ${name}, bis Sie fortsetzen. Widerrufen beendet die Verbindung endgültig; ${name} muss erneut fragen.`,
    forAll: (people) => ` Beides gilt für alle ${people} Personen, die verbunden haben.`,
    suspend: 'Aussetzen',
    resume: 'Fortsetzen',
    withdraw: 'Zurückziehen',
    endPart: (name) => `Anteil von ${name} beenden`,
  },
  revoke: {
    title: (client) => `${client} widerrufen?`,
    text: (client, user, tenant) =>
      `${client} kann nicht mehr für ${user} bei ${tenant} handeln. Sofort entfällt:`,
    consequence: (client) =>
      `Alle dafür ausgestellten Token gelten nirgends mehr. Das lässt sich nicht rückgängig machen: ${client} muss erneut fragen. Um nur eine Zeit lang zu stoppen, setzen Sie die Verbindung aus.`,
    told: (client, event) => html`${client} erfährt es sofort durch einen Webhook: ${event}.`,
    untold: (client) =>
      `${client} bekommt darüber keinen Webhook und merkt es, wenn der nächste Aufruf abgelehnt wird.`,
    again: (client) =>
      `Um später wieder zu verbinden, beginnen Sie bei ${client} und erlauben Sie es neu. Dann gibt es neue Token; die jetzigen gelten nie wieder.`,
    submit: 'Endgültig widerrufen',
  },
  withdraw: {
    ownTitle: (client) => `Anteil an ${client} zurückziehen?`,
    title: (name) => `Anteil von ${name} beenden?`,
    ownText: (client, tenant) =>
      `${client} kann nicht mehr in Ihrem Namen bei ${tenant} handeln. Alle für Sie ausgestellten Token gelten nicht mehr. Für die anderen bleibt die Verbindung bestehen.`,
    text: (client, tenant, name) =>
      `${client} kann nicht mehr im Namen von ${name} bei ${tenant} handeln. Alle für ${name} ausgestellten Token gelten nicht mehr. Für die anderen bleibt die Verbindung bestehen.`,
  },
  people: {
    heading: 'Wer verbunden hat',
    text: 'Ein Token handelt im Namen der Person, für die es ausgestellt wurde. Das eigene Token der Plattform handelt im Namen des Managers, der zuletzt zugestimmt hat, sonst der Person, die zugestimmt hat.',
    authorized: (at) => html`Zugestimmt am ${at}.`,
  },
  held: {
    heading: 'Von einem Manager entschieden',
    over: 'Sie ist beendet und kann nicht erneut hergestellt werden.',
    suspended: 'Sie ist ausgesetzt.',
    noMore: 'Mehr als bisher kann nicht erlaubt werden.',
    addresses: 'Sie darf nur von diesen Adressen aus genutzt werden.',
    mayUndo: (tenant) => `Sie verwalten ${tenant} und können das rückgängig machen.`,
    mayNot: (name) => `${name} kann das nicht rückgängig machen.`,
    undo: 'Rückgängig machen',
    leaveTo: (name) => `${name} überlassen`,
    sentence: {
      ended: (tenant, client) =>
        `Ein Manager von ${tenant} hat diese Verbindung beendet. ${client} kann deshalb nicht erneut verbunden werden. Fragen Sie einen Manager von ${tenant}.`,
      suspended: (tenant) =>
        `Ein Manager von ${tenant} hat diese Verbindung ausgesetzt. Fragen Sie einen Manager von ${tenant}.`,
      addresses: (tenant) =>
        `Ein Manager von ${tenant} hat festgelegt, von wo aus diese Verbindung genutzt werden darf. Fragen Sie einen Manager von ${tenant}.`,
      limited: (tenant, client) =>
        `Ein Manager von ${tenant} hat eingeschränkt, was ${client} hier darf. Mehr kann deshalb nicht erlaubt werden. Fragen Sie einen Manager von ${tenant}.`,
    },
  },
  shared: (tenant, client) =>
    `Auch andere Personen von ${tenant} haben ${client} verbunden. Deshalb kann nur ein Manager von ${tenant} die Verbindung für alle beenden.`,
};
