/** What belongs to one computer and not to a person or a venue: what the shell and the window agree on. */
import { z } from 'zod'

/** Dictionaries that the composer's spelling can be held against. */
export const SPELLINGS = ['en-GB', 'en-AU'] as const
const spelling = z.enum(SPELLINGS)
export type Spelling = z.infer<typeof spelling>

/** Releases for everybody, or those that are still being tried. */
export const UPDATE_CHANNELS = ['latest', 'beta'] as const
const updateChannel = z.enum(UPDATE_CHANNELS)
export type UpdateChannel = z.infer<typeof updateChannel>

/** A chord as Electron writes it. Two modifiers at least, or a function key: it holds whatever program one is in. */
export const globalChord = z
  .string()
  .regex(
    /^(?:(?:CommandOrControl|Control|Alt|Super|Shift)\+)(?:(?:CommandOrControl|Control|Alt|Super|Shift)\+)+(?:[A-Z0-9]|F(?:[1-9]|1\d|2[0-4]))$|^F(?:1[3-9]|2[0-4])$/,
  )

/** What is kept in a file beside the data; a wrong value counts as not set. */
export const computerSettings = z.object({
  /** Stops auto-send from any program; null: none. */
  stopChord: globalChord.nullable().catch('CommandOrControl+Alt+Shift+X'),
  /** None: spelling is not looked at. */
  spellings: z.array(spelling).max(SPELLINGS.length).catch(['en-GB']),
  updateChannel: updateChannel.catch('latest'),
})
export type ComputerSettings = z.infer<typeof computerSettings>

/** What the window may ask to be changed. */
export const computerChange = z.strictObject({
  stopChord: globalChord.nullable().optional(),
  spellings: z.array(spelling).max(SPELLINGS.length).optional(),
  updateChannel: updateChannel.optional(),
  opensAtLogin: z.boolean().optional(),
})
export type ComputerChange = z.infer<typeof computerChange>

export type UpdateState =
  /** This copy does not update itself. */
  | { readonly kind: 'none' }
  | { readonly kind: 'idle'; readonly checkedAt: number | null }
  | { readonly kind: 'checking' }
  /** `percent`: whole, 0 to 100. */
  | { readonly kind: 'loading'; readonly version: string; readonly notes: string; readonly percent: number }
  /** It is put in place at the next start. */
  | { readonly kind: 'ready'; readonly version: string; readonly notes: string }
  | { readonly kind: 'failed' }

export interface Computer {
  readonly settings: ComputerSettings
  readonly opensAtLogin: boolean
  /** Whether the chord is in force; taken: another program has it. */
  readonly stopChord: 'on' | 'off' | 'taken'
  readonly update: UpdateState
}

/** Places of the window that the shell's menu leads to. */
export const MENU_PLACES = ['settings', 'computer', 'keys'] as const
export type MenuPlace = (typeof MENU_PLACES)[number]
