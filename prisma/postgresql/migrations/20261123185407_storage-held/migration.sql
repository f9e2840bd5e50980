-- AlterTable
ALTER TABLE "Drop" ADD COLUMN     "heldBytes" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "Storage" (
    "id" INTEGER NOT NULL,
    "heldBytes" BIGINT NOT NULL,

    CONSTRAINT "Storage_pkey" PRIMARY KEY ("id")
);

-- What is stored counts from the beginning. An upload under way counts with its next grant.
UPDATE "Drop" SET "heldBytes" = "sealedLength"
WHERE "sealedLength" IS NOT NULL AND ("state" = 'live' OR "id" IN (SELECT "dropId" FROM "Deletion"));
INSERT INTO "Storage" ("id", "heldBytes") SELECT 1, COALESCE(SUM("heldBytes"), 0) FROM "Drop";
