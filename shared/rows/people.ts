/** People with an account, and what each of them keeps: typed words, snippets, macros, preferences, views. */
import { z } from 'zod'
import { alertSettings } from '#shared/alerts.ts'
import { keySettings } from '#shared/keys.ts'
import { macroStep } from '#shared/macro-steps.ts'
import { id, role, time } from './base.ts'

export const personRow = z.object({ id, name: z.string(), role, active: z.boolean() })
export type PersonRow = z.infer<typeof personRow>

/** Where typed words stand. */
export const TYPED_PLACES = ['reply', 'draft', 'aside'] as const

/**
 * Words that a person has typed and not sent, so that each of their consoles shows them. Only that person's feed has it.
 * `reply` stands in the composer, `draft` in a draft that is edited in place, `aside` was put aside for something else.
 */
export const typedRow = z.object({
  id,
  personId: id,
  conversationId: id,
  place: z.enum(TYPED_PLACES),
  /** The draft that was applied to the composer, or that is edited in place. */
  draftId: id.nullable(),
  /** Empty: it was sent, or thrown away. */
  text: z.string(),
  /** When it was typed, by the clock of that device and later than what it took the place of: the latest wins. */
  at: time,
})
export type TypedRow = z.infer<typeof typedRow>
/** The same as its person's own desk knows it. */
export type TypedText = Omit<TypedRow, 'id' | 'personId'>

/** A text that is written once and inserted with `/`; its placeholders are filled in as it is. */
export const snippetRow = z.object({
  id,
  /** Whose it is; null: everybody's. */
  personId: id.nullable(),
  name: z.string(),
  text: z.string(),
})
export type SnippetRow = z.infer<typeof snippetRow>

/** A reply with what follows from it, given as one. */
export const macroRow = z.object({
  id,
  personId: id.nullable(),
  name: z.string(),
  /** Empty: nothing is sent. */
  text: z.string(),
  steps: z.array(macroStep),
  /** Pressed after `m`; null: none. */
  key: z.string().nullable(),
})
export type MacroRow = z.infer<typeof macroRow>

/** What a person has set for themselves; `id` is the person's. */
export const preferencesRow = z.object({
  id,
  personId: id,
  /** What differs from the defaults (shared/alerts.ts). */
  alerts: alertSettings,
  /** Whether a notification shows who wrote, and what. */
  alertTexts: z.boolean(),
  /** What differs from the table (shared/keys.ts). */
  keys: keySettings,
  /** The tour was taken or left: it does not come by itself any more. */
  tourSeen: z.boolean().optional(),
})
export type PreferencesRow = z.infer<typeof preferencesRow>

/** A view that somebody has saved; `personId` null: everybody's. */
export const savedViewRow = z.object({
  id,
  personId: id.nullable(),
  madeBy: id,
  name: z.string(),
  /** View, filter and order, as `shared/saved-views.ts` reads them; whatever it cannot read is a broken view. */
  query: z.string(),
  createdAt: time,
})
export type SavedViewRow = z.infer<typeof savedViewRow>
