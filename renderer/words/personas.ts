/** The voices that a reply may have. */
import type { Persona } from '#shared/facts.ts'

export const PERSONAS: readonly { readonly value: Persona; readonly name: string; readonly text: string }[] = [
  { value: 'HOST', name: 'Host', text: 'Warm and plain, like somebody at the door. “Hi Sam, happy to help.”' },
  { value: 'CONCIERGE', name: 'Concierge', text: 'Polite and exact, a little formal. “Good afternoon, Sam.”' },
  { value: 'CASUAL', name: 'Casual', text: 'Short and relaxed, as among regulars. “Hey Sam!”' },
  { value: 'ENTHUSIAST', name: 'Enthusiast', text: 'Bright and keen, with an exclamation mark now and then.' },
]
