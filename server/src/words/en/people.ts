export const people = {
  lead: (tenant: string) =>
    `Everybody in ${tenant}. A role limits people and everything that acts for them, from the next call.`,
  more: 'More people',
  you: 'You',
  everybody: 'Everybody',
  change: 'Change',
  roleOf: (name: string) => `Role of ${name}`,
  theRoleOf: (name: string) => `the role of ${name}`,
  noManager: (tenant: string) => `${tenant} would have no manager left. Give another member that role first.`,
  above: {
    give: 'You can only give and take roles that permit no more than your own.',
    make: 'You can only make and change roles that permit no more than your own.',
    act: 'Their role permits more than your own, so this is for somebody with such a role.',
    short: 'Their role permits more than your own.',
  },
  elsewhere: (tenant: string, api: string) =>
    `They do not belong to ${tenant} alone, so only the people behind ${api} can give them another password.`,
  role: {
    inUse: 'Somebody has this role. Give them another one first.',
    heading: (tenant: string) => `Roles of ${tenant}`,
    text: 'A role that you make can permit no more than your own does, and counts from the next call.',
    make: 'Make a role',
    newTitle: 'Make a role',
    changeTitle: (title: string) => `Change the role ${title}`,
    matrixHint: 'Tick what people with this role may do.',
    others: 'Other permissions',
    patterns: 'Patterns',
    name: 'Name (optional)',
    nameHint: 'Programs use it, such as night-shift. Empty: made of the title.',
    title: 'Title',
    titleHint: 'People see it.',
    permissions: 'Permissions',
    permissionsHint: (own: string) =>
      `One on each line. A * stands for anything, and :own at the end means records that the person owns. Yours: ${own}.`,
    save: 'Save role',
    theRole: (title: string) => `the role ${title}`,
    removeTitle: (title: string) => `Remove the role ${title}?`,
    removeText: (tenant: string) => `${tenant} has it no longer. Its permissions are not kept:`,
    remove: 'Remove the role',
  },
  removal: {
    title: (name: string) => `Remove ${name}?`,
    text: (name: string, tenant: string) =>
      `Ends the connections and tokens that ${name} has in ${tenant}, at once. Coming back brings none of them back.`,
    submit: (name: string) => `Remove ${name}`,
    heading: (tenant: string) => `Remove from ${tenant}`,
    last: (name: string, tenant: string) =>
      `${name} is the last to look after ${tenant} and cannot be removed.`,
  },
  signOut: {
    title: (name: string) => `Sign ${name} out everywhere?`,
    text: (name: string) =>
      `Ends every browser session of ${name} at once, on every device. They have to sign in again.`,
    submit: 'Sign out everywhere',
    heading: 'Signing in',
    short: (name: string) =>
      `Ends every browser session of ${name}. A new password is shown to you once, and the old one works no longer.`,
  },
  password: {
    title: (name: string) => `Make a new password for ${name}?`,
    text: (name: string) =>
      `The password of ${name} works no longer, and every browser session of theirs ends. You see the new one once, and have to hand it over.`,
    submit: 'Make a new password',
    lost: 'If nobody noted the password, make another one.',
    shownTitle: 'A new password',
    handOver:
      'Hand it over now, by a way that nobody else reads. It is shown this once, and should be changed at the first sign-in.',
    label: 'Password',
    done: 'I have it',
  },
  about: {
    heading: 'About this person',
    email: 'E-mail',
    role: 'Role',
  },
};
