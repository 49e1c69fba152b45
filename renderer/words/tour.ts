/** The tour, stop by stop; each explains one thing that stands on the page, with its keys as they are set. */
import type { ActionName } from '#shared/keys.ts'

export interface TourStop {
  /** A selector of what it explains. */
  readonly target: string
  readonly title: string
  readonly text: string
  readonly keys: readonly (readonly [action: ActionName, label: string])[]
}

export const TOUR: readonly TourStop[] = [
  {
    target: 'nav[aria-label="Views"]',
    title: 'What needs you',
    text: 'Every conversation, sorted by what it needs. The number beside “Needs you” is how many people wait for an answer.',
    keys: [['go_needs_you', 'Needs you']],
  },
  {
    target: 'section[aria-label="Inbox"]',
    title: 'The list',
    text: 'Who has waited longest stands on top. You can go through all of it without a mouse.',
    keys: [
      ['next', 'Next'],
      ['previous', 'Previous'],
    ],
  },
  {
    target: 'section[aria-label="Thread"]',
    title: 'A draft, and three keys',
    text: 'The AI writes a reply from your prices, hours and facts, and you decide. What has just left can be taken back for some seconds.',
    keys: [
      ['approve', 'Send'],
      ['edit', 'Edit'],
      ['reject', 'Reject'],
      ['undo', 'Undo'],
    ],
  },
  {
    target: '[role="switch"][aria-label="Kill switch"]',
    title: 'The kill switch',
    text: 'Nothing leaves by itself until an owner allows it, kind by kind. This stops all of it at once, from wherever you are.',
    keys: [['kill_switch', 'Stop all']],
  },
  {
    target: 'header search',
    title: 'Find anything, do anything',
    text: 'Here you search people, texts and numbers. For everything else there is the palette, where you also find this tour again.',
    keys: [
      ['search', 'Search'],
      ['palette', 'Palette'],
      ['keys', 'All keys'],
    ],
  },
]
