/** The texts of the configuration that people read, in each language of the pages. */
export const texts = {
  selectedAccountsProjects: {
    en: 'See and change the accounts and projects that you select',
    de: 'Die Konten und Projekte sehen und ändern, die Sie auswählen',
    nl: 'De accounts en projecten bekijken en wijzigen die u kiest',
  },
  selectedAccountsProjectsRead: {
    en: 'See the accounts and projects that you select',
    de: 'Die Konten und Projekte sehen, die Sie auswählen',
    nl: 'De accounts en projecten bekijken die u kiest',
  },
  owner: { en: 'Owner', de: 'Inhaberschaft', nl: 'Eigenaar' },
  admin: { en: 'Admin', de: 'Verwaltung', nl: 'Beheerder' },
  editor: { en: 'Editor', de: 'Redaktion', nl: 'Redacteur' },
  reviewer: { en: 'Reviewer', de: 'Lesend', nl: 'Lezer' },
  oauthClients: { en: 'OAuth Clients', de: 'OAuth-Clients', nl: 'OAuth-clients' },
  accessTokens: { en: 'Access Tokens', de: 'Zugriffstoken', nl: 'Toegangstokens' },
  connectedApplications: {
    en: 'Connected Applications',
    de: 'Verbundene Anwendungen',
    nl: 'Verbonden applicaties',
  },
  people: { en: 'People', de: 'Personen', nl: 'Personen' },
  company: { en: 'company', de: 'Unternehmen', nl: 'bedrijf' },
  profileSettings: { en: 'Profile Settings', de: 'Profileinstellungen', nl: 'Profielinstellingen' },
};
