/** A booking enquiry goes on over several texts: what the last reply asked and offered, and what was said before. */
import type { Kysely } from 'kysely'
import { DAY } from '#shared/clock.ts'
import type { DraftDiary } from '#shared/rows.ts'
import { decode } from '../storage/codec.ts'
import type { Tables } from '../storage/tables.ts'

/** After this long a new text begins afresh. */
const GOES_ON_FOR = 2 * DAY

export interface OpenEnquiry {
  readonly diary: DraftDiary
  /** The customer's texts of this enquiry before the present turn, oldest first. */
  readonly earlier: readonly string[]
}

/**
 * Open while the last text to the customer was about the diary and has booked nothing yet.
 * @param thread ids of its conversations
 * @param present ids of the inbound texts of this turn
 * @param until what came later is not looked at: the enquiry as it stood then
 */
export async function openEnquiry(
  db: Kysely<Tables>,
  thread: readonly string[],
  present: readonly string[],
  now: number,
  until: number = Number.MAX_SAFE_INTEGER,
): Promise<OpenEnquiry | null> {
  const last = await db
    .selectFrom('messages')
    .leftJoin('drafts', 'drafts.id', 'messages.draftId')
    .select('drafts.diary')
    .where('messages.conversationId', 'in', thread)
    .where('messages.direction', '=', 'out')
    .where('messages.state', 'in', ['claimed', 'accepted', 'delivered', 'unknown'])
    .where('messages.createdAt', '>', now - GOES_ON_FOR)
    .where('messages.createdAt', '<=', until)
    .orderBy('messages.createdAt', 'desc')
    .orderBy('messages.seq', 'desc')
    .executeTakeFirst()
  const diary = last && decode('drafts', last).diary
  if (!diary || diary.book !== null) return null
  const before = await db
    .selectFrom('messages')
    .select(['id', 'body'])
    .where('conversationId', 'in', thread)
    .where('direction', '=', 'in')
    .where('createdAt', '>=', diary.asked.since)
    .where('createdAt', '<=', until)
    .orderBy('inSeq')
    .execute()
  return { diary, earlier: before.filter((one) => !present.includes(one.id)).map((one) => one.body) }
}
