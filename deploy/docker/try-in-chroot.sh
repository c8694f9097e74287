#!/bin/sh
# Runs the steps of the Dockerfile where there is no container engine: packs, installs, makes a database and serves, as user
# 65532 in a chroot whose root is read-only. Needs root, and the packages of the repository (npm ci). Leaves nothing behind.
# usage: deploy/docker/try-in-chroot.sh
set -eu
cd "$(dirname "$0")/../.."
[ "$(id -u)" = 0 ] || { echo "Run this as root: it mounts folders and changes the root."; exit 1; }
repository=$PWD
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
node=$repository/node_modules/node/bin/node
PATH=$(dirname "$node"):$PATH

npm run --silent pack
mkdir -p "$root/opt/latchkey" "$root/nodejs/bin" "$root/etc" "$root/var/lib/latchkey" "$root/proc" "$root/tmp"
cd "$root/opt/latchkey"
npm install --omit=dev --no-audit --no-fund --silent "$repository"/dist/latchkey-[0-9]*.tgz
cp "$node" "$root/nodejs/bin/node"
# The libraries of Debian's C library, which the image has too.
find "$root/opt" -name '*.node' -exec ldd "$node" {} + | grep -o '/lib[^ )]*' | sort -u | while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp "$library" "$root$library"
done
cd "$root/etc"
node "$root/opt/latchkey/node_modules/.bin/latchkey" init latchkey --front sdk > /dev/null
rm "$root/etc/latchkey/.env"
chmod -R a+rX "$root/etc" "$root/opt"; chmod a+x "$root"
export LATCHKEY_MASTER_KEY="$(openssl rand -hex 32)"

# A mount namespace of its own: what is mounted ends with it.
unshare --mount --pid --fork --kill-child sh -eu -c '
  root=$1
  mount --bind "$root" "$root"
  mount --bind -o remount,ro "$root"
  mount -t proc proc "$root/proc"
  mount -t tmpfs -o uid=65532,gid=65532,mode=700 tmpfs "$root/var/lib/latchkey"
  mount -t tmpfs tmpfs "$root/tmp"
  within() {
    chroot --userspec=65532:65532 "$root" /nodejs/bin/node /opt/latchkey/node_modules/.bin/latchkey "$@"
  }
  export LATCHKEY_DATA=/var/lib/latchkey NODE_ENV=production PORT=4876 LATCHKEY_TRUSTED_PROXIES=127.0.0.1
  within create --config /etc/latchkey
  within serve --config /etc/latchkey --listen 127.0.0.1 --metrics-port 0 &
  for _ in 1 2 3 4 5 6 7 8 9 10; do within health --ready 2> /dev/null && break; sleep 1; done
  within health --ready
  within tenant add acme --name "Acme Ltd" --config /etc/latchkey
  within tenant list --config /etc/latchkey
  if touch "$root/etc/latchkey/x" 2> /dev/null; then echo "The root can be written."; exit 1; fi
  echo "As user $(chroot --userspec=65532:65532 "$root" /nodejs/bin/node -p "process.getuid()"): created, served, ready."
  kill $!
  wait $! || true
' sh "$root"
