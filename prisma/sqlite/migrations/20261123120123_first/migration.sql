-- CreateTable
CREATE TABLE "Drop" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "state" TEXT NOT NULL,
    "ownerHash" TEXT NOT NULL,
    "header" TEXT NOT NULL,
    "uploadId" TEXT,
    "sealedLength" BIGINT,
    "parts" INTEGER,
    "commitment" TEXT,
    "manifest" BLOB,
    "createdAt" DATETIME NOT NULL,
    "lastActiveAt" DATETIME NOT NULL,
    "endedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Link" (
    "locator" TEXT NOT NULL PRIMARY KEY,
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
    "retryAt" DATETIME,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "endReason" TEXT,
    CONSTRAINT "Link_dropId_fkey" FOREIGN KEY ("dropId") REFERENCES "Drop" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Lease" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "locator" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "granted" BLOB NOT NULL,
    "grantedParts" INTEGER NOT NULL,
    "claimedAt" DATETIME NOT NULL,
    "lapsesAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    CONSTRAINT "Lease_locator_fkey" FOREIGN KEY ("locator") REFERENCES "Link" ("locator") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Receipt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "locator" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "event" TEXT NOT NULL,
    CONSTRAINT "Receipt_locator_fkey" FOREIGN KEY ("locator") REFERENCES "Link" ("locator") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Deletion" (
    "dropId" TEXT NOT NULL PRIMARY KEY,
    "createdAt" DATETIME NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "Report" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "locator" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "reason" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "code" TEXT
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
