# One image for every part of Castellan: `docker run castellan api`, `worker`, `keys create …`.
# Debian, not Alpine: Temporal's SDK and argon2 come as binaries for glibc.

FROM node:24.19.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package's own script runs, here or below; what goes wrong is told, which .npmrc keeps from the output of scripts.
RUN npm ci --ignore-scripts --include=dev --loglevel=error
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
COPY workflows workflows
COPY activities activities
# The runbook is shown on the console.
COPY docs docs
# Compiled sources, the reader for browsers, and the workflow bundle, so that a worker bundles nothing at its start.
RUN node scripts/build.mjs

FROM node:24.19.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev --loglevel=error

FROM node:24.19.0-bookworm-slim
# For TLS to Temporal: its client reads the system's certificates, and the slim image has none.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY bin bin
USER node
EXPOSE 8080
ENTRYPOINT ["node", "--enable-source-maps", "bin/castellan.js"]
CMD ["--help"]
