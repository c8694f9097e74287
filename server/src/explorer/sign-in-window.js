/**
 * Gives Scalar a stand-in for the window in which users sign in at `authorization`. The pages there cut the
 * link to the window that opened them (Cross-Origin-Opener-Policy), so Scalar cannot read where that window
 * ends up. Instead the window reports it: see signed-in.js.
 *
 * @param {string} authorization the authorization endpoint
 */
// biome-ignore lint/correctness/noUnusedVariables: start.js begins with this text, and calls it.
function signInWindows(authorization) {
  const open = window.open.bind(window);
  let standIn = { state: null, closed: true, location: { href: '' }, close() {} };
  new BroadcastChannel('signed-in').addEventListener('message', ({ data }) => {
    if (new URL(data).searchParams.get('state') === standIn.state) standIn.location.href = data;
  });
  window.open = (url, ...how) => {
    if (!String(url).startsWith(`${authorization}?`)) return open(url, ...how);
    if (open(url, ...how) === null) return null;
    standIn.closed = true;
    const state = new URL(url).searchParams.get('state');
    standIn = { state, closed: false, location: { href: '' }, close() {} };
    return standIn;
  };
}
