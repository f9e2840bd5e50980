-- AlterTable
ALTER TABLE "Drop" ADD COLUMN     "ticketId" INTEGER;

-- CreateTable
CREATE TABLE "Ticket" (
    "id" SERIAL NOT NULL,
    "hash" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "drops" INTEGER NOT NULL,
    "dropsLeft" INTEGER NOT NULL,
    "bytes" BIGINT NOT NULL,
    "bytesLeft" BIGINT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Ticket_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Ticket_hash_key" ON "Ticket"("hash");

-- CreateIndex
CREATE INDEX "Ticket_expiresAt_idx" ON "Ticket"("expiresAt");
