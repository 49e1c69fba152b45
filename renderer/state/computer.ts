/** What the shell tells of this computer, and what is asked of the shell. In a browser there is no shell: nothing is told. */
import { create } from 'zustand'
import type { Computer, ComputerChange, MenuPlace } from '#shared/computer.ts'
import { goTo, openOverlay } from './ui.ts'

/** Null until the shell has told; in a browser for ever. */
export const useComputer = create<{ readonly computer: Computer | null }>()(() => ({ computer: null }))

type Told =
  | { readonly type: 'greenlight:computer'; readonly computer: Computer }
  | { readonly type: 'greenlight:go'; readonly place: MenuPlace }
  | { readonly type?: undefined }

/** @param showSettings where the menu's "Settings" leads */
export function listenToShell(showSettings: () => void): void {
  const places: Record<MenuPlace, () => void> = {
    settings: showSettings,
    computer: () => goTo('computer'),
    keys: () => openOverlay({ kind: 'keys' }),
  }
  window.addEventListener('message', (event: MessageEvent<Told | null>) => {
    if (event.source !== window || event.data === null) return
    if (event.data.type === 'greenlight:computer') useComputer.setState({ computer: event.data.computer })
    if (event.data.type === 'greenlight:go') places[event.data.place]?.()
  })
}

const ask = (type: string, ...args: unknown[]) => window.postMessage({ type, args }, location.origin)

export const changeComputer = (change: ComputerChange): void => ask('greenlight:change', change)
export const checkForUpdates = (): void => ask('greenlight:check-updates')
export const restartToUpdate = (): void => ask('greenlight:restart')
