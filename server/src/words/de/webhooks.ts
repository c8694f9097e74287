import { html } from '../../lib/html.ts';
import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('de');

export const webhooks: Words['webhooks'] = {
  heading: 'Webhooks',
  add: 'Endpunkt hinzufügen',
  none: 'Noch wird keine Adresse benachrichtigt. Ein Endpunkt erhält eine signierte Anfrage, wenn eine Verbindung hergestellt, geändert oder widerrufen wird.',
  addTitle: 'Webhook-Endpunkt hinzufügen',
  addSubmit: 'Endpunkt hinzufügen',
  field: {
    url: 'Adresse',
    urlHint: 'Wohin Ereignisse gesendet werden: https, an einen öffentlichen Host.',
    events: 'Ereignisse',
    eventsHint: 'Wenn alle Kästchen angekreuzt sind, gilt das auch für Ereignisse späterer Versionen.',
    order: 'Reihenfolge',
    ordered: 'Für jedes verbundene Konto nacheinander',
    unordered: 'Wie sie eintreffen',
    orderNote:
      'Spätere Ereignisse eines Kontos warten auf eines, das fehlschlägt, bis es nach drei Tagen aufgegeben wird.',
  },
  secret: {
    title: 'Das Secret Ihres Endpunkts',
    label: 'Webhook-Secret',
    use: 'Der Empfänger prüft damit jede Anfrage, mit einer Bibliothek von Standard Webhooks.',
    heading: 'Secret',
    signed: 'Jede Anfrage wird damit signiert.',
    before: (at) => html` Das vorige signiert daneben bis ${at}.`,
    replaceTitle: 'Secret dieses Endpunkts ersetzen?',
    now: (overlap) => `Das jetzige Secret ${overlap}.`,
    beforeEnds: ' Das vorige endet jetzt.',
    consequence:
      'Ein Empfänger, der noch mit einem beendeten Secret prüft, lehnt jedes Ereignis ab. Das lässt sich nicht rückgängig machen.',
    overlap: {
      7: 'signiert noch 7 Tage',
      1: 'signiert noch einen Tag',
      0: 'endet jetzt',
    },
  },
  every: 'Alle Ereignisse',
  added: (events, at) => html`${events}. Hinzugefügt am ${at}.`,
  detailsOf: (url) => `zu ${url}`,
  health: {
    disabled: 'Abgeschaltet',
    failing: 'Fehlerhaft',
    served: 'In Betrieb',
    disabledText: (at) =>
      html`Seit ${at} wird nichts gesendet: Fünf Tage lang ist jeder Versuch fehlgeschlagen. Reparieren Sie den Empfänger und senden Sie ein Testereignis. Sobald er antwortet, ist der Endpunkt wieder in Betrieb, und Sie können Verpasstes nachsenden.`,
    failed: (failures, at) =>
      failures === 1
        ? html`Der letzte Versuch ist fehlgeschlagen, ${at}. Jedes Ereignis wird drei Tage lang erneut versucht.`
        : html`Die letzten ${failures} Versuche sind fehlgeschlagen, der erste ${at}. Jedes Ereignis wird drei Tage lang erneut versucht.`,
  },
  lead: (client) => html`Ein Webhook-Endpunkt von ${client}`,
  about: {
    heading: 'Über diesen Endpunkt',
    state: 'Zustand',
    id: 'Endpunkt-ID',
    added: 'Hinzugefügt',
  },
  test: {
    heading: 'Testereignis senden',
    text: (name) => html`Sendet jetzt einmal ${name} und zeigt die Antwort.`,
    serves: ' Wird es angenommen, ist der Endpunkt wieder in Betrieb.',
    andServe: 'Testen und wieder in Betrieb nehmen',
    delivered: 'Das Testereignis wurde zugestellt.',
    notDelivered: 'Das Testereignis wurde nicht zugestellt.',
    enabled: ' Der Endpunkt ist wieder in Betrieb.',
  },
  replay: {
    heading: 'Ereignisse einiger Tage erneut senden',
    text: (days) =>
      `Jedes behält seine ID, damit ein Empfänger es wiedererkennt. Ereignisse werden ${days} Tage aufbewahrt.`,
    from: 'Von',
    to: 'Bis',
    submit: 'Erneut senden',
    nothing: 'Von diesen Tagen gibt es kein Ereignis, das erneut gesendet werden könnte.',
    sent: (events) =>
      count(events, {
        one: 'Ein Ereignis wird erneut gesendet.',
        other: (all) => `${all} Ereignisse werden erneut gesendet.`,
      }),
    bothDays: 'Geben Sie beide Tage ein, zum Beispiel 2026-11-28.',
    reversed: 'Der letzte Tag liegt vor dem ersten.',
    future: 'Der erste Tag liegt in der Zukunft.',
  },
  sentAgain: {
    sent: 'Das Ereignis wird erneut gesendet.',
    underway: 'Das Ereignis ist noch unterwegs und wurde deshalb nicht erneut gesendet.',
    disabled:
      'Der Endpunkt ist abgeschaltet. Senden Sie zuerst ein Testereignis; sobald es beantwortet ist, können Ereignisse erneut gesendet werden.',
    unknown: 'Das Ereignis wird nicht mehr aufbewahrt.',
  },
  removal: {
    heading: 'Entfernen',
    short: 'Hierhin wird nichts mehr gesendet.',
    button: 'Diesen Endpunkt entfernen',
    title: 'Diesen Endpunkt entfernen?',
    text: (url) =>
      html`An ${url} wird nichts mehr gesendet, auch nichts, was noch einmal versucht werden sollte, und die Liste der Zustellungen ist weg. Das lässt sich nicht rückgängig machen.`,
    submit: 'Endgültig entfernen',
  },
  deliveries: {
    heading: 'Zustellungen',
    none: 'Hierhin wurde noch nichts gesendet.',
    noOlder: 'Es gibt keine älteren.',
    status: {
      due: 'Unterwegs',
      waiting: 'Wartet auf ein früheres',
      delivered: 'Zugestellt',
      given_up: 'Aufgegeben',
    },
    failedSoFar: 'Bisher fehlgeschlagen',
    notSent: 'Noch nicht gesendet.',
    sent: (attempts) => count(attempts, { one: 'Einmal gesendet.', other: (all) => `${all} Mal gesendet.` }),
    triedAgain: (at) => html` Nächster Versuch ${at} oder etwas später.`,
    payload: 'Ereignis anzeigen',
    id: (id) => html`Seine ID ist ${id}.`,
    again: 'Erneut senden',
    ofEvent: (type, id) => `${type} von ${id}`,
  },
  answer: {
    timed_out: 'Innerhalb von zehn Sekunden kam keine vollständige Antwort.',
    unreachable: 'Es kam keine Verbindung zustande, oder sie wurde unterbrochen.',
    name_unknown: 'Der Host wurde nicht gefunden.',
    address_not_public: 'Der Host hat eine Adresse, die nicht öffentlich ist. Deshalb wurde nichts gesendet.',
    unsendable:
      'Das Ereignis konnte nicht signiert werden. Die Betreiber dieser API finden mehr in ihrem Protokoll.',
  },
  failed: (answer) => `Fehlgeschlagen: ${answer}.`,
  answered: (status) => `Der Empfänger antwortete ${status}`,
  moved: ', dem nicht gefolgt wird',
};
