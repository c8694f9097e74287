import { html } from '../../lib/html.ts';
import { pluralIn } from '../plural.ts';
import type { Words } from '../type.ts';

const count = pluralIn('nl');

export const webhooks: Words['webhooks'] = {
  heading: 'Webhooks',
  add: 'Eindpunt toevoegen',
  none: 'Er wordt nog geen adres op de hoogte gebracht. Een eindpunt krijgt een ondertekend verzoek als een verbinding wordt gemaakt, gewijzigd of ingetrokken.',
  addTitle: 'Webhook-eindpunt toevoegen',
  addSubmit: 'Eindpunt toevoegen',
  field: {
    url: 'Adres',
    urlHint: 'Waar gebeurtenissen naartoe gaan: https, op een openbare host.',
    events: 'Gebeurtenissen',
    eventsHint: 'Als alle vakjes zijn aangevinkt, geldt dat ook voor gebeurtenissen van latere versies.',
    order: 'Volgorde',
    ordered: 'Na elkaar per verbonden account',
    unordered: 'Zoals ze binnenkomen',
    orderNote:
      'Latere gebeurtenissen van een account wachten op een die mislukt, totdat die na drie dagen wordt opgegeven.',
  },
  secret: {
    title: 'Het secret van uw eindpunt',
    label: 'Webhooksecret',
    use: 'De ontvanger controleert er elk verzoek mee, met een bibliotheek van Standard Webhooks.',
    heading: 'Secret',
    signed: 'Elk verzoek wordt ermee ondertekend.',
    before: (at) => html` Het vorige ondertekent ernaast tot ${at}.`,
    replaceTitle: 'Secret van dit eindpunt vervangen?',
    now: (overlap) => `Het huidige secret ${overlap}.`,
    beforeEnds: ' Het vorige eindigt nu.',
    consequence:
      'Een ontvanger die nog met een beëindigd secret controleert, weigert elke gebeurtenis. Dit kan niet ongedaan worden gemaakt.',
    overlap: {
      7: 'ondertekent nog 7 dagen',
      1: 'ondertekent nog één dag',
      0: 'eindigt nu',
    },
  },
  every: 'Alle gebeurtenissen',
  added: (events, at) => html`${events}. Toegevoegd op ${at}.`,
  detailsOf: (url) => `van ${url}`,
  health: {
    disabled: 'Uitgeschakeld',
    failing: 'Mislukt',
    served: 'In gebruik',
    disabledText: (at) =>
      html`Sinds ${at} wordt niets verzonden: vijf dagen lang is elke poging mislukt. Herstel de ontvanger en stuur een testgebeurtenis. Zodra die antwoordt, is het eindpunt weer in gebruik en kunt u alsnog verzenden wat is gemist.`,
    failed: (failures, at) =>
      failures === 1
        ? html`De laatste poging is mislukt, op ${at}. Elke gebeurtenis wordt drie dagen lang opnieuw geprobeerd.`
        : html`De laatste ${failures} pogingen zijn mislukt, de eerste op ${at}. Elke gebeurtenis wordt drie dagen lang opnieuw geprobeerd.`,
  },
  lead: (client) => html`Een webhook-eindpunt van ${client}`,
  about: {
    heading: 'Over dit eindpunt',
    state: 'Status',
    id: 'Eindpunt-id',
    added: 'Toegevoegd',
  },
  test: {
    heading: 'Testgebeurtenis verzenden',
    text: (name) => html`Verzendt nu één keer ${name} en toont het antwoord.`,
    serves: ' Wordt het geaccepteerd, dan is het eindpunt weer in gebruik.',
    andServe: 'Testen en weer in gebruik nemen',
    delivered: 'De testgebeurtenis is afgeleverd.',
    notDelivered: 'De testgebeurtenis is niet afgeleverd.',
    enabled: ' Het eindpunt is weer in gebruik.',
  },
  replay: {
    heading: 'Gebeurtenissen van enkele dagen opnieuw verzenden',
    text: (days) =>
      `Elke gebeurtenis houdt haar id, zodat een ontvanger haar herkent. Gebeurtenissen worden ${days} dagen bewaard.`,
    from: 'Van',
    to: 'Tot en met',
    submit: 'Opnieuw verzenden',
    nothing: 'Van deze dagen is er geen gebeurtenis om opnieuw te verzenden.',
    sent: (events) =>
      count(events, {
        one: 'Eén gebeurtenis wordt opnieuw verzonden.',
        other: (all) => `${all} gebeurtenissen worden opnieuw verzonden.`,
      }),
    bothDays: 'Voer beide dagen in, bijvoorbeeld 2026-11-28.',
    reversed: 'De laatste dag ligt voor de eerste.',
    future: 'De eerste dag moet nog komen.',
  },
  sentAgain: {
    sent: 'De gebeurtenis wordt opnieuw verzonden.',
    underway: 'De gebeurtenis is nog onderweg en is daarom niet opnieuw verzonden.',
    disabled:
      'Het eindpunt is uitgeschakeld. Stuur eerst een testgebeurtenis; zodra die is beantwoord, kunnen gebeurtenissen opnieuw worden verzonden.',
    unknown: 'De gebeurtenis wordt niet meer bewaard.',
  },
  removal: {
    heading: 'Verwijderen',
    short: 'Er wordt niets meer hiernaartoe gestuurd.',
    button: 'Dit eindpunt verwijderen',
    title: 'Dit eindpunt verwijderen?',
    text: (url) =>
      html`Naar ${url} wordt niets meer gestuurd, ook niet wat nog opnieuw zou worden geprobeerd, en de lijst met afleveringen verdwijnt. Dit kan niet ongedaan worden gemaakt.`,
    submit: 'Definitief verwijderen',
  },
  deliveries: {
    heading: 'Afleveringen',
    none: 'Er is nog niets hiernaartoe gestuurd.',
    noOlder: 'Er zijn geen oudere.',
    status: {
      due: 'Onderweg',
      waiting: 'Wacht op een eerdere',
      delivered: 'Afgeleverd',
      given_up: 'Opgegeven',
    },
    failedSoFar: 'Tot nu toe mislukt',
    notSent: 'Nog niet verzonden.',
    sent: (attempts) =>
      count(attempts, { one: 'Eén keer verzonden.', other: (all) => `${all} keer verzonden.` }),
    triedAgain: (at) => html` Volgende poging ${at} of iets later.`,
    payload: 'Gebeurtenis tonen',
    id: (id) => html`De id is ${id}.`,
    again: 'Opnieuw verzenden',
    ofEvent: (type, id) => `${type} van ${id}`,
  },
  answer: {
    timed_out: 'Binnen tien seconden kwam er geen volledig antwoord.',
    unreachable: 'Er kon geen verbinding worden gemaakt, of die werd verbroken.',
    name_unknown: 'De host is niet gevonden.',
    address_not_public: 'De host heeft een adres dat niet openbaar is. Daarom is er niets verzonden.',
    unsendable:
      'De gebeurtenis kon niet worden ondertekend. De beheerders van deze API kunnen in hun logboek kijken.',
  },
  failed: (answer) => `Mislukt: ${answer}.`,
  answered: (status) => `De ontvanger antwoordde ${status}`,
  moved: ', die niet wordt gevolgd',
};
