/** Why the link by which an application sends people here does not work. */
export const links = {
  unknownApplication: 'This application is not known here',
  unknownApplicationText:
    'The link names an application that is not registered, or no longer. Ask whoever gave you the link.',
  stoppedApplication: (name: string) => `${name} cannot be connected now`,
  stoppedApplicationText: (name: string) =>
    `The people behind this API have suspended ${name}, or have not approved it yet. Nothing was shared. Tell the makers of ${name}.`,
  unreadableApplication: 'This application cannot be recognised',
  unreadableApplicationText:
    'The link names an application by the address of its description (client_id), which cannot be used. Tell the makers of the application.',
  unusableLink: 'This link cannot be used',
  unusableLinkText:
    'The application made a link that is not as it has to be. Nothing was shared. Tell the makers of the application what stands below.',
  linkTooLong: (longest: number) =>
    `The link is longer than ${longest} characters. The application has to keep more than that on its side, or send its request ahead (RFC 9126).`,
  linkWithoutApplication: 'The link does not say which application it is for.',
  notByThisLink: (name: string) => `${name} cannot be connected by this link`,
  noReturn: (name: string) =>
    `The application has not registered an address to return to. Nothing was shared. Tell the makers of ${name}.`,
  severalReturns: (name: string) =>
    `The application has registered several addresses to return to, and the link (redirect_uri) names none. Nothing was shared. Tell the makers of ${name}.`,
  otherReturn: (name: string) =>
    `The address to return to (redirect_uri) is not one that the application has registered, character for character. Nothing was shared. Tell the makers of ${name}.`,
  logoutUnreadable: 'It cannot be read.',
  logoutHintNotOurs: 'Its ID token (id_token_hint) is not one of ours.',
  logoutHintOfAnother: 'Its ID token was given to another application (client_id).',
  logoutReturn:
    'The address to return to (post_logout_redirect_uri) is not one that the application has registered.',
};
