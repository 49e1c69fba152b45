/** The keys that hold here: the table's, as this person has changed them. They are kept on the server, and so the same on each of their consoles. */
import { type ActionName, type Keymap, type KeySettings, keymapOf } from '#shared/keys.ts'
import { useVenueStore } from './venue.ts'

const NOTHING_SET: KeySettings = {}
let last = { settings: NOTHING_SET, text: '{}', keymap: keymapOf() }

/** The same keymap for as long as the same is set, however often the venue is read again. */
function keymapFor(settings: KeySettings): Keymap {
  if (settings === last.settings) return last.keymap
  const text = JSON.stringify(settings)
  last = text === last.text ? { ...last, settings } : { settings, text, keymap: keymapOf(settings) }
  return last.keymap
}

type State = ReturnType<typeof useVenueStore.getState>
const inForce = (state: State): Keymap => keymapFor(state.view?.preferences?.keys ?? NOTHING_SET)

export const keymap = (): Keymap => inForce(useVenueStore.getState())
export const useKeymap = (): Keymap => useVenueStore(inForce)

/** The first key of an action, for showing beside its button; null: it has none. */
export const useKeyOf = (action: ActionName | undefined): string | null =>
  useVenueStore((state) => (action === undefined ? null : (inForce(state)[action][0] ?? null)))
