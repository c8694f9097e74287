export const alertMail = {
  subject: (api: string) => `Unusual use at ${api}`,
  noticed: (api: string, tenant: string) => `${api} noticed unusual use of the data of ${tenant}:`,
  connection: 'Say whether this was you, or end the connection',
  activity: 'See what happened',
  why: (api: string, tenant: string) =>
    `You get this mail because you manage ${tenant} at ${api}. It asks for no password and has no code in it.`,
  noMore: (url: string) => `To get no more of them, go to ${url}`,
};
