import type { Words } from '../type.ts';

export const developers: Words['developers'] = {
  link: 'Maakt u een applicatie? Open een ontwikkelaarsaccount',
  ask: {
    heading: (api) => `Een applicatie voor ${api} maken`,
    lead: (api) =>
      `Met een ontwikkelaarsaccount registreert u applicaties, probeert u ze uit en ziet u hun aanroepen. Vul uw adres in: u krijgt een mail met een link waarmee u een account bij ${api} opent.`,
    waits: 'Elke aanvraag wordt bekeken voordat u kunt beginnen.',
    submit: 'Stuur mij een link',
    haveOne: 'Hebt u al een account?',
    signIn: 'Inloggen en verdergaan',
    closed: (api) =>
      `Bij ${api} logt u in met het account van uw organisatie. Log in, dan gaat u hier verder.`,
  },
  asked: {
    heading: 'Kijk in uw mailbox',
    text: (email) =>
      `Er is een mail naar ${email} onderweg. De link werkt één keer, een dag lang. Komt er binnen een paar minuten niets, kijk dan in de map voor spam.`,
  },
  open: {
    heading: 'Open uw account',
    lead: (email, api) => `U logt bij ${api} in met ${email}.`,
    nameHint: (api) => `Het team van ${api} ziet hem.`,
    purpose: 'Wat wilt u maken?',
    purposeHint: 'Een paar zinnen: wie gebruikt het, en waarvoor?',
    purposeMissing: 'Zeg in een of twee zinnen wat u wilt maken.',
    submit: 'Account openen',
  },
  become: {
    lead: (email) => `U bent ingelogd als ${email}. Dit account wordt ook uw ontwikkelaarsaccount.`,
    submit: 'Ontwikkelaarsaccount openen',
  },
  state: {
    pending: {
      heading: 'Uw aanvraag is binnen',
      text: (api, date) =>
        `Ze ligt sinds ${date} bij het team van ${api}. U krijgt een mail zodra er is beslist.`,
    },
    refused: {
      heading: 'Uw aanvraag is geweigerd',
      text: (api) => `Het team van ${api} heeft uw ontwikkelaarsaccount niet goedgekeurd.`,
      reason: (reason) => `De reden: ${reason}`,
    },
    approved: {
      heading: 'U hebt een ontwikkelaarsaccount',
      text: 'Registreer een applicatie om haar id en secret te krijgen.',
      link: 'Nieuwe applicatie',
    },
  },
  gone: {
    heading: 'Deze link werkt niet meer',
    text: 'Een link naar een account werkt één keer, een dag lang. Hebt u het account al geopend, log dan in; anders vraagt u een nieuwe link.',
    link: 'Vraag een nieuwe link',
  },
  taken: {
    heading: 'Er is al een account',
    text: (email) => `Voor ${email} is intussen een account geopend. Log daarmee in om verder te gaan.`,
  },
  mail: {
    subject: (api) => `Uw ontwikkelaarsaccount bij ${api}`,
    says: (api, asked) => `Iemand vroeg met dit adres een ontwikkelaarsaccount bij ${api} aan, ${asked}.`,
    lasts: 'Was u dat, open het dan nu. De link werkt één keer, een dag lang.',
    link: 'Account openen',
    ignore: 'Was u dat niet, doe dan niets: niemand krijgt daardoor een account.',
  },
  known: {
    subject: (api) => `U hebt een account bij ${api}`,
    says: 'U hebt al een account. Log daarmee in om een ontwikkelaarsaccount te openen.',
    ignore: 'Was u dat niet, doe dan niets: niemand komt te weten dat u een account hebt.',
  },
  waiting: {
    subject: (api) => `Iemand wil een applicatie voor ${api} maken`,
    says: (name, email, api) =>
      `${name} (${email}) heeft een ontwikkelaarsaccount bij ${api} aangevraagd en wacht op goedkeuring.`,
    purpose: (purpose) => `Dit moet het worden: ${purpose}`,
  },
  approvals: {
    subject: (api) => `Een applicatie wacht bij ${api} op uw goedkeuring`,
    application: (name, by, api) =>
      by === null
        ? `De applicatie ${name} wacht tot een eigenaar van ${api} haar goedkeurt.`
        : `${by.name} (${by.email}) heeft de applicatie ${name} geregistreerd. Die wacht tot een eigenaar van ${api} haar goedkeurt.`,
    several: (api) =>
      `Sinds de vorige mail wachten er meer applicaties of ontwikkelaars op de goedkeuring van een eigenaar van ${api}.`,
    link: 'Alles bekijken wat wacht',
    why: (api) =>
      `U krijgt deze mail omdat u eigenaar van ${api} bent. Hoeveel er ook wachten: er komen maar een paar zulke mails per dag.`,
    noMore: 'Wilt u er geen meer krijgen, open dan “Instellingen” in het dashboard.',
  },
  approved: {
    subject: (api) => `U kunt applicaties voor ${api} maken`,
    says: (api) =>
      `Het team van ${api} heeft uw ontwikkelaarsaccount goedgekeurd. Registreer een applicatie om haar id en secret te krijgen.`,
    link: 'Nieuwe applicatie',
  },
  refused: {
    subject: (api) => `Over uw ontwikkelaarsaccount bij ${api}`,
    says: (api) => `Het team van ${api} heeft uw ontwikkelaarsaccount niet goedgekeurd.`,
    reason: (reason) => `De reden: ${reason}`,
    keeps: 'U kunt geen applicaties meer registreren. De applicaties die u al hebt, blijven zoals ze zijn.',
  },
};
