/**
 * The keys that hold here: the table's, as this person has changed them. Each venue's server keeps them for its person, and
 * so they are the same on each of their consoles; with several venues here, what was set last on this computer holds in all.
 */
import { create } from 'zustand'
import { type ActionName, type Keymap, type KeySettings, keymapOf, keySettings } from '#shared/keys.ts'
import { IN_WINDOW, kept } from './page.ts'
import { signedIn } from './session.ts'
import { useVenueStore } from './venue.ts'
import { accountInView, useVenues } from './venues.ts'

export const MAC = /Mac|iPhone|iPad/.test(IN_WINDOW ? navigator.userAgent : navigator.platform)
/** In a browser, which has keys for itself that a window of our own has not. */
export const BROWSER = !IN_WINDOW || window.greenlight === undefined

const NOTHING_SET: KeySettings = {}

/** Whose keys were set last on this computer, and which. */
interface SetHere {
  readonly account: string
  readonly keys: KeySettings
}
const STORED = 'keys'

function stored(): SetHere | null {
  try {
    const { account, keys } = JSON.parse(kept(STORED) ?? 'null') as SetHere
    return { account, keys: keySettings.parse(keys) }
  } catch {
    return null
  }
}

const useSetHere = create<{ readonly set: SetHere | null }>()(() => ({ set: stored() }))

function keep(set: SetHere): void {
  const text = JSON.stringify(set)
  if (text === JSON.stringify(useSetHere.getState().set)) return
  localStorage.setItem(STORED, text)
  useSetHere.setState({ set })
}

/** What the venue in view has. */
const own = (): KeySettings => useVenueStore.getState().view?.preferences?.keys ?? NOTHING_SET

/** Somebody has set these in the venue in view: they hold in the others of this console too. */
export function keepKeys(keys: KeySettings): void {
  const account = accountInView()
  if (account !== null) keep({ account, keys })
}

/** Those of another venue hold only while its person is signed in beside the one in view. */
function inForce(): KeySettings {
  const { set } = useSetHere.getState()
  const there = set !== null && useVenues.getState().list.find((one) => one.account === set.account)
  return !there || !signedIn(there.status) || set.account === accountInView() ? own() : set.keys
}

/** The same keymap for as long as the same is set, however often the venue is read again. */
const useKeys = create(() => ({ settings: NOTHING_SET, keymap: keymapOf(NOTHING_SET, MAC, BROWSER) }))

function refresh(): void {
  const settings = inForce()
  if (JSON.stringify(settings) === JSON.stringify(useKeys.getState().settings)) return
  useKeys.setState({ settings, keymap: keymapOf(settings, MAC, BROWSER) })
}

useVenueStore.subscribe(({ view }, before) => {
  if (view === before.view) return
  const { set } = useSetHere.getState()
  // The same person may have changed them on another computer.
  if (view !== null && set !== null && set.account === accountInView()) keep({ account: set.account, keys: own() })
  refresh()
})
useVenues.subscribe(refresh)
useSetHere.subscribe(refresh)

export const keymap = (): Keymap => useKeys.getState().keymap
export const useKeymap = (): Keymap => useKeys((s) => s.keymap)
export const useKeysSet = (): KeySettings => useKeys((s) => s.settings)

/** The first key of an action, for showing beside its button; null: it has none. */
export const useKeyOf = (action: ActionName | undefined): string | null =>
  useKeys((s) => (action === undefined ? null : (s.keymap[action][0] ?? null)))
