/** The texts of the configuration that people read, in each language of the pages. */
export const texts = {
  read: {
    en: 'See everything in the organisation',
    de: 'Alles in der Organisation sehen',
    nl: 'Alles in de organisatie bekijken',
  },
  write: {
    en: 'Add and change records in the organisation',
    de: 'Datensätze in der Organisation anlegen und ändern',
    nl: 'Gegevens in de organisatie toevoegen en wijzigen',
  },
  admin: {
    en: 'Change the organisation’s account settings',
    de: 'Die Kontoeinstellungen der Organisation ändern',
    nl: 'De accountinstellingen van de organisatie wijzigen',
  },
  writeCases: {
    en: 'Open cases and change them',
    de: 'Vorgänge eröffnen und ändern',
    nl: 'Dossiers openen en wijzigen',
  },
  writeQuotes: {
    en: 'Prepare quotes and change them',
    de: 'Angebote erstellen und ändern',
    nl: 'Offertes opstellen en wijzigen',
  },
  writeContacts: {
    en: 'Add contacts and change them',
    de: 'Kontakte anlegen und ändern',
    nl: 'Contacten toevoegen en wijzigen',
  },
  writeDocuments: {
    en: 'Upload documents and change them',
    de: 'Dokumente hochladen und ändern',
    nl: 'Documenten uploaden en wijzigen',
  },
  readReports: {
    en: 'See reports on cases and fees',
    de: 'Berichte über Vorgänge und Gebühren sehen',
    nl: 'Rapporten over dossiers en kosten bekijken',
  },
  owner: { en: 'Owner', de: 'Inhaberschaft', nl: 'Eigenaar' },
  practiceManager: { en: 'Practice manager', de: 'Kanzleileitung', nl: 'Kantoormanager' },
  solicitor: { en: 'Solicitor', de: 'Anwaltschaft', nl: 'Jurist' },
  legalAssistant: { en: 'Legal assistant', de: 'Assistenz', nl: 'Juridisch assistent' },
  viewer: { en: 'Viewer', de: 'Lesend', nl: 'Lezer' },
  apiSettings: { en: 'API Settings', de: 'API-Einstellungen', nl: 'API-instellingen' },
  oauthApplications: { en: 'OAuth applications', de: 'OAuth-Anwendungen', nl: 'OAuth-applicaties' },
  connectedPlatforms: { en: 'Connected platforms', de: 'Verbundene Plattformen', nl: 'Verbonden platforms' },
  people: { en: 'People', de: 'Personen', nl: 'Personen' },
  organisation: { en: 'organisation', de: 'Organisation', nl: 'organisatie' },
  readCases: {
    en: 'See cases and where each one stands',
    de: 'Vorgänge und ihren Stand sehen',
    nl: 'Dossiers en hun stand bekijken',
  },
  readQuotes: {
    en: 'See quotes and their fees',
    de: 'Angebote und ihre Gebühren sehen',
    nl: 'Offertes en hun kosten bekijken',
  },
  readContacts: {
    en: 'See clients and other contacts',
    de: 'Mandanten und andere Kontakte sehen',
    nl: 'Cliënten en andere contacten bekijken',
  },
  readDocuments: {
    en: 'See and download documents',
    de: 'Dokumente sehen und herunterladen',
    nl: 'Documenten bekijken en downloaden',
  },
  settings: { en: 'Settings', de: 'Einstellungen', nl: 'Instellingen' },
};
