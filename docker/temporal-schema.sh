#!/bin/sh
# Creates Temporal's two databases, or brings them up to this server version. May run again at any time.
# Host, user and password come as SQL_HOST, SQL_USER, SQL_PASSWORD.
set -eu
for kind in temporal visibility; do
  database=temporal
  if [ "$kind" = visibility ]; then database=temporal_visibility; fi
  sql() { temporal-sql-tool --plugin postgres12 -p 5432 --db "$database" "$@"; }
  sql create
  sql setup-schema -v 0.0
  sql update-schema -d "/etc/temporal/schema/postgresql/v12/$kind/versioned"
done
