-- AlterTable
ALTER TABLE "Link" ADD COLUMN     "hint" TEXT;
