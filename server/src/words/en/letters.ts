/** Parts of every mail. */
export const letters = {
  hello: (name: string) => `Hello ${name},`,
  helloStranger: 'Hello,',
  button: 'If the button does not work, copy this address into a browser:',
  /** When and from where something was asked for, to follow a verb. */
  asked: (when: string, device: string, address: string) =>
    `on ${when}${device}, from the address ${address}`,
  /** The browser and the system that it runs on. */
  device: (browser: string) => `, in the browser “${browser}”`,
};
