/**
 * What a window does with the desk's alerts. In Electron the shell shows them, and the window only sounds while it is
 * looked at; in a browser the window shows them itself, where the browser lets it.
 */
import type { Alert } from '#shared/alerts.ts'
import { select } from './selection.ts'
import { goTo, say } from './ui.ts'
import { accountInView } from './venues.ts'

const inElectron = (): boolean => window.greenlight !== undefined

/** Whether this browser can show notifications, and whether it may. */
export function browserPermission(): 'granted' | 'denied' | 'default' | 'none' {
  if (inElectron() || !('Notification' in window)) return 'none'
  return Notification.permission
}

export async function askBrowser(): Promise<void> {
  await Notification.requestPermission()
}

type Open = (conversationId: string | null, account?: string) => unknown

let opens: Open = (conversationId) => {
  if (conversationId === null) return
  goTo('inbox')
  select(conversationId)
}

/** Says how a conversation is opened that may be in another venue of this console. */
export function onAsked(open: Open): void {
  opens = open
}

/** Opens what a notification or a link has led to. */
export const openAsked = (conversationId: string | null, account?: string): void => void opens(conversationId, account)

export function takeAlert(alert: Alert): void {
  const inView = alert.account === undefined || alert.account === accountInView()
  const seen = document.hasFocus() && inView && !alert.sample
  // Where it is not seen the shell's notification has the system's own sound.
  if (inElectron()) {
    if (seen && alert.sound) chime()
    return
  }
  if (alert.sound) chime()
  if (seen) return
  if (browserPermission() === 'granted') show(alert)
  else if (alert.sample) say(`${alert.title}. ${alert.text}`)
}

/** One for each conversation and kind, however many windows are open. */
function show({ kind, account, conversationId, title, text, sample }: Alert): void {
  const tag = sample ? `sample-${kind}` : `${kind}-${account}-${conversationId}`
  const shown = new Notification(title, { body: text, tag, silent: true })
  shown.onclick = () => {
    window.focus()
    shown.close()
    openAsked(conversationId, account)
  }
}

let audio: AudioContext | null = null

/** Two short notes. Silent where the browser wants a click first. */
function chime(): void {
  try {
    audio ??= new AudioContext()
    if (audio.state === 'suspended') audio.resume().catch(() => undefined)
    for (const [at, pitch] of [
      [0, 660],
      [0.12, 880],
    ] as const)
      note(audio, audio.currentTime + at, pitch)
  } catch {
    // No way to make a sound here: what there is to see is there all the same.
  }
}

function note(on: AudioContext, at: number, pitch: number): void {
  const tone = on.createOscillator()
  const volume = on.createGain()
  tone.frequency.value = pitch
  volume.gain.setValueAtTime(0, at)
  volume.gain.linearRampToValueAtTime(0.12, at + 0.01)
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.22)
  tone.connect(volume).connect(on.destination)
  tone.start(at)
  tone.stop(at + 0.25)
}
