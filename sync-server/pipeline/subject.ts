/** What a turn is thought about: the texts, and all that is known beside them. */
import type { VenueFacts } from '#shared/facts.ts'
import type { PlaybookRunRow } from '#shared/rows.ts'
import type { VenueDiary } from '../diary/diary.ts'
import type { OpenEnquiry } from '../diary/enquiry.ts'
import type { Agent } from './agents.ts'

export interface Subject {
  /** The customer's texts that want an answer, oldest first. */
  readonly texts: readonly string[]
  /** Those of them that came in with this turn, and since somebody last resumed; absent: all of them. */
  readonly fresh?: readonly string[]
  readonly customerName: string | null
  /** E.164; absent or null: not known. */
  readonly customerNumber?: string | null
  readonly agent: Agent
  readonly venue: VenueFacts
  readonly now: number
  /** False: nothing may be written, as the wallet is empty. */
  readonly sparks: boolean
  /** Who works and what is taken in the coming weeks; absent: no diary, or no sign that it is needed. */
  readonly diary?: VenueDiary
  /** What the last reply asked or offered, and the texts before it; absent: nothing is open. */
  readonly enquiry?: OpenEnquiry | null
  /** When the first of the texts came in. */
  readonly since?: number
  /** The playbook that is under way. */
  readonly run?: OpenRun | null
  /** Ids of the playbooks that have lately come to their end here: they do not begin again. */
  readonly finished?: readonly string[]
  /** Of the public review that this is, 1 to 5; absent or null: it is none. */
  readonly stars?: number | null
}

/** A playbook under way. */
export interface OpenRun {
  readonly run: Pick<PlaybookRunRow, 'id' | 'playbookId' | 'collected' | 'route'>
  /** What the last text to the customer asked for, if it did: a field's key, or `route`. */
  readonly asked: string | null
  /** The customer's texts since it began, before the present turn. */
  readonly earlier: readonly string[]
}
