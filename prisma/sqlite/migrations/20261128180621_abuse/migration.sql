-- Reports of links that are forgotten are about nothing any more.
DELETE FROM "Report" WHERE "locator" NOT IN (SELECT "locator" FROM "Link");

-- AlterTable
ALTER TABLE "Drop" ADD COLUMN "quarantinedAt" DATETIME;

-- AlterTable
ALTER TABLE "Link" ADD COLUMN "quarantinedAt" DATETIME;

-- CreateTable
CREATE TABLE "Block" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "hash" TEXT NOT NULL,
    "sealedLength" BIGINT NOT NULL,
    "dropId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Audit" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "who" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Report" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "locator" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "reason" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "code" TEXT,
    "closedAt" DATETIME,
    CONSTRAINT "Report_locator_fkey" FOREIGN KEY ("locator") REFERENCES "Link" ("locator") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_Report" ("at", "code", "id", "locator", "reason", "words") SELECT "at", "code", "id", "locator", "reason", "words" FROM "Report";
DROP TABLE "Report";
ALTER TABLE "new_Report" RENAME TO "Report";
CREATE INDEX "Report_locator_idx" ON "Report"("locator");
CREATE INDEX "Report_closedAt_idx" ON "Report"("closedAt");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "Block_sealedLength_hash_key" ON "Block"("sealedLength", "hash");

-- CreateIndex
CREATE INDEX "Audit_at_idx" ON "Audit"("at");

-- What operators did is added to, and never changed.
CREATE TRIGGER "Audit_only_grows" BEFORE UPDATE ON "Audit" BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;
