-- AlterTable
ALTER TABLE "Link" ADD COLUMN     "givenBackParts" BYTEA;
