/** The page by which somebody ends mails about unusual use from within a mail. */
export const unsubscribe = {
  heading: 'No more of these mails?',
  text: (tenant: string) =>
    `You then get no mail when a connection of ${tenant} is used in an unusual way. The connection’s page shows it all the same.`,
  submit: 'Send me no such mails',
  done: 'You get no more of these mails',
  doneText: (tenant: string) =>
    `No mail comes any more about unusual use at ${tenant}. On the page “Your account” you switch them on again.`,
  gone: 'This link no longer works',
  goneText: 'You may have left, or the link is too old. Sign in and look at the page “Your account”.',
  approvals: {
    text: (api: string) =>
      `You then get no mail when an application or a developer waits for your approval at ${api}. The dashboard shows it all the same.`,
    doneText: (api: string) =>
      `No mail comes any more about what waits for your approval at ${api}. In the dashboard, under “Settings”, you switch them on again.`,
  },
};
