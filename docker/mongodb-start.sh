#!/bin/bash
# Starts MongoDB as a replica set with authentication, for which its members need a key file that only they can read.
set -euo pipefail
umask 077
key_file=/tmp/replica-set.key
printf '%s' "$MONGODB_REPLICA_SET_KEY" >"$key_file"
exec docker-entrypoint.sh mongod --replSet rs0 --keyFile "$key_file" --bind_ip_all
