-- Reports of links that are forgotten are about nothing any more.
DELETE FROM "Report" WHERE "locator" NOT IN (SELECT "locator" FROM "Link");

-- AlterTable
ALTER TABLE "Drop" ADD COLUMN     "quarantinedAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Link" ADD COLUMN     "quarantinedAt" TIMESTAMP(3);

-- AlterTable
ALTER TABLE "Report" ADD COLUMN     "closedAt" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "Block" (
    "id" SERIAL NOT NULL,
    "hash" TEXT NOT NULL,
    "sealedLength" BIGINT NOT NULL,
    "dropId" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Block_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Audit" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "who" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "Audit_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Block_sealedLength_hash_key" ON "Block"("sealedLength", "hash");

-- CreateIndex
CREATE INDEX "Audit_at_idx" ON "Audit"("at");

-- CreateIndex
CREATE INDEX "Report_closedAt_idx" ON "Report"("closedAt");

-- AddForeignKey
ALTER TABLE "Report" ADD CONSTRAINT "Report_locator_fkey" FOREIGN KEY ("locator") REFERENCES "Link"("locator") ON DELETE CASCADE ON UPDATE CASCADE;

-- What operators did is added to, and never changed.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$;
CREATE TRIGGER "Audit_only_grows" BEFORE UPDATE ON "Audit" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
