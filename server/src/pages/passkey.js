// Lets people use passkeys. Without this script, or in a browser without passkeys, its forms stay hidden: the page has another way.
const forms = document.querySelectorAll('form[data-passkey]');
let waiting = new AbortController();

function bytes(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

const named = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

function optionsOf(form) {
  const options = JSON.parse(form.dataset.options);
  return {
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user ? { user: { ...options.user, id: bytes(options.user.id) } } : {}),
    ...(options.allowCredentials ? { allowCredentials: named(options.allowCredentials) } : {}),
    ...(options.excludeCredentials ? { excludeCredentials: named(options.excludeCredentials) } : {}),
  };
}

function send(form, { id, rawId, type, response }) {
  const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
  const said = Object.fromEntries(
    parts.filter((part) => response[part]).map((part) => [part, text(response[part])]),
  );
  if (response.getTransports) said.transports = response.getTransports();
  form.elements.passkey.value = JSON.stringify({ id, rawId: text(rawId), type, response: said });
  form.submit();
}

async function use(form) {
  // Only one request at a time: that of the fields gives way to the button.
  waiting.abort();
  waiting = new AbortController();
  const said = form.querySelector('[role=status]');
  said.textContent = '';
  const asked = { publicKey: optionsOf(form), signal: waiting.signal };
  try {
    const made = form.dataset.passkey === 'create';
    send(form, await (made ? navigator.credentials.create(asked) : navigator.credentials.get(asked)));
  } catch (error) {
    said.textContent = error.name === 'InvalidStateError' ? form.dataset.known : form.dataset.failed;
  }
}

// Offers passkeys among the e-mail addresses that the browser fills in.
async function offer(form) {
  if (!(await window.PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const asked = { publicKey: optionsOf(form), mediation: 'conditional', signal: waiting.signal };
  try {
    send(form, await navigator.credentials.get(asked));
  } catch {
    // The person signs in in another way.
  }
}

if (window.PublicKeyCredential) {
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void use(form);
    });
    if (form.dataset.passkey === 'offer') void offer(form);
  }
  for (const note of document.querySelectorAll('[data-without-passkeys]')) note.hidden = true;
}
