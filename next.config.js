import createNextIntlPlugin from 'next-intl/plugin'

// scripts/build.ts and scripts/serve.ts set it, from SNOWDROP_URL: see [Note: Base path].
const basePath = process.env.SNOWDROP_BASE_PATH ?? ''

/** @type {import('next').NextConfig} */
const config = {
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  basePath,
  env: { SNOWDROP_BASE_PATH: basePath },
  poweredByHeader: false,
  reactStrictMode: true,
  // No page has a picture that Next would make smaller. Else anybody could have it done, and have Next ask our own routes
  // in nobody's name and write what they like into the log.
  images: { unoptimized: true },
  // `npm run check` type-checks everything, tests included; doing it again would only slow the first start.
  typescript: { ignoreBuildErrors: true },
  // Native or dynamically loading packages that a bundler cannot follow.
  serverExternalPackages: [
    'better-sqlite3',
    'pg',
    '@prisma/adapter-better-sqlite3',
    '@prisma/adapter-pg',
    '@prisma/client',
    '@aws-sdk/client-s3',
    '@aws-sdk/s3-request-presigner',
    'prom-client',
    'pino',
  ],
}

// [Note: Words] Messages are compiled when the pages are built, so that no browser loads a parser for them.
export default createNextIntlPlugin({
  requestConfig: './app/language/request.ts',
  experimental: {
    messages: { path: './messages', format: 'json', locales: 'infer', precompile: true },
  },
})(config)
