-- CreateTable
CREATE TABLE "Storage" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "heldBytes" BIGINT NOT NULL
);

-- AlterTable
ALTER TABLE "Drop" ADD COLUMN "heldBytes" BIGINT NOT NULL DEFAULT 0;

-- What is stored counts from the beginning. An upload under way counts with its next grant.
UPDATE "Drop" SET "heldBytes" = "sealedLength"
WHERE "sealedLength" IS NOT NULL AND ("state" = 'live' OR "id" IN (SELECT "dropId" FROM "Deletion"));
INSERT INTO "Storage" ("id", "heldBytes") SELECT 1, COALESCE(SUM("heldBytes"), 0) FROM "Drop";
