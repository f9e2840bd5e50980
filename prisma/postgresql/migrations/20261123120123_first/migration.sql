-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "Drop" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "ownerHash" TEXT NOT NULL,
    "header" TEXT NOT NULL,
    "uploadId" TEXT,
    "sealedLength" BIGINT,
    "parts" INTEGER,
    "commitment" TEXT,
    "manifest" BYTEA,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "lastActiveAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Drop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Link" (
    "locator" TEXT NOT NULL,
    "dropId" TEXT NOT NULL,
    "salt" TEXT,
    "wrappedKey" TEXT,
    "accessHash" TEXT NOT NULL,
    "maxDownloads" INTEGER NOT NULL,
    "counted" INTEGER NOT NULL DEFAULT 0,
    "running" INTEGER NOT NULL DEFAULT 0,
    "placesLeft" INTEGER NOT NULL,
    "givenBack" INTEGER NOT NULL DEFAULT 0,
    "wrongTries" INTEGER NOT NULL DEFAULT 0,
    "retryAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "endReason" TEXT,

    CONSTRAINT "Link_pkey" PRIMARY KEY ("locator")
);

-- CreateTable
CREATE TABLE "Lease" (
    "id" TEXT NOT NULL,
    "locator" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "granted" BYTEA NOT NULL,
    "grantedParts" INTEGER NOT NULL,
    "claimedAt" TIMESTAMP(3) NOT NULL,
    "lapsesAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Lease_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Receipt" (
    "id" SERIAL NOT NULL,
    "locator" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "event" TEXT NOT NULL,

    CONSTRAINT "Receipt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Deletion" (
    "dropId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "dueAt" TIMESTAMP(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Deletion_pkey" PRIMARY KEY ("dropId")
);

-- CreateTable
CREATE TABLE "Report" (
    "id" SERIAL NOT NULL,
    "locator" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "code" TEXT,

    CONSTRAINT "Report_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Drop_state_lastActiveAt_idx" ON "Drop"("state", "lastActiveAt");

-- CreateIndex
CREATE INDEX "Drop_state_endedAt_idx" ON "Drop"("state", "endedAt");

-- CreateIndex
CREATE INDEX "Link_dropId_idx" ON "Link"("dropId");

-- CreateIndex
CREATE INDEX "Link_endedAt_expiresAt_idx" ON "Link"("endedAt", "expiresAt");

-- CreateIndex
CREATE INDEX "Lease_state_lapsesAt_idx" ON "Lease"("state", "lapsesAt");

-- CreateIndex
CREATE INDEX "Lease_locator_state_idx" ON "Lease"("locator", "state");

-- CreateIndex
CREATE INDEX "Receipt_locator_at_idx" ON "Receipt"("locator", "at");

-- CreateIndex
CREATE INDEX "Deletion_dueAt_idx" ON "Deletion"("dueAt");

-- CreateIndex
CREATE INDEX "Report_locator_idx" ON "Report"("locator");

-- AddForeignKey
ALTER TABLE "Link" ADD CONSTRAINT "Link_dropId_fkey" FOREIGN KEY ("dropId") REFERENCES "Drop"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Lease" ADD CONSTRAINT "Lease_locator_fkey" FOREIGN KEY ("locator") REFERENCES "Link"("locator") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Receipt" ADD CONSTRAINT "Receipt_locator_fkey" FOREIGN KEY ("locator") REFERENCES "Link"("locator") ON DELETE CASCADE ON UPDATE CASCADE;
