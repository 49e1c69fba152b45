/** The tour, stop by stop; each explains one thing that stands on the page. */

export interface TourStop {
  /** A selector of what it explains. */
  readonly target: string
  readonly title: string
  readonly text: string
}

export const TOUR: readonly TourStop[] = [
  {
    target: 'nav[aria-label="Views"]',
    title: 'What needs you',
    text: 'Every conversation, sorted by what it needs. The number beside “Needs you” is how many people wait for an answer.',
  },
  {
    target: 'section[aria-label="Inbox"]',
    title: 'The list',
    text: 'Who has waited longest stands on top. J and K move through it, / searches all texts, and ? shows every key.',
  },
  {
    target: '[role="region"][aria-label="Thread"], section[aria-label="Thread"]',
    title: 'A draft, and three keys',
    text: 'The AI writes a reply from your prices, hours and facts. A sends it, E edits it, R rejects it; after that the next one is there. U takes back what has just been sent.',
  },
  {
    target: '[role="switch"][aria-label="Kill switch"]',
    title: 'The kill switch',
    text: 'Nothing leaves by itself until an owner allows it, kind by kind. This stops all of it at once, from wherever you are.',
  },
  {
    target: 'header input[type="search"]',
    title: 'Find anything, do anything',
    text: 'Search people, texts and numbers here. For everything else there is the palette, with Ctrl K or ⌘K: there you also find this tour again.',
  },
]
