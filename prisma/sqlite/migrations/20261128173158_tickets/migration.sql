-- AlterTable
ALTER TABLE "Drop" ADD COLUMN "ticketId" INTEGER;

-- CreateTable
CREATE TABLE "Ticket" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "hash" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "drops" INTEGER NOT NULL,
    "dropsLeft" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,
    "bytesLeft" BIGINT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    "endedAt" DATETIME
);

-- CreateIndex
CREATE UNIQUE INDEX "Ticket_hash_key" ON "Ticket"("hash");

-- CreateIndex
CREATE INDEX "Ticket_expiresAt_idx" ON "Ticket"("expiresAt");
