// The window of sign-in-window.js, back from the consent page with the answer in its address.
new BroadcastChannel('signed-in').postMessage(location.href);
history.replaceState(null, '', location.pathname);
window.close();
